/**
 * Who is at a place of the product, and what they are doing there. A page joins a topic through the socket; everybody there is told
 * who is. Nothing of it is kept: it lasts as long as the connection.
 */

/** A place where people meet: its kind and the id of the record, `lead:17` or `board:2`. */
export type Topic = `${string}:${number}`

/**
 * What somebody is doing there, e.g. `{ field: 'budget' }` or `{ dragging: 123 }`; `{}` is only looking. At most 4 entries; names of up
 * to 20 small letters and `_`; values are numbers, booleans, or words of up to 40 letters, digits and `_ . : -`. Never what is typed.
 */
export type PresenceState = Record<string, string | number | boolean>

/** Somebody who is there: once, however many tabs they have open. */
export interface PresentPerson {
  id: number
  name: string
  /** What their tabs are doing, without those that only look. */
  doing: PresenceState[]
}

/** Everybody who is at a topic, whoever came first first; the reader is among them. Replaces the frame before. */
export interface PresenceFrame {
  topic: Topic
  /** At most 50. */
  people: PresentPerson[]
  /** How many more there are. */
  more: number
}

/** `here: false` when the topic is none, or none of this person's: which, is not said. */
export interface JoinAnswer {
  here: boolean
}

/** What the server says of presence. */
export interface PresenceServerMessages {
  presence: (frame: PresenceFrame) => void
  /** The topic has left this person's reach: they are no longer there. */
  left: (message: { topic: Topic }) => void
}

/** What the client says of presence. */
export interface PresenceClientMessages {
  /** Also again after every reconnect. A second time at the same topic it only tells what the page is doing. */
  join: (request: { topic: Topic; doing: PresenceState }, answer: (answer: JoinAnswer) => void) => void
  doing: (request: { topic: Topic; doing: PresenceState }) => void
  leave: (request: { topic: Topic }) => void
}

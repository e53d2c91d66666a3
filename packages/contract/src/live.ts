import type { PresenceClientMessages, PresenceServerMessages } from './presence.ts'

/**
 * What crosses the socket. The namespace is `/`, the session cookie signs in. Every message is one JSON object.
 *
 * Rule for the client: frames may arrive twice and, after an outage, late. A frame whose `row_rev` is not greater than the one
 * the client has of that record is ignored, so an older frame never overwrites a newer row.
 */

/** Position in the event log: everything before it has been sent. Opaque; a page keeps the last one it received. */
export type LiveCursor = string

/** The card fields of a lead as they stood after the event. No contact details. */
export interface LiveLead {
  id: number
  /** The version of If-Match: raised by what a person changes. */
  version: number
  /** Raised by every change of the row. */
  row_rev: number
  name: string
  status: 'new' | 'contacted' | 'qualified' | 'converted' | 'lost'
  pipeline_id: number
  stage_id: number
  stage_entered_at: string
  /** Order within the stage, the highest on top. Changes without `version`. */
  position: number
  /** Off the board until this day. */
  sleeps_until: string | null
  /** When it last woke: its time in the stage counts from here. */
  woke_at: string | null
  score: number | null
  /** Score with urgency, 0 to 200. */
  priority: number | null
  assigned_to: number | null
  owner: { id: number; name: string } | null
  team_id: number | null
  location: string | null
  project_type: string | null
  property_type: string | null
  configuration: string | null
  possession_date: string | null
  source: string | null
  budget: number | null
  currency: string
  tags: string[]
  is_duplicate: boolean
  next_activity_at: string | null
  last_activity_at: string | null
  response_due_at: string | null
  in_household: boolean
  created_at: string
  updated_at: string
}

/** A lead was created or changed. */
export interface LeadFrame {
  /** The event that caused it: `lead.assigned`. */
  event: string
  cursor: LiveCursor
  lead: LiveLead
  /** It changed hands or teams: whoever hears of it may not have seen it before. */
  has_moved?: true
  /** Who did it; null when the system did. */
  actor_id: number | null
}

/** A lead is no longer there for this person: deleted, or out of their scope. */
export interface GoneFrame {
  id: number
  /** The lead that it was merged into. */
  merged_into?: number
  row_rev: number
  cursor: LiveCursor
}

/** How far an import is. */
export interface ImportFrame {
  id: number
  status: string
  rows_done: number
  rows_total: number
  created: number
  updated: number
  matched: number
  refused: number
  /** Of an undo: what was taken back, and what could not be. */
  undone: number
  kept: number
}

/** How far an export is. */
export interface ExportFrame {
  id: number
  status: string
  rows_done: number
}

/** What was set up anew. */
export interface SetupFrame {
  what: 'fields' | 'tags' | 'views' | 'score-bands'
}

/** How far a bulk change is. */
export interface BulkFrame {
  id: number
  status: string
  total: number | null
  done: number
  changed: number
  failed: number
}

/** What the server says. */
export interface ServerMessages extends PresenceServerMessages {
  /** This socket is in its rooms: nothing from `cursor` on will be missed. Once in every connection. */
  ready: (message: { cursor: LiveCursor }) => void
  lead: (frame: LeadFrame) => void
  gone: (frame: GoneFrame) => void
  /** Rights changed: fetch `/api/me` and everything on screen again. */
  access: (message: Record<string, never>) => void
  /** The session is over: the server closes the connection after this. Go to sign-in, do not reconnect. */
  'signed-out': (message: Record<string, never>) => void
  /** Too much happened at once to be sent one by one: fetch what is on screen again, not more than every few seconds. */
  reload: (message: { cursor: LiveCursor }) => void
  import: (frame: ImportFrame) => void
  export: (frame: ExportFrame) => void
  /** There is something new in the notification centre: fetch it. */
  notification: (message: Record<string, never>) => void
  /** Fields, tags or views were set up anew: fetch them again. */
  setup: (frame: SetupFrame) => void
  /** How far a bulk change of this person is. */
  bulk: (frame: BulkFrame) => void
}

/** A frame out of the event log, as `catch-up` answers with. */
export type CaughtUp =
  | { name: 'lead'; body: LeadFrame }
  | { name: 'gone'; body: GoneFrame }
  | { name: 'reload'; body: { cursor: LiveCursor } }

/** `events` in commit order, to be applied like live frames; or `reload`: too much happened, fetch what is on screen again. */
export type CatchUpAnswer = { events: CaughtUp[]; cursor: LiveCursor } | { reload: true; cursor: LiveCursor }

/** What the client says. */
export interface ClientMessages extends PresenceClientMessages {
  /** After a reconnect, with the last cursor of the connection before: what was missed. */
  'catch-up': (request: { cursor: LiveCursor }, answer: (answer: CatchUpAnswer) => void) => void
}

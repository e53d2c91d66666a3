import { randomUUID } from 'node:crypto'
import type { PresenceState, Topic } from '@optimwalls/contract'
import type { Bus } from '../../bus/bus.ts'

/** One connection at a topic. */
export interface Member {
  userId: number
  name: string
  /** Since when, in milliseconds since 1970. */
  since: number
  doing: PresenceState
}

/**
 * Who is where, in all processes. Each process says who is with it; what it says is numbered, so that the others notice what they
 * missed and ask, and it says now and then that it lives, so that nobody stays behind when it was killed.
 */
export interface Roster {
  /** The members of this process at a topic, all of them; none when the last one left. */
  tell(topic: Topic, members: readonly Member[]): void
  /** Everybody there, in no order. */
  of(topic: Topic): Member[]
  close(): void
}

/** What one process knows of another. */
interface Peer {
  topics: Map<Topic, readonly Member[]>
  /** Words heard of it, by its own numbering. */
  heard: number
  /** When it was last heard. */
  at: number
}

type Word =
  | { kind: 'at'; from: string; number: number; topic: Topic; members: readonly Member[] }
  | { kind: 'all'; from: string; number: number; topics: [Topic, readonly Member[]][] }
  | { kind: 'alive'; from: string; number: number }
  | { kind: 'ask'; from: string; whom: string | null }
  | { kind: 'bye'; from: string }

const CHANNEL = 'presence'

/** A process that was not heard for so many beats is gone. */
const MISSED_BEATS = 3

export interface RosterOptions {
  bus: Bus
  /** How often a process says that it lives, in milliseconds. */
  beatMs: number
  /** Somebody came, left or does something else, in another process. */
  onElsewhere(topic: Topic): void
}

export function createRoster({ bus, beatMs, onElsewhere }: RosterOptions): Roster {
  const me = randomUUID()
  const own = new Map<Topic, readonly Member[]>()
  const peers = new Map<string, Peer>()
  let said = 0

  const send = (word: Word) => bus.publish(CHANNEL, word)
  const sayAll = () => send({ kind: 'all', from: me, number: said, topics: [...own] })
  const ask = (whom: string | null) => send({ kind: 'ask', from: me, whom })

  function peerOf(id: string): Peer {
    const known = peers.get(id) ?? { topics: new Map(), heard: 0, at: 0 }
    peers.set(id, known)
    known.at = Date.now()
    return known
  }

  function forget(id: string): void {
    const topics = [...(peers.get(id)?.topics.keys() ?? [])]
    peers.delete(id)
    topics.forEach(onElsewhere)
  }

  function hear(word: Word): void {
    if (word.kind === 'ask') {
      if (word.whom === null || word.whom === me) sayAll()
      return
    }
    if (word.kind === 'bye') forget(word.from)
    else if (word.kind === 'all') replace(peerOf(word.from), word)
    else follow(peerOf(word.from), word)
  }

  function replace(peer: Peer, { number, topics }: Word & { kind: 'all' }): void {
    const before = peer.topics
    peer.topics = new Map(topics)
    peer.heard = number
    new Set([...before.keys(), ...peer.topics.keys()]).forEach(onElsewhere)
  }

  /** Takes the next word of another process; asks for all when one before it did not arrive. */
  function follow(peer: Peer, word: Word & { kind: 'at' | 'alive' }): void {
    const before = word.kind === 'at' ? word.number - 1 : word.number
    if (peer.heard !== before) ask(word.from)
    else if (word.kind === 'at') {
      peer.heard = word.number
      if (word.members.length > 0) peer.topics.set(word.topic, word.members)
      else peer.topics.delete(word.topic)
      onElsewhere(word.topic)
    }
  }

  const beat = setInterval(() => {
    if (own.size > 0) send({ kind: 'alive', from: me, number: said })
    for (const [id, { at }] of peers) if (Date.now() - at > beatMs * MISSED_BEATS) forget(id)
  }, beatMs)
  const ends = [
    bus.subscribe(CHANNEL, (payload, origin) => {
      if (origin === 'elsewhere') hear(payload as Word)
    }),
    bus.onGap(() => {
      ask(null)
      sayAll()
    }),
  ]
  void bus.ready().then(
    () => ask(null),
    () => {},
  )

  return {
    tell(topic, members) {
      if (members.length > 0) own.set(topic, members)
      else if (!own.delete(topic)) return
      said += 1
      send({ kind: 'at', from: me, number: said, topic, members })
    },
    of: topic => [
      ...(own.get(topic) ?? []),
      ...[...peers.values()].flatMap(peer => peer.topics.get(topic) ?? []),
    ],
    close() {
      clearInterval(beat)
      for (const end of ends) end()
      send({ kind: 'bye', from: me })
    },
  }
}

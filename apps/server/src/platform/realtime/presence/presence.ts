import type { PresenceState, Topic } from '@optimwalls/contract'
import type { Logger } from 'pino'
import type { Socket } from 'socket.io'
import type { Bus } from '../../bus/bus.ts'
import type { Outlet } from '../feed.ts'
import type { AttachOptions, Subject } from '../realtime.ts'
import { frameOf } from './frame.ts'
import { readTopicRequest, type TopicRequest } from './request.ts'
import { createRoster } from './roster.ts'

/** Keeps who is at which topic, for the sockets of this process. */
export interface Presence {
  /** Listens to a socket that has connected. */
  serve(socket: Socket): void
  /** Judges again whether this socket may be where it is. */
  rejudge(socket: Socket): void
  /** Judges again everybody at these topics; `all` when nobody knows which. */
  rejudgeTopics(topics: readonly Topic[] | 'all'): void
  close(): void
}

export interface PresenceOptions<P extends Subject>
  extends Pick<AttachOptions<P>, 'authenticate' | 'topics' | 'onRefused'> {
  bus: Bus
  outlet: Outlet
  /** How often this process says that it lives. Milliseconds. */
  beatMs: number
  log: Pick<Logger, 'error'>
}

/** Topics of one socket. */
const MOST_SEATS = 20

/** What happens at a topic within this time is told together. Milliseconds. */
const TELL_PAUSE_MS = 60

/** A socket at a topic, or on its way there. */
interface Seat extends TopicRequest {
  socket: Socket
  /** Null until it has been let in. */
  person: { userId: number; name: string } | null
  since: number
  judging: Promise<void> | null
  /** Something changed while it was being judged. */
  isStale: boolean
}

/** The room of those at a topic. */
const roomOf = (topic: Topic) => `at:${topic}`

export function createPresence<P extends Subject>(options: PresenceOptions<P>): Presence {
  const { bus, outlet, beatMs, authenticate, topics = {}, onRefused, log } = options
  const seats = new Map<Socket, Map<Topic, Seat>>()
  const byTopic = new Map<Topic, Set<Seat>>()
  const roster = createRoster({
    bus,
    beatMs,
    onElsewhere: topic => {
      if (byTopic.has(topic)) tellSoon(topic, false)
    },
  })
  /** Topics to tell of, and whether the other processes are to hear too. */
  const due = new Map<Topic, boolean>()
  let telling: ReturnType<typeof setTimeout> | undefined
  let isClosed = false

  function tellSoon(topic: Topic, isOwn: boolean): void {
    if (isClosed) return
    due.set(topic, isOwn || due.get(topic) === true)
    telling ??= setTimeout(tell, TELL_PAUSE_MS)
  }

  function tell(): void {
    telling = undefined
    for (const [topic, isOwn] of due) {
      if (isOwn) roster.tell(topic, membersAt(topic))
      outlet.emit([roomOf(topic)], { name: 'presence', body: frameOf(topic, roster.of(topic)) })
    }
    due.clear()
  }

  function membersAt(topic: Topic) {
    return [...(byTopic.get(topic) ?? [])].flatMap(({ person, since, doing }) =>
      person ? [{ ...person, since, doing }] : [],
    )
  }

  function seat(socket: Socket, request: TopicRequest): Seat | null {
    const own = seats.get(socket) ?? new Map<Topic, Seat>()
    if (own.size >= MOST_SEATS) return null
    const taken = { ...request, socket, person: null, since: Date.now(), judging: null, isStale: false }
    seats.set(socket, own.set(request.topic, taken))
    const others = byTopic.get(request.topic) ?? new Set()
    byTopic.set(request.topic, others.add(taken))
    return taken
  }

  function isSeated(taken: Seat): boolean {
    return seats.get(taken.socket)?.get(taken.topic) === taken
  }

  function unseat(taken: Seat): void {
    if (!isSeated(taken)) return
    const { socket, topic } = taken
    seats.get(socket)?.delete(topic)
    const others = byTopic.get(topic)
    others?.delete(taken)
    if (others?.size === 0) byTopic.delete(topic)
    socket.leave(roomOf(topic))
    if (taken.person) tellSoon(topic, true)
  }

  /** The person who may be there; null when nobody may. */
  async function verdict({ socket, kind, id, topic, person }: Seat): Promise<Seat['person']> {
    const mayBeAt = Object.hasOwn(topics, kind) ? topics[kind] : undefined
    const principal = mayBeAt && (await authenticate(socket.handshake.headers))
    // Whoever looks on as somebody else is there as nobody.
    if (!principal || principal.viewedBy !== undefined) return null
    if (!(await mayBeAt(principal, id))) {
      // Whoever was there already is shown out, and has asked for nothing.
      if (!person) onRefused?.(principal, topic)
      return null
    }
    return { userId: principal.userId, name: principal.name }
  }

  async function judgeUntilCurrent(taken: Seat): Promise<void> {
    try {
      let person: Seat['person']
      do {
        taken.isStale = false
        person = await verdict(taken)
      } while (taken.isStale && isSeated(taken))
      if (!isSeated(taken)) return
      if (person) enter(taken, person)
      else showOut(taken)
    } catch (error) {
      // The database is away: nobody new comes in, and the next round decides on those who are there.
      log.error({ err: error }, 'realtime: who may be at a topic could not be judged')
      if (!taken.person) unseat(taken)
    }
  }

  /** One judgement of a seat at a time, so that an older one never replaces a newer one. */
  function judge(taken: Seat): Promise<void> {
    if (taken.judging) {
      taken.isStale = true
      return taken.judging
    }
    taken.judging = judgeUntilCurrent(taken).finally(() => {
      taken.judging = null
    })
    return taken.judging
  }

  function enter(taken: Seat, person: NonNullable<Seat['person']>): void {
    const isNew = taken.person?.name !== person.name
    taken.person = person
    taken.socket.join(roomOf(taken.topic))
    if (isNew) tellSoon(taken.topic, true)
  }

  function showOut(taken: Seat): void {
    if (taken.person) taken.socket.emit('left', { topic: taken.topic })
    unseat(taken)
  }

  async function join(socket: Socket, message: unknown, answer: unknown): Promise<void> {
    if (typeof answer !== 'function') return
    const request = readTopicRequest(message)
    if (!request || !socket.connected) return answer({ here: false })
    const known = seats.get(socket)?.get(request.topic)
    const taken = known ?? seat(socket, request)
    if (!taken) return answer({ here: false })
    if (known) does(known, request.doing)
    await (taken.judging ?? (taken.person ? null : judge(taken)))
    answer({ here: isSeated(taken) })
  }

  function does(taken: Seat, doing: PresenceState): void {
    taken.doing = doing
    if (taken.person) tellSoon(taken.topic, true)
  }

  return {
    serve(socket) {
      socket.on('join', (message: unknown, answer: unknown) => join(socket, message, answer))
      socket.on('doing', (message: unknown) => {
        const request = readTopicRequest(message)
        const taken = request && seats.get(socket)?.get(request.topic)
        if (taken) does(taken, request.doing)
      })
      socket.on('leave', (message: unknown) => {
        const request = readTopicRequest(message)
        const taken = request && seats.get(socket)?.get(request.topic)
        if (taken) unseat(taken)
      })
      socket.on('disconnect', () => {
        for (const taken of [...(seats.get(socket)?.values() ?? [])]) unseat(taken)
        seats.delete(socket)
      })
    },
    rejudge(socket) {
      for (const taken of seats.get(socket)?.values() ?? []) void judge(taken)
    },
    rejudgeTopics(changed) {
      for (const topic of changed === 'all' ? byTopic.keys() : changed)
        for (const taken of byTopic.get(topic) ?? []) void judge(taken)
    },
    close() {
      isClosed = true
      clearTimeout(telling)
      roster.close()
    },
  }
}

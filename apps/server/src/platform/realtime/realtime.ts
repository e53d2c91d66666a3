import type { Server as HttpServer, IncomingHttpHeaders } from 'node:http'
import type { Logger } from 'pino'
import type { Bus } from '../bus/bus.ts'
import type { Tail } from '../events/events.ts'
import { createFeed, type Presenter } from './feed.ts'
import { openSockets, type Sockets } from './sockets.ts'

export type { Presented, Presenter } from './feed.ts'

/** Who is at the other end of a socket. */
export interface Subject {
  userId: number
  sessionId: number | null
  name: string
  /** Who looks on in this person's place; absent where it is themselves. */
  viewedBy?: number
}

/** A message to a page: its name and one JSON object. Never contact details: only what every receiver may read. */
export interface LiveMessage {
  name: string
  body: object
}

export interface RealtimeOptions {
  bus: Bus
  tail: Tail
  log: Pick<Logger, 'info' | 'warn' | 'error'>
}

export interface AttachOptions<P extends Subject> {
  /** The server on which the API answers too. Fastify's, before it listens. */
  server: HttpServer
  /** The same check as of an HTTP request; null when nobody is signed in. Must not prolong the session: it is called without any request too. */
  authenticate(headers: IncomingHttpHeaders): Promise<P | null>
  /** Every room this person may hear, as the rights are now. `user:<id>` and `session:<id>` come by themselves. */
  roomsOf(principal: P): readonly string[]
  /** Kinds of topics at which people meet (`lead`), and whether this person may be at the one with this id: judged as a read of it is. */
  topics?: Readonly<Record<string, (principal: P, id: number) => Promise<boolean>>>
  /** Told of whoever asks to be at a topic where they may not be, or that does not exist. */
  onRefused?(principal: P, topic: string): void
  /** Whether a page at this origin (`https://crm.example`) is ours. */
  isTrustedOrigin(origin: string): boolean
  limits?: Partial<Limits>
}

/** How much one process bears. */
export interface Limits {
  /** Sockets in all. Default 5,000. */
  connections: number
  /** Sockets of one person: tabs and devices. Default 30. */
  connectionsPerUser: number
  /** Messages of one socket in ten seconds; more closes it. Default 100. */
  messagesPer10s: number
  /** Bytes of one message from a page. Default 10,000. */
  messageBytes: number
  /** Packets that wait for a page that does not read; more closes its socket, it then catches up. Default 1,000. */
  waitingPackets: number
  /** How often each session is checked without cause. Milliseconds, default 30,000. */
  recheckMs: number
  /** How often a page is asked whether it is still there. Milliseconds, default 15,000. */
  pingMs: number
  /** How long it may take to answer; then it is gone. Milliseconds, default 10,000. */
  pongMs: number
  /** How often this process tells the others that it lives; three times unheard, those with it are no longer present. Milliseconds,
   *  default 5,000. */
  beatMs: number
}

export const DEFAULT_LIMITS: Limits = {
  connections: 5000,
  connectionsPerUser: 30,
  messagesPer10s: 100,
  messageBytes: 10_000,
  waitingPackets: 1000,
  recheckMs: 30_000,
  pingMs: 15_000,
  pongMs: 10_000,
  beatMs: 5000,
}

/** Live updates to the open pages, whichever process their sockets are on. */
export interface Realtime {
  /** Shows events to the rooms they concern. Before `attach`. */
  addPresenter(presenter: Presenter): void
  /** Opens the sockets, in the api role. @returns what ends them */
  attach<P extends Subject>(options: AttachOptions<P>): { close(): Promise<void> }
  /** To every socket in at least one of `rooms`, once. For what is no event: progress, a hint. May be lost; keep it small. */
  emitTo(rooms: readonly string[], message: LiveMessage): void
  emitToUser(userId: number, message: LiveMessage): void
  /** After a commit that changed rights: sockets of these people get their rooms anew and `access`. */
  refreshAccess(userIds: readonly number[] | 'all'): void
  /** After a commit that ended a session: its sockets close at once, in all processes. */
  endSession(sessionId: number): void
}

const CHANNEL = 'realtime'

/** What realtime tells its counterparts in the other processes. */
type Command =
  | { kind: 'emit'; rooms: readonly string[]; message: LiveMessage }
  | { kind: 'access'; userIds: readonly number[] | 'all' }
  | { kind: 'end-session'; sessionId: number }

export function createRealtime({ bus, tail, log }: RealtimeOptions): Realtime {
  const presenters: Presenter[] = []
  const send = (command: Command) => bus.publish(CHANNEL, command)

  return {
    addPresenter: presenter => {
      presenters.push(presenter)
    },
    attach(options) {
      const limits = { ...DEFAULT_LIMITS, ...options.limits }
      const feed = createFeed(tail, presenters, log)
      const sockets = openSockets({ ...options, limits, feed, bus, log })
      const ends = [
        bus.subscribe(CHANNEL, payload => obey(sockets, payload as Command)),
        // A missed message may have been a revocation.
        bus.onGap(() => sockets.refreshAccess('all')),
      ]
      return {
        async close() {
          for (const end of ends) end()
          await sockets.close()
          await feed.stop()
        },
      }
    },
    emitTo: (rooms, message) => send({ kind: 'emit', rooms, message }),
    emitToUser: (userId, message) => send({ kind: 'emit', rooms: [`user:${userId}`], message }),
    refreshAccess: userIds => send({ kind: 'access', userIds }),
    endSession: sessionId => send({ kind: 'end-session', sessionId }),
  }
}

function obey(sockets: Sockets, command: Command): void {
  if (command.kind === 'emit') sockets.emit(command.rooms, command.message)
  else if (command.kind === 'access') sockets.refreshAccess(command.userIds)
  else sockets.endSession(command.sessionId)
}

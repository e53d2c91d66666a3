import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import { Server, type Socket } from 'socket.io'
import type { Bus } from '../bus/bus.ts'
import { answerCatchUp } from './catch-up.ts'
import type { Feed, Outlet } from './feed.ts'
import { isAllowedOrigin } from './origin.ts'
import { createPresence } from './presence/presence.ts'
import type { AttachOptions, Limits, Subject } from './realtime.ts'
import { createWatch } from './watch.ts'

/** The sockets of this process. */
export interface Sockets extends Outlet {
  refreshAccess(userIds: readonly number[] | 'all'): void
  endSession(sessionId: number): void
  close(): Promise<void>
}

interface SocketsOptions<P extends Subject> extends AttachOptions<P> {
  limits: Limits
  feed: Feed
  bus: Bus
  log: Pick<Logger, 'info' | 'warn' | 'error'>
}

/** How often slow pages are looked for, and whether anybody is there at all. */
const HOUSEKEEPING_MS = 5000

export function openSockets<P extends Subject>(options: SocketsOptions<P>): Sockets {
  const { server, authenticate, roomsOf, isTrustedOrigin, limits, feed, bus, log } = options
  const io = new Server(server, {
    serveClient: false,
    maxHttpBufferSize: limits.messageBytes,
    connectTimeout: 10_000,
    pingInterval: limits.pingMs,
    pingTimeout: limits.pongMs,
    allowRequest: (request: IncomingMessage, decide) => {
      if (!isAllowedOrigin(request.headers, isTrustedOrigin)) decide('origin not allowed', false)
      else decide(null, io.engine.clientsCount < limits.connections)
    },
  })
  io.engine.on('headers', (headers: Record<string, string>) => {
    headers['cache-control'] = 'no-store'
    headers['x-content-type-options'] = 'nosniff'
  })

  const outlet: Outlet = {
    emit(rooms, { name, body }, except = []) {
      // To no room would mean to everybody.
      if (rooms.length > 0)
        io.to([...rooms])
          .except([...except])
          .emit(name, body)
    },
    emitAll: ({ name, body }) => {
      io.emit(name, body)
    },
    rejudgeTopics: topics => presence.rejudgeTopics(topics),
  }
  const presence = createPresence({ ...options, bus, outlet, beatMs: limits.beatMs, log })
  const watch = createWatch({
    sockets: () => io.sockets.sockets.values(),
    onChecked: presence.rejudge,
    authenticate,
    roomsOf,
    log,
  })

  io.use((socket, next) => {
    watch.admit(socket).then(
      userId => {
        if (userId === null) next(new Error('not-signed-in'))
        else if (countOf(io, userId) >= limits.connectionsPerUser) next(new Error('too-many-connections'))
        else next()
      },
      error => {
        log.error({ err: error }, 'realtime: a socket could not be admitted')
        next(new Error('unavailable'))
      },
    )
  })
  io.on('connection', socket => {
    watch.enter(socket)
    limitMessages(socket, limits.messagesPer10s)
    presence.serve(socket)
    const started = feed.start(outlet)
    started.then(
      () => socket.emit('ready', { cursor: feed.cursor }),
      error => {
        log.error({ err: error }, 'realtime: the event log cannot be read')
        socket.disconnect(true)
      },
    )
    socket.on('catch-up', (request: unknown, answer: unknown) => {
      answerCatchUp(socket, feed, started, request, answer, log)
    })
  })

  const recheck = setInterval(() => watch.recheck('all', false), limits.recheckMs)
  const housekeeping = setInterval(() => {
    for (const socket of io.sockets.sockets.values()) {
      if (waitingPackets(socket) > limits.waitingPackets) socket.disconnect(true)
    }
    if (io.engine.clientsCount === 0)
      feed.stop().catch(error => log.error({ err: error }, 'realtime: the feed did not stop'))
  }, HOUSEKEEPING_MS)

  return {
    ...outlet,
    refreshAccess: userIds => watch.recheck(userIds, true),
    endSession: sessionId => watch.endSession(sessionId),
    async close() {
      clearInterval(recheck)
      clearInterval(housekeeping)
      io.disconnectSockets(true)
      io.engine.close()
      presence.close()
      await watch.idle()
    },
  }
}

function countOf(io: Server, userId: number): number {
  return io.sockets.adapter.rooms.get(`user:${userId}`)?.size ?? 0
}

/** engine.io keeps here what the page has not taken yet; its types hide it. */
function waitingPackets(socket: Socket): number {
  const { writeBuffer } = socket.conn as unknown as { writeBuffer?: unknown[] }
  return writeBuffer?.length ?? 0
}

function limitMessages(socket: Socket, per10s: number): void {
  let left = per10s
  let since = Date.now()
  socket.use((_packet, next) => {
    if (Date.now() - since > 10_000) {
      left = per10s
      since = Date.now()
    }
    left -= 1
    if (left >= 0) next()
    else socket.disconnect(true)
  })
}

import type { Logger } from 'pino'
import type { Socket } from 'socket.io'
import type { AttachOptions, Subject } from './realtime.ts'

interface WatchOptions<P extends Subject> extends Pick<AttachOptions<P>, 'authenticate' | 'roomsOf'> {
  /** Those that have entered. */
  sockets(): Iterable<Socket>
  /** Its session was read again: rights may have changed. */
  onChecked(socket: Socket): void
  log: Pick<Logger, 'error'>
}

/** What the session said when it was last read. */
interface Reading {
  userId: number
  /** Whose rights it depends on: the person's, and those of who looks on in their place. */
  dependsOn: readonly number[]
  sessionId: number | null
  rooms: ReadonlySet<string>
  /** Changes that had been announced when reading began. */
  asOf: number
}

/** Keeps every socket in the rooms its person may hear, and out when the session is over. */
export interface Watch {
  /** Before the connection: who it is, or null when nobody is signed in. */
  admit(socket: Socket): Promise<number | null>
  /** At the connection: into the rooms. */
  enter(socket: Socket): void
  /** Reads sessions again; sockets of those that ended close, the others get their rooms anew and, when `tell`, `access`. */
  recheck(userIds: readonly number[] | 'all', tell: boolean): void
  /** Without asking: the session has ended. */
  endSession(sessionId: number): void
  idle(): Promise<void>
}

/** Sessions read at the same time. */
const CONCURRENCY = 8

export function createWatch<P extends Subject>({
  sockets,
  onChecked,
  authenticate,
  roomsOf,
  log,
}: WatchOptions<P>): Watch {
  const readings = new WeakMap<Socket, Reading>()
  /** Sockets to check, and whether to tell them. */
  const due = new Map<Socket, boolean>()
  /** To be told still: their session could not be read when rights changed. */
  const untold = new WeakSet<Socket>()
  const checking = new Map<Socket, Promise<void>>()
  let changes = 0

  async function read(socket: Socket): Promise<Reading | null> {
    const asOf = changes
    const principal = await authenticate(socket.handshake.headers)
    if (!principal) return null
    const { userId, sessionId, viewedBy } = principal
    const dependsOn = viewedBy === undefined ? [userId] : [userId, viewedBy]
    const rooms = new Set([`user:${userId}`, ...roomsOf(principal)])
    if (sessionId !== null) rooms.add(`session:${sessionId}`)
    return { userId, dependsOn, sessionId, rooms, asOf }
  }

  async function check(socket: Socket, tell: boolean): Promise<void> {
    try {
      const reading = await read(socket)
      if (!socket.connected) return
      if (!reading) return signOut(socket)
      moveRooms(socket, readings.get(socket)?.rooms ?? new Set(), reading.rooms)
      readings.set(socket, reading)
      if (untold.delete(socket) || tell) socket.emit('access', {})
      onChecked(socket)
    } catch (error) {
      // The database is away, and nothing to hear with it: the next round decides.
      if (tell) untold.add(socket)
      log.error({ err: error }, 'realtime: a session could not be read')
    }
  }

  function pump(): void {
    for (const [socket, tell] of due) {
      if (checking.size >= CONCURRENCY) return
      // One reading of a socket at a time, so that an older one never replaces a newer one.
      if (checking.has(socket)) continue
      due.delete(socket)
      const done = check(socket, tell).finally(() => {
        checking.delete(socket)
        pump()
      })
      checking.set(socket, done)
    }
  }

  function mark(socket: Socket, tell: boolean): void {
    due.set(socket, tell || due.get(socket) === true)
  }

  return {
    async admit(socket) {
      const reading = await read(socket)
      if (reading) readings.set(socket, reading)
      return reading?.userId ?? null
    },
    enter(socket) {
      const reading = readings.get(socket)
      if (!reading) return signOut(socket)
      socket.join([...reading.rooms])
      // A change announced between reading the session and entering did not find this socket.
      if (reading.asOf !== changes) mark(socket, true)
      pump()
    },
    recheck(userIds, tell) {
      if (tell) changes += 1
      const isMeant = (ids: readonly number[]) => userIds === 'all' || ids.some(id => userIds.includes(id))
      for (const socket of sockets()) {
        const reading = readings.get(socket)
        if (reading && isMeant(reading.dependsOn)) mark(socket, tell)
      }
      pump()
    },
    endSession(sessionId) {
      changes += 1
      for (const socket of [...sockets()]) {
        if (readings.get(socket)?.sessionId === sessionId) signOut(socket)
      }
    },
    async idle() {
      due.clear()
      await Promise.all(checking.values())
    },
  }
}

function moveRooms(socket: Socket, before: ReadonlySet<string>, after: ReadonlySet<string>): void {
  for (const room of before) if (!after.has(room)) socket.leave(room)
  socket.join([...after])
}

function signOut(socket: Socket): void {
  socket.emit('signed-out', {})
  socket.disconnect(true)
}

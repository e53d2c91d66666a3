import type { Logger } from 'pino'
import type { Socket } from 'socket.io'
import type { Feed, Presented } from './feed.ts'
import type { LiveMessage } from './realtime.ts'

/** Answers a page that was away with what its rooms may see of what it missed. A malformed request gets no answer. */
export async function answerCatchUp(
  socket: Socket,
  feed: Feed,
  started: Promise<void>,
  request: unknown,
  answer: unknown,
  log: Pick<Logger, 'error'>,
): Promise<void> {
  if (typeof answer !== 'function') return
  const cursor = cursorOf(request)
  if (cursor === null) return
  try {
    // First hear what comes, then ask what was: between the two nothing is lost.
    await started
    const missed = await feed.catchUp(cursor)
    if (missed === 'reload') answer({ reload: true, cursor: feed.cursor })
    // Rooms as they are now, so rights taken meanwhile hold for the past as well.
    else answer({ events: missed.presented.flatMap(item => seenBy(socket, item)), cursor: missed.cursor })
  } catch (error) {
    log.error({ err: error }, 'realtime: catching up failed')
    answer({ reload: true, cursor: feed.cursor })
  }
}

function seenBy(socket: Socket, { rooms, message, gone }: Presented): LiveMessage[] {
  const isIn = (room: string) => socket.rooms.has(room)
  if (rooms.some(isIn)) return [message]
  return gone?.rooms.some(isIn) ? [gone.message] : []
}

function cursorOf(request: unknown): string | null {
  if (typeof request !== 'object' || request === null || !('cursor' in request)) return null
  return typeof request.cursor === 'string' ? request.cursor : null
}

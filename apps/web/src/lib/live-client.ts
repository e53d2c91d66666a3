import type {
  CatchUpAnswer,
  CaughtUp,
  ClientMessages,
  LiveCursor,
  ServerMessages,
} from '@optimwalls/contract'
import type { Connection } from './connection.ts'
import { tell } from './live.ts'

/** As much of a Socket.IO socket as the client uses. */
export interface LiveSocket {
  on<N extends keyof ServerMessages>(name: N, listener: ServerMessages[N]): unknown
  on(name: 'disconnect' | 'connect_error', listener: () => void): unknown
  emit<N extends keyof ClientMessages>(name: N, ...args: Parameters<ClientMessages[N]>): unknown
  disconnect(): unknown
}

export interface LiveClientOptions {
  setConnection(connection: Connection): void
  /** Nothing tells what was missed: everything on the screen is fetched again. */
  reload(): void
  /** Rights changed. */
  onAccess(): void
  /** The session is over. */
  onSignedOut(): void
}

/** Turns a socket into frames for the page: keeps the place in the event log and asks for what an outage swallowed. */
export function runLiveClient(socket: LiveSocket, options: LiveClientOptions): () => void {
  let cursor: LiveCursor | null = null
  /** Cursors seen while a catch-up is under way: only its answer closes the gap before them. */
  let pending: LiveCursor | null = null
  let isCatchingUp = false
  /** Counts connections, so that an answer from before a reconnect is not taken for the one after it. */
  let connection = 0

  const saw = (seen: LiveCursor) => {
    if (isCatchingUp) pending = greater(pending, seen)
    else cursor = greater(cursor, seen)
  }

  const caughtUp = (answer: CatchUpAnswer) => {
    if ('reload' in answer) options.reload()
    else for (const event of answer.events) replay(event)
    isCatchingUp = false
    saw(pending ?? answer.cursor)
    saw(answer.cursor)
    options.setConnection('live')
  }

  socket.on('ready', ready => {
    connection += 1
    if (cursor === null) {
      saw(ready.cursor)
      // What the page fetched before this moment may already be old.
      options.reload()
      options.setConnection('live')
      return
    }
    const asked = connection
    isCatchingUp = true
    pending = null
    socket.emit('catch-up', { cursor }, answer => {
      if (asked === connection) caughtUp(answer)
    })
  })
  socket.on('lead', frame => {
    saw(frame.cursor)
    tell('lead', frame)
  })
  socket.on('gone', frame => {
    saw(frame.cursor)
    tell('gone', frame)
  })
  socket.on('import', frame => tell('import', frame))
  socket.on('access', () => options.onAccess())
  socket.on('signed-out', () => {
    socket.disconnect()
    options.onSignedOut()
  })

  const lost = () => options.setConnection(navigator.onLine ? 'reconnecting' : 'offline')
  socket.on('disconnect', lost)
  socket.on('connect_error', lost)
  window.addEventListener('offline', lost)
  return () => {
    window.removeEventListener('offline', lost)
    socket.disconnect()
    options.setConnection('idle')
  }
}

function replay(event: CaughtUp): void {
  if (event.name === 'lead') tell('lead', event.body)
  else tell('gone', event.body)
}

function greater(a: LiveCursor | null, b: LiveCursor): LiveCursor {
  return a === null || BigInt(b) > BigInt(a) ? b : a
}

import type { CaughtUp, ClientMessages, LiveCursor, ServerMessages } from '@optimwalls/contract'
import type { Connection } from './connection.ts'
import { tell } from './live.ts'
import { closePresence, hearPresence, openPresence } from './presence.ts'

/** As much of a Socket.IO socket as the client uses. */
export interface LiveSocket {
  on<N extends keyof ServerMessages>(name: N, listener: ServerMessages[N]): unknown
  on(name: 'disconnect' | 'connect_error', listener: () => void): unknown
  emit<N extends keyof ClientMessages>(name: N, ...args: Parameters<ClientMessages[N]>): unknown
  disconnect(): unknown
}

export interface LiveClientOptions {
  setConnection(connection: Connection): void
  /** Nothing tells what was missed: everything on the screen is to be fetched again. May be called often. */
  reload(): void
  /** Rights changed. */
  onAccess(): void
  /** The line is there, for the first time or again: rights may have changed without a word. */
  onReady(): void
  /** The session is over. */
  onSignedOut(): void
}

/** Turns a socket into frames for the page: keeps the place in the event log and asks for what an outage swallowed. */
export function runLiveClient(socket: LiveSocket, options: LiveClientOptions): () => void {
  /** Up to here the page has heard everything. */
  let cursor: LiveCursor | null = null
  /** The last one received while something before it is still missing. */
  let pending: LiveCursor | null = null
  let isWhole = false
  /** Counts outages, so that an answer from before one is not taken for the one after it. */
  let outages = 0

  const saw = (seen: LiveCursor) => {
    if (isWhole) cursor = seen
    else pending = seen
  }

  const becomeWhole = (from: LiveCursor) => {
    isWhole = true
    cursor = pending ?? from
    options.setConnection('live')
  }

  const catchUp = (since: LiveCursor) => {
    const asked = outages
    socket.emit('catch-up', { cursor: since }, answer => {
      if (asked !== outages) return
      if ('reload' in answer) options.reload()
      else for (const event of answer.events) replay(event, options.reload)
      becomeWhole(answer.cursor)
    })
  }

  socket.on('ready', ready => {
    openPresence(socket)
    options.onReady()
    if (cursor !== null) return catchUp(cursor)
    becomeWhole(ready.cursor)
    // What the page fetched before this moment may already be old.
    options.reload()
  })
  socket.on('reload', ({ cursor: seen }) => {
    saw(seen)
    options.reload()
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
  socket.on('export', frame => tell('export', frame))
  socket.on('notification', frame => tell('notification', frame))
  socket.on('bulk', frame => tell('bulk', frame))
  socket.on('setup', frame => tell('setup', frame))
  socket.on('presence', hearPresence)
  socket.on('left', ({ topic }) => hearPresence({ topic, people: [] }))
  socket.on('access', () => {
    options.onAccess()
    openPresence(socket)
  })
  socket.on('signed-out', () => {
    socket.disconnect()
    options.onSignedOut()
  })

  const lost = () => options.setConnection(navigator.onLine ? 'reconnecting' : 'offline')
  socket.on('disconnect', () => {
    outages += 1
    isWhole = false
    pending = null
    closePresence()
    lost()
  })
  socket.on('connect_error', lost)
  // A short outage may end before the socket notices: then nothing was missed.
  const back = () => {
    if (isWhole) options.setConnection('live')
  }
  window.addEventListener('offline', lost)
  window.addEventListener('online', back)
  return () => {
    window.removeEventListener('offline', lost)
    window.removeEventListener('online', back)
    socket.disconnect()
    closePresence()
    options.setConnection('idle')
  }
}

function replay(event: CaughtUp, reload: () => void): void {
  if (event.name === 'lead') tell('lead', event.body)
  else if (event.name === 'gone') tell('gone', event.body)
  else reload()
}

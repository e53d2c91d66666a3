/** As much of a Socket.IO client as is needed to bring it back. */
export interface LostSocket {
  readonly connected: boolean
  /** Whether Socket.IO itself tries on. */
  readonly active: boolean
  on(name: 'connect', listener: () => void): unknown
  on(name: 'disconnect', listener: (reason: string) => void): unknown
  on(name: 'connect_error', listener: (error: Error) => void): unknown
  connect(): unknown
  disconnect(): unknown
}

const FIRST_MS = 500
/** Longest pause between two tries. */
export const RECONNECT_WITHIN_MS = 5000

/**
 * Brings a socket back where Socket.IO leaves it to the page: when the server said goodbye, as it does before a restart, and when it
 * refused, as it does while its database is away. Tries at once when the line is back or the page is looked at again. Ends with the
 * session: signed out, or `disconnect()` by the page itself.
 * @returns what ends it
 */
export function comeBack(socket: LostSocket, onSignedOut: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let pause = FIRST_MS
  let isOver = false

  const tryLater = () => {
    if (isOver || socket.active || timer !== undefined) return
    // Not all pages of a firm in the same moment.
    timer = setTimeout(tryNow, pause * (0.5 + Math.random()))
    pause = Math.min(RECONNECT_WITHIN_MS / 1.5, pause * 2)
  }
  const tryNow = () => {
    clearTimeout(timer)
    timer = undefined
    if (isOver || socket.connected) return
    // Ends the pause that Socket.IO makes between its own tries.
    socket.disconnect()
    socket.connect()
  }
  const onSight = () => {
    if (document.visibilityState === 'visible') tryNow()
  }

  socket.on('connect', () => {
    pause = FIRST_MS
  })
  socket.on('disconnect', reason => {
    if (reason === 'io client disconnect') isOver = true
    tryLater()
  })
  socket.on('connect_error', ({ message }) => {
    if (message === 'not-signed-in') {
      isOver = true
      onSignedOut()
    }
    tryLater()
  })
  window.addEventListener('online', tryNow)
  document.addEventListener('visibilitychange', onSight)
  return () => {
    isOver = true
    clearTimeout(timer)
    window.removeEventListener('online', tryNow)
    document.removeEventListener('visibilitychange', onSight)
  }
}

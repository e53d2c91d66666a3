import { io } from 'socket.io-client'
import { setConnection } from './connection.ts'
import { onLive } from './live.ts'
import { type LiveSocket, runLiveClient } from './live-client.ts'
import { queryClient } from './query-client.ts'
import { throttle } from './throttle.ts'

/** However much happens at once, the page is not fetched again more often. */
const RELOAD_PAUSE_MS = 3000

/** Connects with the session cookie; returns what ends it. Loaded after the first paint, as it brings Socket.IO. */
export function connectLive(onSignedOut: () => void): () => void {
  const socket: LiveSocket = io({ transports: ['websocket', 'polling'], reconnectionDelayMax: 10_000 })
  const endSetup = onLive('setup', ({ what }) => {
    void queryClient.invalidateQueries({ queryKey: ['setup', what] })
  })
  const end = runLiveClient(socket, {
    setConnection,
    reload: throttle(
      () => void queryClient.invalidateQueries({ predicate: query => query.queryKey[0] !== 'me' }),
      RELOAD_PAUSE_MS,
    ),
    onAccess: () => void queryClient.invalidateQueries(),
    onSignedOut,
  })
  return () => {
    endSetup()
    end()
  }
}

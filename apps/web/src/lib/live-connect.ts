import { io } from 'socket.io-client'
import { comeBack, RECONNECT_WITHIN_MS } from './come-back.ts'
import { setConnection } from './connection.ts'
import { catchUpRights, followRights } from './follow-rights.ts'
import { onLive } from './live.ts'
import { runLiveClient } from './live-client.ts'
import { queryClient } from './query-client.ts'
import { throttle } from './throttle.ts'

/** However much happens at once, the page is not fetched again more often. */
const RELOAD_PAUSE_MS = 3000

/** Connects with the session cookie; returns what ends it. Loaded after the first paint, as it brings Socket.IO. */
export function connectLive(onSignedOut: () => void): () => void {
  const socket = io({ transports: ['websocket', 'polling'], reconnectionDelayMax: RECONNECT_WITHIN_MS })
  const endSetup = onLive('setup', ({ what }) => {
    void queryClient.invalidateQueries({ queryKey: ['setup', what] })
  })
  const endComingBack = comeBack(socket, onSignedOut)
  const end = runLiveClient(socket, {
    setConnection,
    reload: throttle(
      () => void queryClient.invalidateQueries({ predicate: query => query.queryKey[0] !== 'me' }),
      RELOAD_PAUSE_MS,
    ),
    onAccess: () => void followRights(queryClient),
    onReady: () => void catchUpRights(queryClient),
    onSignedOut,
  })
  return () => {
    endSetup()
    endComingBack()
    end()
  }
}

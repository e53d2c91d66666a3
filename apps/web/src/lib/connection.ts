import { useSyncExternalStore } from 'react'

/** `idle` before the first connection is tried, e.g. on the sign-in page. */
export type Connection = 'idle' | 'live' | 'reconnecting' | 'offline'

let current: Connection = 'idle'
const listeners = new Set<() => void>()

/** Told by the live client and by the browser's own online and offline events. */
export function setConnection(next: Connection): void {
  if (next === current) return
  current = next
  for (const listener of listeners) listener()
}

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, () => current)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

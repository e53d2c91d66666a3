import { useSyncExternalStore } from 'react'

/** A dialog that belongs to the app and not to the row it was asked from, which may leave the list while somebody types. */
export interface Asked<T> {
  open: (what: T) => void
  /** Closes it; what it showed stays while it moves out of sight. */
  close: () => void
  /** What was last asked, `key` of its own each time; null before the first. */
  use: () => Shown<T> | null
}

interface Shown<T> {
  what: T
  key: number
  isOpen: boolean
}

export function asked<T>(): Asked<T> {
  let present: Shown<T> | null = null
  let lastKey = 0
  const listeners = new Set<() => void>()

  function set(next: Shown<T>): void {
    present = next
    for (const listener of listeners) listener()
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return {
    open(what) {
      lastKey += 1
      set({ what, key: lastKey, isOpen: true })
    },
    close() {
      if (present) set({ ...present, isOpen: false })
    },
    use: () => useSyncExternalStore(subscribe, () => present),
  }
}

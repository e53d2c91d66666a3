import type { Bus } from '../bus/bus.ts'
import { onStored } from './publish.ts'

const CHANNEL = 'events'

/** Tells readers of the event log that reading may pay. */
export interface Wakeups {
  /** @returns a function that ends the subscription */
  on(wake: () => void): () => void
  close(): void
}

/**
 * Readers here are woken right after a commit in this process; those in other processes over the bus, at most every
 * `coalesceMs`; and all of them every `pollMs`, so that a lost message only costs that long.
 */
export function createWakeups(bus: Bus, { coalesceMs = 20, pollMs = 1000 } = {}): Wakeups {
  const readers = new Set<() => void>()
  let sending: NodeJS.Timeout | undefined

  function wakeAll(): void {
    for (const wake of readers) wake()
  }

  const ends = [
    onStored(() => {
      wakeAll()
      sending ??= setTimeout(() => {
        sending = undefined
        bus.publish(CHANNEL, null)
      }, coalesceMs)
    }),
    bus.subscribe(CHANNEL, (_payload, origin) => {
      if (origin === 'elsewhere') wakeAll()
    }),
    bus.onGap(wakeAll),
  ]
  // Looking for news is no reason for a process to live on.
  const poll = setInterval(wakeAll, pollMs).unref()

  return {
    on(wake) {
      readers.add(wake)
      return () => readers.delete(wake)
    },
    close() {
      clearInterval(poll)
      clearTimeout(sending)
      for (const end of ends) end()
    },
  }
}

import type { Bus, BusLog } from './bus.ts'
import { createLocal } from './local.ts'

/** A bus for a process that is alone. */
export function createMemoryBus(log: BusLog): Bus {
  const local = createLocal(log)
  return {
    publish: (channel, payload) => local.deliver(channel, payload, 'here'),
    subscribe: local.subscribe,
    onGap: local.onGap,
    ready: async () => {},
    close: async () => {},
  }
}

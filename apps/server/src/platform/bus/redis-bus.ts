import { Redis } from 'ioredis'
import type { Bus, BusLog } from './bus.ts'
import { createLocal } from './local.ts'

const CHANNEL = 'optimwalls:bus'

/** A bus over Redis publish/subscribe: one connection that listens, one that sends. Both reconnect by themselves. */
export function createRedisBus(url: string, log: BusLog): Bus {
  const local = createLocal(log)
  const retryStrategy = (times: number) => Math.min(100 * times, 2000)
  const sender = new Redis(url, { retryStrategy, enableOfflineQueue: false, maxRetriesPerRequest: 1 })
  // ioredis leaves it to chance what becomes of a subscription that it repeats on a connection which closes: repeated here.
  const listener = new Redis(url, { retryStrategy, maxRetriesPerRequest: null, autoResubscribe: false })
  let isDown = false

  function down(error: Error): void {
    if (!isDown) log.warn({ err: error }, 'bus: Redis is out of reach; other processes hear of changes late')
    isDown = true
  }
  sender.on('error', down)
  listener.on('error', down)
  listener.on('message', (_channel: string, text: string) => local.unpack(text))

  const sending = new Promise<void>(resolve => sender.once('ready', resolve))
  const listening = new Promise<void>((resolve, reject) => {
    let isFirst = true
    listener.on('ready', () => {
      listener.subscribe(CHANNEL).then(() => {
        if (isDown) log.info('bus: Redis is back')
        isDown = false
        if (!isFirst) local.announceGap()
        isFirst = false
        resolve()
      }, down)
    })
    listener.once('end', () => reject(new Error('The bus was closed')))
  })
  // Two connections, made in any order: until the sender stands, what is published would be lost for the others.
  const ready = Promise.all([listening, sending]).then(() => {})
  ready.catch(down)

  return {
    publish(channel, payload) {
      local.deliver(channel, payload, 'here')
      sender.publish(CHANNEL, local.pack(channel, payload)).catch(down)
    },
    subscribe: local.subscribe,
    onGap: local.onGap,
    ready: () => ready,
    async close() {
      sender.disconnect()
      listener.disconnect()
    },
  }
}

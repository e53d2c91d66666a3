import { randomUUID } from 'node:crypto'
import { Cacheable, CacheableMemory, Keyv } from 'cacheable'
import type { Logger } from 'pino'
import type { Bus } from '../bus/bus.ts'
import { createRedisTier, type RedisTier } from './redis-tier.ts'

export interface CacheStats {
  hits: number
  misses: number
}

/**
 * Values that are dear to make and may be some seconds old: in memory, and with `REDIS_URL` in Redis for all processes.
 *
 * Values lie in groups (`people`, `report:team-3`) that are dropped whole. Never put contact details here: Redis keeps values in
 * clear. Whoever gets a value must not change it: it is shared. Rights and sessions do not belong here at all, because
 * other processes hear of a dropped group some milliseconds late: at worst, when the message is lost, after five seconds with
 * Redis and at the end of `ttlMs` without.
 */
export interface Cache {
  get<T>(group: string, key: string): Promise<T | undefined>
  /** `ttlMs`: milliseconds the value may be used. `value` must survive JSON and not be undefined. */
  set<T>(group: string, key: string, value: T, ttlMs: number): Promise<void>
  /**
   * The value, made by `load` when absent. Callers who ask for the same while it is being made wait for the one loading. A group
   * dropped during the loading does not keep what was loaded. Errors of `load` are thrown to all who wait and not kept.
   */
  wrap<T>(group: string, key: string, ttlMs: number, load: () => Promise<T>): Promise<T>
  /** Forgets a group here and in every other process. Call it after the commit. Never throws: Redis is told as soon as it is back. */
  drop(group: string): Promise<void>
  /** Since the start of this process, for the metrics. */
  readonly stats: Readonly<CacheStats>
  close(): Promise<void>
}

export interface CacheOptions {
  bus: Pick<Bus, 'publish' | 'subscribe' | 'onGap'>
  log: Pick<Logger, 'warn' | 'info'>
  redisUrl?: string | undefined
  /** Values in memory, 10,000 by default; the least used leave first. */
  maxEntries?: number
}

const CHANNEL = 'cache'

/** With Redis, milliseconds after which a process finds out by itself that a group was dropped, should the message be lost. */
const ASK_AGAIN_MS = 5000

/** Values as they are: to write each as JSON and read it at every use cost a new lead a tenth of its time. */
function inMemory(maxEntries: number): Keyv {
  const memory = new Keyv({ store: new CacheableMemory({ lruSize: maxEntries, useClone: false }) })
  memory.serialize = undefined
  memory.deserialize = undefined
  return memory
}

/**
 * Every group has a generation, which is part of each key: to drop the group is to begin a new one, whatever the number of values,
 * and what a slow loader writes under the old one is never read.
 */
export function createCache({ bus, log, redisUrl, maxEntries = 10_000 }: CacheOptions): Cache {
  const redis: RedisTier | undefined = redisUrl ? createRedisTier(redisUrl, log) : undefined
  const tiers = new Cacheable({
    primary: inMemory(maxEntries),
    ...(redis && { secondary: new Keyv({ store: redis.store, useKeyPrefix: false }) }),
  })
  tiers.on('error', () => undefined) // Redis reports its troubles itself, once; a value that cannot be had is a miss.

  const generations = new Map<string, { id: string; askedAt: number }>()
  const loading = new Map<string, Promise<unknown>>()
  const stats: CacheStats = { hits: 0, misses: 0 }

  async function keyOf(group: string, key: string): Promise<string> {
    let known = generations.get(group)
    if (!known || (redis && Date.now() - known.askedAt > ASK_AGAIN_MS)) {
      const before = known
      const id = (await redis?.generationOf(group)) ?? before?.id ?? randomUUID()
      known = generations.get(group)
      // Dropped or asked for by someone else while Redis answered: theirs is newer.
      if (!known || known === before) {
        known = { id, askedAt: Date.now() }
        generations.set(group, known)
      }
    }
    return `${group}/${known.id}/${key}`
  }

  async function read<T>(fullKey: string): Promise<T | undefined> {
    const value = await tiers.get<T>(fullKey)
    stats[value === undefined ? 'misses' : 'hits']++
    return value
  }

  const unsubscribe = bus.subscribe(CHANNEL, (payload, origin) => {
    if (origin === 'elsewhere' && isDropped(payload)) generations.delete(payload.group)
  })
  const offGap = bus.onGap(() => generations.clear())

  return {
    stats,
    async get<T>(group: string, key: string) {
      return read<T>(await keyOf(group, key))
    },
    async set(group, key, value, ttlMs) {
      await tiers.set(await keyOf(group, key), value, ttlMs)
    },
    async wrap<T>(group: string, key: string, ttlMs: number, load: () => Promise<T>) {
      const fullKey = await keyOf(group, key)
      const known = await read<T>(fullKey)
      if (known !== undefined) return known
      const running = loading.get(fullKey)
      if (running) return running as Promise<T>
      const loaded = load()
        .then(async value => {
          await tiers.set(fullKey, value, ttlMs)
          return value
        })
        .finally(() => loading.delete(fullKey))
      loading.set(fullKey, loaded)
      return loaded
    },
    async drop(group) {
      const id = randomUUID()
      generations.set(group, { id, askedAt: Date.now() })
      await redis?.setGeneration(group, id)
      bus.publish(CHANNEL, { group })
    },
    async close() {
      unsubscribe()
      offGap()
      redis?.close()
    },
  }
}

function isDropped(payload: unknown): payload is { group: string } {
  return (
    typeof payload === 'object' && payload !== null && 'group' in payload && typeof payload.group === 'string'
  )
}

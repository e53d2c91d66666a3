import { EventEmitter } from 'node:events'
import type { KeyvStoreAdapter } from 'cacheable'
import { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** What the cache keeps in Redis: values, and the generation of each group. */
export interface RedisTier {
  store: KeyvStoreAdapter
  /** The generation that all processes share, begun now when there is none; undefined when Redis is out of reach. */
  generationOf(group: string): Promise<string | undefined>
  /** Begins a generation. Never throws: when Redis is away, it is told as soon as it is back. */
  setGeneration(group: string, generation: string): Promise<void>
  close(): void
}

const PREFIX = 'optimwalls:cache:'
const GENERATION_PREFIX = 'optimwalls:cache-generation:'

/** Seconds; a group that nobody dropped or asked for in this time begins anew. */
const GENERATION_TTL_S = 7 * 24 * 3600

/** Answers "absent" while Redis is away, at once: a page is then slower, never an error. */
export function createRedisTier(url: string, log: Pick<Logger, 'warn' | 'info'>): RedisTier {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    retryStrategy: attempt => Math.min(attempt * 100, 2000),
  })
  let isDown = false
  redis.on('error', (error: Error) => {
    if (!isDown) log.warn({ err: error }, 'cache: Redis is out of reach; values are kept in memory only')
    isDown = true
  })
  redis.on('ready', () => {
    if (isDown) log.info('cache: Redis is back')
    isDown = false
    for (const [group, generation] of owed) void setGeneration(group, generation)
  })

  /** Generations that Redis has not been told of. */
  const owed = new Map<string, string>()

  async function setGeneration(group: string, generation: string): Promise<void> {
    owed.set(group, generation)
    try {
      await redis.set(GENERATION_PREFIX + group, generation, 'EX', GENERATION_TTL_S)
      if (owed.get(group) === generation) owed.delete(group)
    } catch {
      // Reported by the 'error' event.
    }
  }

  return {
    store: new RedisStore(redis),
    setGeneration,
    async generationOf(group) {
      const unsent = owed.get(group)
      if (unsent !== undefined) return unsent
      try {
        const key = GENERATION_PREFIX + group
        const known = await redis.get(key)
        if (known !== null) return known
        await redis.set(key, crypto.randomUUID(), 'EX', GENERATION_TTL_S, 'NX')
        return (await redis.get(key)) ?? undefined
      } catch {
        return undefined
      }
    },
    close: () => redis.disconnect(),
  }
}

/** Keyv's view of the ioredis client that the rest of the platform uses too. */
class RedisStore extends EventEmitter implements KeyvStoreAdapter {
  readonly opts = {}
  readonly #redis: Redis

  constructor(redis: Redis) {
    super()
    this.#redis = redis
  }

  async get<Value>(key: string): Promise<Value | undefined> {
    // Keyv turns the text into a value.
    return this.#guard(async () => ((await this.#redis.get(PREFIX + key)) ?? undefined) as Value | undefined)
  }

  async set(key: string, value: string, ttlMs?: number): Promise<boolean> {
    const written = await this.#guard(() =>
      ttlMs ? this.#redis.set(PREFIX + key, value, 'PX', ttlMs) : this.#redis.set(PREFIX + key, value),
    )
    return written === 'OK'
  }

  async delete(key: string): Promise<boolean> {
    return (await this.#guard(() => this.#redis.del(PREFIX + key))) === 1
  }

  /** Nothing to do: groups are dropped by their generation, and values leave by their age. */
  async clear(): Promise<void> {}

  async #guard<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      return await command()
    } catch {
      return undefined
    }
  }
}

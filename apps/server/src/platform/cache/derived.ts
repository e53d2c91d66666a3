import { isDeepStrictEqual } from 'node:util'
import type { Cache } from './cache.ts'

export interface DerivedOptions<T, V> {
  /** Of the cache: drop it to have the value loaded anew, everywhere. */
  group: string
  /** Milliseconds after which the value is loaded anew at the latest. */
  ttlMs: number
  load(): Promise<T>
  /** Made of the value once. */
  derive(value: T): V
}

/** Something made of a cached value, such as a map of a list. */
export interface Derived<V> {
  /** The same object until the value has really changed. May be half a second older than the cache. */
  get(): Promise<V>
  /** Drops the value, here and in every other process, and has it loaded anew. */
  renew(): Promise<V>
}

/** The cache is asked no more often than this, in milliseconds: every request wants some of these values. */
const ASK_EVERY_MS = 500

export function derived<T, V>(
  cache: Cache,
  { group, ttlMs, load, derive }: DerivedOptions<T, V>,
): Derived<V> {
  let made: { value: T; view: Promise<V> } | undefined
  let askedAt = Number.NEGATIVE_INFINITY

  async function ask(): Promise<V> {
    const value = await cache.wrap(group, 'all', ttlMs, load)
    if (made?.value !== value) {
      const isSame = made !== undefined && isDeepStrictEqual(made.value, value)
      made = { value, view: isSame && made ? made.view : Promise.resolve(derive(value)) }
    }
    askedAt = performance.now()
    return made.view
  }

  return {
    get: () => (made && performance.now() - askedAt < ASK_EVERY_MS ? made.view : ask()),
    async renew() {
      await cache.drop(group)
      return ask()
    },
  }
}

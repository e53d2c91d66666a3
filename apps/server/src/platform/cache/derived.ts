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

/** Something made of a cached value, such as a map of a list. It is the same object until the value has really changed. */
export function derived<T, V>(
  cache: Cache,
  { group, ttlMs, load, derive }: DerivedOptions<T, V>,
): () => Promise<V> {
  let made: { value: T; view: V } | undefined
  return async () => {
    const value = await cache.wrap(group, 'all', ttlMs, load)
    if (made?.value === value) return made.view
    made = { value, view: made && isDeepStrictEqual(made.value, value) ? made.view : derive(value) }
    return made.view
  }
}

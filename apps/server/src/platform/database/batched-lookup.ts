/** Looks values up by key, many callers in one statement. */
export type BatchedLookup<K, V> = (key: K) => Promise<V | undefined>

/** More keys than this go into the next statement. */
const MAX_KEYS = 500
/** Statements under way at once; with more, each would carry fewer keys. */
const MAX_UNDER_WAY = 3

/**
 * Makes a lookup that gathers what is asked for while a statement is under way and sends it as the next one. Nothing is
 * remembered: each answer comes from a statement that was sent after its question, so it is as fresh as one asked alone. A
 * single caller waits no longer than before; of many at once, each costs the database and this process a fraction.
 */
export function batchedLookup<K, V>(
  load: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
): BatchedLookup<K, V> {
  interface Waiting {
    resolve: (value: V | undefined) => void
    reject: (error: unknown) => void
  }
  let gathered = new Map<K, Waiting[]>()
  let underWay = 0
  let isDue = false

  /** Sends after the requests of this turn of the event loop have asked, if there is room. */
  function sendSoon(): void {
    if (isDue || underWay >= MAX_UNDER_WAY) return
    isDue = true
    setImmediate(() => {
      isDue = false
      if (gathered.size > 0) void send()
    })
  }

  async function send(): Promise<void> {
    underWay++
    const batch = take()
    try {
      const found = await load([...batch.keys()])
      for (const [key, waiting] of batch) for (const { resolve } of waiting) resolve(found.get(key))
    } catch (error) {
      for (const waiting of batch.values()) for (const { reject } of waiting) reject(error)
    }
    underWay--
    if (gathered.size > 0) sendSoon()
  }

  function take(): Map<K, Waiting[]> {
    if (gathered.size <= MAX_KEYS) {
      const all = gathered
      gathered = new Map()
      return all
    }
    const first = new Map([...gathered].slice(0, MAX_KEYS))
    for (const key of first.keys()) gathered.delete(key)
    return first
  }

  return key =>
    new Promise((resolve, reject) => {
      const waiting = gathered.get(key)
      if (waiting) waiting.push({ resolve, reject })
      else gathered.set(key, [{ resolve, reject }])
      sendSoon()
    })
}

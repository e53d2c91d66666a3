const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** How long is waited after each failed try; after the last of them comes one more try, and then no other. */
const WAITS_MS = [10 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 8 * HOUR, 24 * HOUR] as const

/** By so much of itself a wait is shorter or longer, so that what failed together does not come back together. */
const JITTER = 0.2

/** How long to wait after the try with this number failed; null when it was the last.
 *  @param random from 0 to 1 */
export function waitAfter(tries: number, random: number): number | null {
  const wait = WAITS_MS[tries - 1]
  return wait === undefined ? null : Math.round(wait * (1 - JITTER + 2 * JITTER * random))
}

import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

/** Things a second while nothing else is to be done: 100,000 take 25 s. */
const PER_SECOND = 4000
/** From this share of its time on this thread is busy with others' work: they come first. */
const BUSY = 0.5
/** So much slower it goes at most. */
const SLOWEST = 4
/** What others' work has cost is made up for, but not in great haste. */
const ARREARS_MS = 500

/** Spreads much work evenly over time, thinner while this thread is busy. */
export class Pace {
  #since = performance.now()
  #used = performance.eventLoopUtilization()

  /** After so many things: waits for as long as they should have taken beyond what they took. */
  async rest(count: number): Promise<void> {
    const { utilization } = performance.eventLoopUtilization(this.#used)
    const slower = 1 + (SLOWEST - 1) * Math.max(0, (utilization - BUSY) / (1 - BUSY))
    const due = this.#since + (slower * 1000 * count) / PER_SECOND
    await sleep(Math.max(0, due - performance.now()))
    this.#since = Math.max(due, performance.now() - ARREARS_MS)
    this.#used = performance.eventLoopUtilization()
  }
}

import { performance } from 'node:perf_hooks'
import type { Logger } from 'pino'
import type { Database } from '../database/database.ts'
import { type Consumer, HandlerFailed, noteFailure, step, TogetherFailed } from './consumer.ts'
import { type Due, look } from './look.ts'
import { createReaderLoop, type ReaderLoop } from './reader-loop.ts'

/** Pause before looking again: for events that a running transaction still holds back, and for what came meanwhile. Under a stream of
 *  events each step would find the few that came during the one before: with a pause they come in batches. */
const HELD_BACK_MS = 30
/** The pause once looks find something again and again: a stream of writes, which nobody watches one by one. A step costs as much for forty
 *  events as for four. */
const STREAM_MS = 300
/** What follows from one action of a person, one consumer setting off the next, takes fewer looks than this. */
const STREAM_LOOKS = 5
/** So long a consumer may leave its place where it is while nothing comes that it reacts to: a step for each foreign event would be a
 *  transaction for each consumer beside every write. */
const BEHIND_MS = 5000

/** A consumer as this process runs it. */
interface Runner {
  consumer: Consumer
  isBusy: boolean
  /** Several events failed together: they are taken one by one until that is done. */
  isAlone: boolean
  /** Since when only events wait that it does not react to. */
  behindSince: number
}

/** Handles what is due for all consumers whenever it is woken: one look for all of them, then a step of each that has something to do,
 *  side by side. The end of a step wakes it too, since the step's transaction held back what others may read. */
export function runConsumers(
  db: Database,
  consumers: Iterable<Consumer>,
  log: Pick<Logger, 'warn' | 'error'>,
): ReaderLoop {
  let isStopping = false
  const runners = Array.from(consumers, (consumer): Runner => {
    return { consumer, isBusy: false, isAlone: false, behindSince: Number.POSITIVE_INFINITY }
  })
  const underWay = new Set<Promise<void>>()
  /** Looks that found something since nothing was to be done. */
  let finds = 0

  const loop = createReaderLoop(
    async () => {
      const idle = runners.filter(runner => !runner.isBusy)
      try {
        const dues = await look(
          db,
          idle.map(runner => runner.consumer),
        )
        const due = idle.filter(runner => isToStep(runner, dues.get(runner.consumer.name) ?? 'nothing'))
        if (due.length > 0) finds += 1
        else if (underWay.size === 0) finds = 0
        if (!isStopping) due.forEach(start)
      } catch (error) {
        log.error({ err: error }, 'events: what is due could not be read')
      }
    },
    () => (finds < STREAM_LOOKS ? HELD_BACK_MS : STREAM_MS),
  )

  /** Where it has time, the loop is told when to look again. */
  function isToStep(runner: Runner, due: Due): boolean {
    if (due === 'ready') return true
    if (due === 'held-back') loop.wakeIn(HELD_BACK_MS)
    if (due !== 'behind') return false
    runner.behindSince = Math.min(runner.behindSince, performance.now())
    const mayStayMs = runner.behindSince + BEHIND_MS - performance.now()
    if (mayStayMs > 0) loop.wakeIn(mayStayMs)
    return mayStayMs <= 0
  }

  function start(runner: Runner): void {
    runner.isBusy = true
    runner.behindSince = Number.POSITIVE_INFINITY
    const steps = takeSteps(runner).then(againInMs => {
      runner.isBusy = false
      underWay.delete(steps)
      if (againInMs === 0) loop.wake()
      else if (againInMs !== null) loop.wakeIn(againInMs)
    })
    underWay.add(steps)
  }

  /** @returns after how many milliseconds to look again; null where nothing more is known */
  async function takeSteps(runner: Runner): Promise<number | null> {
    const { consumer } = runner
    try {
      for (;;) {
        const { went, waitMs } = await step(db, consumer, runner.isAlone)
        if (waitMs > 0) return waitMs
        runner.isAlone = false
        if (went === 'nothing') return null
        if (went === 'all' || isStopping) return 0
      }
    } catch (error) {
      if (error instanceof TogetherFailed) runner.isAlone = true
      else if (error instanceof HandlerFailed) await noteFailure(db, consumer, error, log)
      else {
        log.error({ err: error, consumer: consumer.name }, 'events: a consumer could not read')
        return null
      }
      return 0
    }
  }

  return {
    ...loop,
    async stop() {
      isStopping = true
      await loop.stop()
      await Promise.all(underWay)
    },
  }
}

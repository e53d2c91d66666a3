import { performance } from 'node:perf_hooks'

/**
 * Runs `work`, which must not reject, when woken: at once when it has been idle, never twice at a time, never sooner than `pauseMs` after the run before, and once
 * more when woken during a run. So the first of a burst is seen at once and the rest in batches.
 */
export interface ReaderLoop {
  wake(): void
  /** Wakes after some time, unless that happens anyway before. Milliseconds. */
  wakeIn(ms: number): void
  /** Resolves when the running work, if any, has ended; nothing runs after that. */
  stop(): Promise<void>
}

export function createReaderLoop(work: () => Promise<void>, pauseMs: () => number): ReaderLoop {
  let running: Promise<void> | null = null
  let isWoken = false
  let isStopped = false
  let startedAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let timerAt = Number.POSITIVE_INFINITY

  function wake(): void {
    isWoken = true
    if (running || isStopped) return
    const pause = startedAt + pauseMs() - performance.now()
    if (pause > 0) wakeIn(pause)
    else run()
  }

  function run(): void {
    clearTimer()
    isWoken = false
    startedAt = performance.now()
    running = work().finally(() => {
      running = null
      if (isWoken) wake()
    })
  }

  function wakeIn(ms: number): void {
    const at = performance.now() + ms
    if (isStopped || at >= timerAt) return
    clearTimer()
    timerAt = at
    timer = setTimeout(() => {
      clearTimer()
      wake()
    }, ms)
  }

  function clearTimer(): void {
    clearTimeout(timer)
    timerAt = Number.POSITIVE_INFINITY
  }

  return {
    wake,
    wakeIn,
    async stop() {
      isStopped = true
      clearTimer()
      await running
    },
  }
}

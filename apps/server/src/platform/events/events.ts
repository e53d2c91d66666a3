import type { Logger } from 'pino'
import type { Bus } from '../bus/bus.ts'
import type { Database } from '../database/database.ts'
import { type Consumer, type EventHandler, registerConsumer, runConsumer } from './consumer.ts'
import type { ReaderLoop } from './reader-loop.ts'
import { createTail, type Tail } from './tail.ts'
import { createWakeups } from './wakeups.ts'

export type { EventHandler } from './consumer.ts'
export { type DomainEvent, publish, type StoredEvent } from './publish.ts'
export type { Tail, TailBatch } from './tail.ts'

export interface EventsOptions {
  database: Database
  bus: Bus
  log: Pick<Logger, 'warn' | 'error'>
  /** How often readers look by themselves. Milliseconds, default 1,000. */
  pollMs?: number
}

/** The event log of a process: announced facts are also its outbox (decision 0002). */
export interface Events {
  /** What happens now, for sockets and caches. Best effort: a reader that was away catches up by cursor. */
  readonly tail: Tail
  /** Use `subscribe`. */
  addConsumer(consumer: Consumer): void
  /** Runs the consumers: in the worker role, after all have subscribed. */
  start(): Promise<void>
  /** Ends after the steps under way. */
  stop(): Promise<void>
}

export interface SubscribeOptions {
  /** Where a consumer starts that the database has not seen before. Default `present`. */
  from?: 'present' | 'beginning'
  /** An event that failed this often (with growing pauses, half a minute in all by default) is set aside. Default 6. */
  maxAttempts?: number
}

/**
 * Has `handler` called for each event with one of `names`, in commit order, one at a time over all processes, at least once: by
 * the worker role, soon after the commit. `consumer` is its name for ever, at most 60 characters: its position is kept under it.
 * An event that fails holds back the later ones of this consumer until it succeeds or is set aside.
 */
export function subscribe(
  events: Events,
  consumer: string,
  names: readonly string[],
  handler: EventHandler,
  { from = 'present', maxAttempts = 6 }: SubscribeOptions = {},
): void {
  events.addConsumer({ name: consumer, names: new Set(names), handler, from, maxAttempts })
}

export function createEvents({ database, bus, log, pollMs = 1000 }: EventsOptions): Events {
  const wakeups = createWakeups(bus, { pollMs })
  const tail = createTail(database, wakeups, log)
  const consumers = new Map<string, Consumer>()
  const loops: ReaderLoop[] = []
  const wakeLoops = () => {
    for (const loop of loops) loop.wake()
  }

  return {
    tail,
    addConsumer(consumer) {
      if (consumers.has(consumer.name)) throw new Error(`two event consumers are named ${consumer.name}`)
      consumers.set(consumer.name, consumer)
    },
    async start() {
      for (const consumer of consumers.values()) {
        await registerConsumer(database, consumer)
        // A consumer's transaction holds back what the others may read, so its end wakes them.
        loops.push(runConsumer(database, consumer, log, wakeLoops))
      }
      wakeups.on(wakeLoops)
      wakeLoops()
    },
    async stop() {
      wakeups.close()
      await Promise.all([tail.unlisten(), ...loops.map(loop => loop.stop())])
    },
  }
}

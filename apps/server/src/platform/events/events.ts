import type { Logger } from 'pino'
import type { Bus } from '../bus/bus.ts'
import type { Database } from '../database/database.ts'
import { type Consumer, type EventHandler, type EventsHandler, registerConsumer } from './consumer.ts'
import { runConsumers } from './consumers.ts'
import type { ReaderLoop } from './reader-loop.ts'
import { createTail, type Tail } from './tail.ts'
import { createWakeups } from './wakeups.ts'

export type { EventHandler, EventsHandler } from './consumer.ts'
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
  const each: EventsHandler = async (several, tx) => {
    for (const event of several) await handler(event, tx)
  }
  events.addConsumer({
    name: consumer,
    names: new Set(names),
    handler: each,
    isTogether: false,
    from,
    maxAttempts,
  })
}

/** The same, and `handler` is given all that are due at once, up to a hundred, in commit order: for consumers behind every write, which
 *  can answer many in as many statements as one. */
export function subscribeTogether(
  events: Events,
  consumer: string,
  names: readonly string[],
  handler: EventsHandler,
  { from = 'present', maxAttempts = 6 }: SubscribeOptions = {},
): void {
  events.addConsumer({ name: consumer, names: new Set(names), handler, isTogether: true, from, maxAttempts })
}

export function createEvents({ database, bus, log, pollMs = 1000 }: EventsOptions): Events {
  const wakeups = createWakeups(bus, { pollMs })
  const tail = createTail(database, wakeups, log)
  const consumers = new Map<string, Consumer>()
  let loop: ReaderLoop | undefined

  return {
    tail,
    addConsumer(consumer) {
      if (consumers.has(consumer.name)) throw new Error(`two event consumers are named ${consumer.name}`)
      consumers.set(consumer.name, consumer)
    },
    async start() {
      for (const consumer of consumers.values()) await registerConsumer(database, consumer)
      loop = runConsumers(database, consumers.values(), log)
      wakeups.on(loop.wake)
      loop.wake()
    },
    async stop() {
      wakeups.close()
      await Promise.all([tail.unlisten(), loop?.stop()])
    },
  }
}

import { performance } from 'node:perf_hooks'
import type { Logger } from 'pino'
import type { Database, Transaction } from '../database/database.ts'
import type { StoredEvent } from './publish.ts'
import { createReaderLoop, type ReaderLoop } from './reader-loop.ts'
import { EVENT_COLUMNS } from './stored.ts'

/**
 * Reacts to one event. What it writes through `tx` happens exactly once, together with the step of the consumer's position. All
 * else (a mail, a call to another system) may happen again, so it must be safe to repeat: better add a job through `tx`.
 */
export type EventHandler = (event: StoredEvent, tx: Transaction) => Promise<void>

export interface Consumer {
  name: string
  names: ReadonlySet<string>
  handler: EventHandler
  from: 'present' | 'beginning'
  /** An event that failed this often is set aside, and the consumer goes on. */
  maxAttempts: number
}

/** Events handled in one transaction at most. */
const BATCH = 100
const MAX_PAUSE_MS = 60_000
/** Pause before looking again: for events that a running transaction still holds back, and for what came meanwhile. */
const HELD_BACK_MS = 30
/** So long a consumer may leave its place where it is while nothing comes that it reacts to: a step for each foreign event would be a
 *  transaction for each consumer beside every write. */
const BEHIND_MS = 5000

type Candidate = StoredEvent & { attempts: number | null; isParked: boolean; waitMs: number }

class HandlerFailed extends Error {
  readonly event: Candidate
  constructor(event: Candidate, cause: unknown) {
    super('an event handler failed', { cause })
    this.event = event
  }
}

/**
 * Makes the consumer known; a new one starts where it says. The present is a snapshot, not a position: some transaction that began
 * long ago may still be running, here or in another database of the server, and what committed after it began lies before the
 * present all the same.
 */
export async function registerConsumer(db: Database, { name, from }: Consumer): Promise<void> {
  await db.rows(
    `INSERT INTO event_consumers (name, txid, since)
     SELECT $1, CASE WHEN $2 THEN '0'::xid8 ELSE pg_snapshot_xmin(now) END, CASE WHEN NOT $2 THEN now END
     FROM pg_current_snapshot() AS now
     ON CONFLICT DO NOTHING`,
    [name, from === 'beginning'],
  )
}

/** Of an event `e` that it is none that a new consumer `c` found there already. */
export const IS_NEWS = '(c.since IS NULL OR NOT pg_visible_in_snapshot(e.txid, c.since))'

/** A loop that handles what is due whenever it is woken. `onProgress` is called after each committed step. */
export function runConsumer(
  db: Database,
  consumer: Consumer,
  log: Pick<Logger, 'warn' | 'error'>,
  onProgress: () => void,
): ReaderLoop {
  let isStopping = false
  let behindSince = Number.POSITIVE_INFINITY
  const loop = createReaderLoop(async () => {
    try {
      while (!isStopping) {
        const due = await look(db, consumer)
        if (due === 'behind') behindSince = Math.min(behindSince, performance.now())
        const mayStayMs = due === 'behind' ? behindSince + BEHIND_MS - performance.now() : 0
        if (due === 'held-back') loop.wakeIn(HELD_BACK_MS)
        if (mayStayMs > 0) loop.wakeIn(mayStayMs)
        if (due === 'nothing' || due === 'held-back' || mayStayMs > 0) return
        behindSince = Number.POSITIVE_INFINITY
        const taken = await step(db, consumer)
        if (taken.waitMs > 0) return loop.wakeIn(taken.waitMs)
        if (taken.events === 0) return
        onProgress()
        // Under a stream of events each step would find the few that came during the one before: with a pause they come in batches.
        if (taken.events < BATCH) return loop.wakeIn(HELD_BACK_MS)
      }
    } catch (error) {
      if (error instanceof HandlerFailed) {
        await noteFailure(db, consumer, error, log)
        loop.wake()
      } else log.error({ err: error, consumer: consumer.name }, 'events: a consumer could not read')
    }
  }, HELD_BACK_MS)
  return {
    ...loop,
    stop() {
      isStopping = true
      return loop.stop()
    },
  }
}

/** `behind`: only events that it does not react to. */
type Due = 'ready' | 'held-back' | 'behind' | 'nothing'

/** Without a transaction of its own, since one that writes would hold back every other consumer. */
async function look(db: Database, { name, names }: Consumer): Promise<Due> {
  const [ahead] = await db.rows<{ seen: number; readable: number; due: number; ready: number }>(
    `SELECT count(*)::int AS seen, count(*) FILTER (WHERE is_readable)::int AS readable,
            count(*) FILTER (WHERE is_due)::int AS due, count(*) FILTER (WHERE is_due AND is_readable)::int AS ready
     FROM event_consumers c
     CROSS JOIN LATERAL (
       SELECT e.name = ANY ($2::text[]) AS is_due, e.txid < pg_snapshot_xmin(pg_current_snapshot()) AS is_readable
       FROM events e WHERE (e.txid, e.id) > (c.txid, c.id) AND ${IS_NEWS} ORDER BY e.txid, e.id LIMIT ${BATCH}
     ) AS e
     WHERE c.name = $1`,
    [name, [...names]],
    'events.look',
  )
  if (!ahead || ahead.seen === 0) return 'nothing'
  if (ahead.ready > 0 || ahead.readable === BATCH) return 'ready'
  return ahead.due > 0 || ahead.seen === BATCH ? 'held-back' : 'behind'
}

/** How many events a step went past, none when another worker is at it, and how long to wait when the next one failed before. */
interface Taken {
  events: number
  waitMs: number
}
const NOTHING_TAKEN: Taken = { events: 0, waitMs: 0 }

/** Handles a batch and moves the position, in one transaction. */
async function step(db: Database, consumer: Consumer): Promise<Taken> {
  return db.inTransaction(async tx => {
    const lock = tx.rows(
      'SELECT FROM event_consumers WHERE name = $1 FOR UPDATE SKIP LOCKED',
      [consumer.name],
      'events.lock',
    )
    // In one packet; what is read is of the moment after the lock.
    const [locked, batch] = await Promise.all([lock, readBatch(tx, consumer.name)])
    if (locked.length === 0) return NOTHING_TAKEN
    let last: Candidate | undefined
    let events = 0
    for (const event of batch) {
      const isDue = consumer.names.has(event.name) && !event.isParked
      if (isDue && event.waitMs > 0) {
        if (!last) return { events, waitMs: event.waitMs }
        break
      }
      if (isDue) await handle(tx, consumer, event)
      last = event
      events += 1
    }
    if (!last) return NOTHING_TAKEN
    await tx.rows('UPDATE event_consumers SET txid = $2::xid8, id = $3 WHERE name = $1', [
      consumer.name,
      last.txid,
      last.id,
    ])
    return { events, waitMs: 0 }
  })
}

async function readBatch(tx: Transaction, consumer: string): Promise<Candidate[]> {
  return tx.rows<Candidate>(
    `SELECT ${EVENT_COLUMNS}, f.attempts, f.parked_at IS NOT NULL AS "isParked",
            greatest(0, ceil(extract(epoch FROM f.next_try_at - clock_timestamp()) * 1000))::int AS "waitMs"
     FROM event_consumers c
     -- Limited within: else PostgreSQL may go through all events from the first on, and compare each with the position.
     CROSS JOIN LATERAL (
       SELECT * FROM events e
       WHERE (e.txid, e.id) > (c.txid, c.id) AND e.txid < pg_snapshot_xmin(pg_current_snapshot()) AND ${IS_NEWS}
       ORDER BY e.txid, e.id LIMIT ${BATCH}
     ) AS e
     LEFT JOIN event_failures f ON f.consumer = c.name AND f.event_id = e.id
     WHERE c.name = $1
     ORDER BY e.txid, e.id`,
    [consumer],
    'events.batch',
  )
}

async function handle(tx: Transaction, consumer: Consumer, event: Candidate): Promise<void> {
  try {
    await consumer.handler(event, tx)
  } catch (error) {
    if (isConflict(error)) throw error
    throw new HandlerFailed(event, error)
  }
  if (event.attempts !== null) {
    await tx.rows('DELETE FROM event_failures WHERE consumer = $1 AND event_id = $2', [
      consumer.name,
      event.id,
    ])
  }
}

/** Serialization failure or deadlock: nobody's fault, the transaction is repeated as a whole. */
function isConflict(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    (error.code === '40001' || error.code === '40P01')
  )
}

async function noteFailure(
  db: Database,
  consumer: Consumer,
  { event, cause }: HandlerFailed,
  log: Pick<Logger, 'warn' | 'error'>,
): Promise<void> {
  const attempts = (event.attempts ?? 0) + 1
  const isParked = attempts >= consumer.maxAttempts
  const facts = { err: cause, consumer: consumer.name, event: event.name, eventId: event.id, attempts }
  if (isParked) log.error(facts, 'events: an event is set aside, its consumer goes on without it')
  else log.warn(facts, 'events: a handler failed and will be tried again')
  const pauseMs = Math.min(500 * 2 ** attempts, MAX_PAUSE_MS)
  await db
    .rows(
      `INSERT INTO event_failures (consumer, event_id, attempts, error, next_try_at, parked_at)
       VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 ms', CASE WHEN $6 THEN now() END)
       ON CONFLICT (consumer, event_id) DO UPDATE
       SET attempts = excluded.attempts, error = excluded.error, next_try_at = excluded.next_try_at, parked_at = excluded.parked_at`,
      [
        consumer.name,
        event.id,
        attempts,
        (cause instanceof Error ? cause.name : 'Error').slice(0, 100),
        pauseMs,
        isParked,
      ],
    )
    .catch((error: unknown) => log.error({ err: error }, 'events: a failure could not be noted'))
}

import type { Logger } from 'pino'
import type { Database, Transaction } from '../database/database.ts'
import type { StoredEvent } from './publish.ts'
import { EVENT_COLUMNS } from './stored.ts'

/**
 * Reacts to one event. What it writes through `tx` happens exactly once, together with the step of the consumer's position. All
 * else (a mail, a call to another system) may happen again, so it must be safe to repeat: better add a job through `tx`.
 */
export type EventHandler = (event: StoredEvent, tx: Transaction) => Promise<void>

/** Reacts to several events as `EventHandler` does to one; they are in commit order. When it fails, it is called again for each alone, so
 *  that only the one at fault waits: it must take one as well as many. */
export type EventsHandler = (events: readonly StoredEvent[], tx: Transaction) => Promise<void>

export interface Consumer {
  name: string
  names: ReadonlySet<string>
  handler: EventsHandler
  /** Whether the handler is given all that are due in a step at once, or each by itself. */
  isTogether: boolean
  from: 'present' | 'beginning'
  /** An event that failed this often is set aside, and the consumer goes on. */
  maxAttempts: number
}

/** Events handled in one transaction at most. */
export const BATCH = 200
/** Events that a step looks through for those: a consumer goes past what it does not react to in long strides. */
const STRIDE = 1000
const MAX_PAUSE_MS = 60_000

type Candidate = StoredEvent & {
  /** Which of the events that lie ahead it is, from 1 on. */
  ahead: number
  attempts: number | null
  isParked: boolean
  waitMs: number
}

export class HandlerFailed extends Error {
  readonly event: Candidate
  constructor(event: Candidate, cause: unknown) {
    super('an event handler failed', { cause })
    this.event = event
  }
}

/** Several together failed: which of them, only each alone can tell. */
export class TogetherFailed extends Error {
  constructor(cause: unknown) {
    super('several events together failed', { cause })
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

/** What a step came to: `nothing` also when another worker is at it, `more` when there is more to do at once. */
export interface Taken {
  went: 'nothing' | 'all' | 'more'
  /** How long to wait when the next event failed before. */
  waitMs: number
}
const NOTHING_TAKEN: Taken = { went: 'nothing', waitMs: 0 }

/** Handles a batch and moves the position, in one transaction.
 *  @param isAlone each event by itself, also where the consumer takes several
 *  @throws HandlerFailed, TogetherFailed */
export async function step(db: Database, consumer: Consumer, isAlone: boolean): Promise<Taken> {
  return db.inTransaction(async tx => {
    const lock = tx.rows(
      'SELECT FROM event_consumers WHERE name = $1 FOR UPDATE SKIP LOCKED',
      [consumer.name],
      'events.lock',
    )
    // In one packet; what is read is of the moment after the lock.
    const [locked, batch] = await Promise.all([lock, readBatch(tx, consumer)])
    if (locked.length === 0) return NOTHING_TAKEN
    const isDue = (event: Candidate) => consumer.names.has(event.name) && !event.isParked
    const stop = batch.findIndex(event => isDue(event) && event.waitMs > 0)
    if (stop === 0) return { went: 'nothing', waitMs: batch[0]?.waitMs ?? 0 }
    const passed = stop < 0 ? batch : batch.slice(0, stop)
    const last = passed.at(-1)
    if (!last) return NOTHING_TAKEN
    const due = passed.filter(isDue)
    await handleAll(tx, consumer, due, isAlone)
    tx.writeLast('place', () => ({
      text: 'UPDATE event_consumers SET txid = $2::xid8, id = $3 WHERE name = $1',
      values: [consumer.name, last.txid, last.id],
    }))
    return { went: due.length === BATCH || last.ahead === STRIDE ? 'more' : 'all', waitMs: 0 }
  })
}

async function handleAll(
  tx: Transaction,
  consumer: Consumer,
  due: readonly Candidate[],
  isAlone: boolean,
): Promise<void> {
  // One that has failed before is not among others: it would have them fail with it.
  if (consumer.isTogether && !isAlone && due.length > 1 && due.every(event => event.attempts === null)) {
    try {
      await consumer.handler(due, tx)
    } catch (error) {
      throw isConflict(error) ? error : new TogetherFailed(error)
    }
  } else for (const event of due) await handle(tx, consumer, event)
}

/** The events that the consumer reacts to, and the last of those that it does not. */
async function readBatch(tx: Transaction, { name, names }: Consumer): Promise<Candidate[]> {
  return tx.rows<Candidate>(
    `SELECT ${EVENT_COLUMNS}, e.ahead::int, f.attempts, f.parked_at IS NOT NULL AS "isParked",
            greatest(0, ceil(extract(epoch FROM f.next_try_at - clock_timestamp()) * 1000))::int AS "waitMs"
     FROM event_consumers c
     -- Limited within: else PostgreSQL may go through all events from the first on, and compare each with the position.
     CROSS JOIN LATERAL (
       SELECT a.*, count(*) FILTER (WHERE is_due) OVER w AS due, row_number() OVER w AS ahead, lead(a.id) OVER w IS NULL AS is_last
       FROM (
         SELECT *, strpos($2, ' ' || e.name || ' ') > 0 AS is_due FROM events e
         WHERE (e.txid, e.id) > (c.txid, c.id) AND e.txid < pg_snapshot_xmin(pg_current_snapshot()) AND ${IS_NEWS}
         ORDER BY e.txid, e.id LIMIT ${STRIDE}
       ) AS a WINDOW w AS (ORDER BY a.txid, a.id)
     ) AS e
     LEFT JOIN event_failures f ON f.consumer = c.name AND f.event_id = e.id
     WHERE c.name = $1 AND e.due <= ${BATCH} AND (e.is_due OR e.is_last)
     ORDER BY e.txid, e.id`,
    [name, ` ${[...names].join(' ')} `],
    'events.batch',
  )
}

async function handle(tx: Transaction, consumer: Consumer, event: Candidate): Promise<void> {
  try {
    await consumer.handler([event], tx)
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

/** Has a failed event wait, or sets it aside where it failed too often. */
export async function noteFailure(
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

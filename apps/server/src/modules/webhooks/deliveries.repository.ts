import type { Connection, Database, Transaction } from '../../platform/database/database.ts'
import { REST_AFTER } from './health.ts'
import type { DeliveryState } from './webhooks.schemas.ts'

/** A message that this process is sending. */
export interface ClaimedDelivery {
  id: number
  endpoint_id: number
  event_id: number | null
  message_id: string
  type: string
  /** JSON text. */
  data: string
  attempts: number
  created_at: Date
  url: string
  with_contact: boolean
  /** The lead that it tells of. */
  subject_id: number | null
}

export interface DeliveryRow {
  id: number
  message_id: string
  type: string
  data: string
  state: DeliveryState
  attempts: number
  created_at: Date
  next_try_at: Date
  finished_at: Date | null
  last_status: number | null
  last_error: string | null
  last_duration_ms: number | null
}

export interface AttemptRow {
  id: number
  at: Date
  duration_ms: number
  status: number | null
  error: string | null
  response: Buffer | null
}

/** After so long a message that is being sent counts as that of a process that died. Seconds. */
const LEASE_S = 30

/** What a message is of; a test is of no event. */
export interface NewDelivery {
  endpointIds: readonly number[]
  eventId: number | null
  type: string
  data: object
  at: Date
}

/** Puts one message for each endpoint on its way; the same event again changes nothing. @returns the ids of the new ones */
export async function addDeliveries(
  tx: Transaction,
  { endpointIds, eventId, type, data, at }: NewDelivery,
): Promise<number[]> {
  const rows = await tx.rows<{ id: number }>(
    `INSERT INTO webhook_deliveries (endpoint_id, event_id, type, data, created_at, next_try_at)
     SELECT endpoint_id, $2, $3, $4::json, $5, $5 FROM unnest($1::int[]) AS endpoint_id
     ON CONFLICT (endpoint_id, event_id) DO NOTHING RETURNING id`,
    [endpointIds, eventId, type, JSON.stringify(data), at],
    'webhook-deliveries-add',
  )
  return rows.map(row => row.id)
}

/** Of an endpoint `e` that it takes messages at the moment $1: it goes on, or is due to be tried again. */
const IS_OPEN = `(e.is_active OR e.paused_by = 'failures') AND (e.rests_until IS NULL OR e.rests_until <= $1)`
const IS_DUE = `d.state IN ('waiting', 'sending') AND d.next_try_at <= $1`

/** Sends a statement that takes rows in the order of an index, and has PostgreSQL do so, however many rows it thinks there are: after a
 *  replay of ten thousand it knows of none, and would sort all of them for the next four (measured 2026-11-28: 590 ms, 4 ms in order). */
const inIndexOrder = <T>(
  db: Database,
  text: string,
  values: readonly unknown[],
  name: string,
): Promise<T[]> =>
  db.inTransaction(async tx => {
    const [, rows] = await Promise.all([
      tx.rows("SELECT set_config('enable_sort', 'off', true)", [], 'webhooks-no-sort'),
      tx.rows<T>(text, values, name),
    ])
    return rows
  })

/** Endpoints for which something is due, those `besides` left out. Tests are sent to each. */
export async function dueEndpoints(db: Database, now: Date, besides: readonly number[]): Promise<number[]> {
  const rows = await inIndexOrder<{ id: number }>(
    db,
    `SELECT e.id FROM webhook_endpoints e, LATERAL (
       (SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.event_id IS NULL AND ${IS_DUE}
        ORDER BY d.next_try_at LIMIT 1)
       UNION ALL
       (SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND d.event_id IS NOT NULL AND ${IS_DUE} AND ${IS_OPEN}
        ORDER BY d.next_try_at LIMIT 1)
       LIMIT 1
     ) due
     WHERE e.deleted_at IS NULL AND e.id <> ALL ($2::int[])`,
    [now, besides],
    'webhook-endpoints-due',
  )
  return rows.map(row => row.id)
}

/** Takes messages of an endpoint whose time has come, and those of processes that died while sending: as many as make `most` with
 *  what is under way; one of an endpoint that fails. A test comes on top. */
export const claimDue = (
  db: Database,
  endpointId: number,
  now: Date,
  { most, underWay }: { most: number; underWay: number },
): Promise<ClaimedDelivery[]> =>
  inIndexOrder(
    db,
    `WITH e AS MATERIALIZED (
       SELECT greatest(0, CASE
         WHEN NOT (${IS_OPEN}) THEN 0 WHEN e.failures >= ${REST_AFTER} OR NOT e.is_active THEN 1 ELSE $3::int
       END - $4::int) AS room
       FROM webhook_endpoints e WHERE e.id = $2 AND e.deleted_at IS NULL
     ), tests AS (
       SELECT d.id FROM webhook_deliveries d WHERE d.endpoint_id = $2 AND d.event_id IS NULL AND ${IS_DUE} AND EXISTS (SELECT FROM e)
       ORDER BY d.next_try_at, d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED
     ), news AS (
       SELECT d.id FROM webhook_deliveries d WHERE d.endpoint_id = $2 AND d.event_id IS NOT NULL AND ${IS_DUE}
       ORDER BY d.next_try_at, d.id LIMIT coalesce((SELECT room FROM e), 0) FOR UPDATE OF d SKIP LOCKED
     ), mine AS (
       UPDATE webhook_deliveries d SET state = 'sending', attempts = attempts + 1,
              next_try_at = $1::timestamptz + make_interval(secs => ${LEASE_S})
       FROM (SELECT id FROM tests UNION ALL SELECT id FROM news) due WHERE d.id = due.id RETURNING d.*
     )
     SELECT m.id, m.endpoint_id, m.event_id, m.message_id, m.type, m.data::text AS data, m.attempts, m.created_at,
            e.url, e.with_contact, v.lead_id AS subject_id
     FROM mine m JOIN webhook_endpoints e ON e.id = m.endpoint_id LEFT JOIN events v ON v.id = m.event_id`,
    [now, endpointId, most, underWay],
    'webhook-deliveries-claim',
  )

/** When the next message is due after now; null when none waits. */
export async function nextDueAt(db: Connection, now: Date): Promise<Date | null> {
  const [row] = await db.rows<{ at: Date | null }>(
    `SELECT min(due.next_try_at) AS at FROM webhook_endpoints e, LATERAL (
       SELECT d.next_try_at FROM webhook_deliveries d
       WHERE d.endpoint_id = e.id AND d.event_id IS NOT NULL AND d.state IN ('waiting', 'sending') AND d.next_try_at > $1
       ORDER BY d.next_try_at LIMIT 1
     ) due
     WHERE ${IS_OPEN}`,
    [now],
    'webhook-deliveries-next',
  )
  return row?.at ?? null
}

/** What came of one try. */
export interface Attempt {
  at: Date
  endedAt: Date
  durationMs: number
  status: number | null
  error: string | null
  response: { bytes: Buffer; keyId: string } | null
}

/** What follows from it. */
export type NextStep = { state: 'delivered' | 'dead' } | { state: 'waiting'; at: Date }

/** Notes tries and what follows from them. A message that another process has taken over meanwhile stays as that one leaves it. */
export const finishAttempts = (
  tx: Transaction,
  tried: readonly { delivery: Pick<ClaimedDelivery, 'id' | 'attempts'>; attempt: Attempt; next: NextStep }[],
): Promise<unknown> =>
  tx.rows(
    `WITH given AS MATERIALIZED (
       SELECT g.*, r.response FROM jsonb_to_recordset($1::jsonb) AS g (n int, id bigint, attempts int, at timestamptz, ended_at timestamptz,
         duration_ms int, status int, error text, key_id text, state text, next_at timestamptz)
       JOIN unnest($2::bytea[]) WITH ORDINALITY AS r (response, n) USING (n)
     ), held AS MATERIALIZED (
       SELECT d.id FROM webhook_deliveries d WHERE d.id IN (SELECT id FROM given) ORDER BY d.id FOR UPDATE
     ), tried AS (
       INSERT INTO webhook_attempts (delivery_id, at, duration_ms, status, error, response, key_id)
       SELECT g.id, g.at, g.duration_ms, g.status, g.error, g.response, g.key_id FROM given g JOIN held USING (id) ORDER BY g.n
     )
     UPDATE webhook_deliveries d SET state = g.state, next_try_at = coalesce(g.next_at, d.next_try_at),
            finished_at = CASE WHEN g.state <> 'waiting' THEN g.ended_at END
     FROM given g JOIN held USING (id) WHERE d.id = g.id AND d.attempts = g.attempts AND d.state = 'sending'`,
    [
      JSON.stringify(
        tried.map(({ delivery, attempt, next }, i) => ({
          n: i + 1,
          id: delivery.id,
          attempts: delivery.attempts,
          at: attempt.at,
          ended_at: attempt.endedAt,
          duration_ms: attempt.durationMs,
          status: attempt.status,
          error: attempt.error,
          key_id: attempt.response?.keyId ?? null,
          state: next.state,
          next_at: next.state === 'waiting' ? next.at : null,
        })),
      ),
      tried.map(({ attempt }) => attempt.response?.bytes ?? null),
    ],
    'webhook-attempts-finish',
  )

/** Gives messages back that were taken and not begun: they are due at once, and it was no try. */
export const giveBack = (
  db: Connection,
  taken: readonly Pick<ClaimedDelivery, 'id' | 'attempts'>[],
  now: Date,
): Promise<unknown> =>
  db.rows(
    `UPDATE webhook_deliveries d SET state = 'waiting', attempts = d.attempts - 1, next_try_at = $3
     FROM unnest($1::bigint[], $2::int[]) AS t (id, attempts)
     WHERE d.id = t.id AND d.attempts = t.attempts AND d.state = 'sending'`,
    [taken.map(({ id }) => id), taken.map(({ attempts }) => attempts), now],
    'webhook-deliveries-give-back',
  )

const ROW = `d.id, d.message_id, d.type, d.data::text AS data, d.state, d.attempts, d.created_at, d.next_try_at, d.finished_at,
  a.status AS last_status, a.error AS last_error, a.duration_ms AS last_duration_ms`
const FROM = `webhook_deliveries d LEFT JOIN LATERAL (
  SELECT status, error, duration_ms FROM webhook_attempts t WHERE t.delivery_id = d.id ORDER BY t.id DESC LIMIT 1) a ON true`

/** A page of the log, the newest first. */
export const listDeliveries = (
  db: Connection,
  endpointId: number,
  { state, before, limit }: { state: DeliveryState | null; before: number | null; limit: number },
): Promise<DeliveryRow[]> =>
  db.rows(
    `SELECT ${ROW} FROM ${FROM}
     WHERE d.endpoint_id = $1 AND ($2::text IS NULL OR d.state = $2) AND ($3::bigint IS NULL OR d.id < $3)
     ORDER BY d.id DESC LIMIT $4`,
    [endpointId, state, before, limit],
  )

export async function findDelivery(
  db: Connection,
  endpointId: number,
  id: number,
): Promise<DeliveryRow | undefined> {
  const rows = await db.rows<DeliveryRow>(
    `SELECT ${ROW} FROM ${FROM} JOIN webhook_endpoints e ON e.id = d.endpoint_id
     WHERE d.endpoint_id = $1 AND d.id = $2 AND e.deleted_at IS NULL`,
    [endpointId, id],
  )
  return rows[0]
}

export const attemptsOf = (db: Connection, deliveryId: number): Promise<AttemptRow[]> =>
  db.rows(
    'SELECT id, at, duration_ms, status, error, response FROM webhook_attempts WHERE delivery_id = $1 ORDER BY id',
    [deliveryId],
  )

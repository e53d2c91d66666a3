import type { Connection, Transaction } from '../../platform/database/database.ts'
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

/** Of a delivery `d` of the endpoint `e` that it is to be sent: tests also while the endpoint is paused. */
const DUE = `d.endpoint_id = e.id AND d.state IN ('waiting', 'sending') AND d.next_try_at <= $1 AND (e.is_active OR d.event_id IS NULL)`

/** Endpoints for which something is due, those `besides` left out. */
export async function dueEndpoints(
  db: Connection,
  now: Date,
  besides: readonly number[],
  limit: number,
): Promise<number[]> {
  const rows = await db.rows<{ id: number }>(
    `SELECT e.id FROM webhook_endpoints e, LATERAL (SELECT FROM webhook_deliveries d WHERE ${DUE} LIMIT 1) due
     WHERE e.id <> ALL ($2::int[]) ORDER BY e.id LIMIT $3`,
    [now, besides, limit],
    'webhook-endpoints-due',
  )
  return rows.map(row => row.id)
}

/** Takes messages of an endpoint whose time has come, and those of processes that died while sending. */
export const claimDue = (
  db: Connection,
  endpointId: number,
  now: Date,
  limit: number,
): Promise<ClaimedDelivery[]> =>
  db.rows(
    `WITH due AS (
       SELECT d.id FROM webhook_endpoints e JOIN webhook_deliveries d ON ${DUE}
       WHERE e.id = $2 ORDER BY d.next_try_at, d.id LIMIT $3 FOR UPDATE OF d SKIP LOCKED
     ), mine AS (
       UPDATE webhook_deliveries d SET state = 'sending', attempts = attempts + 1,
              next_try_at = $1::timestamptz + make_interval(secs => ${LEASE_S})
       FROM due WHERE d.id = due.id RETURNING d.*
     )
     SELECT m.id, m.endpoint_id, m.event_id, m.message_id, m.type, m.data::text AS data, m.attempts, m.created_at,
            e.url, e.with_contact, v.lead_id AS subject_id
     FROM mine m JOIN webhook_endpoints e ON e.id = m.endpoint_id LEFT JOIN events v ON v.id = m.event_id
     ORDER BY m.id`,
    [now, endpointId, limit],
    'webhook-deliveries-claim',
  )

/** When the next message is due after now; null when none waits. */
export async function nextDueAt(db: Connection, now: Date): Promise<Date | null> {
  const [row] = await db.rows<{ at: Date | null }>(
    `SELECT min(due.next_try_at) AS at FROM webhook_endpoints e, LATERAL (
       SELECT d.next_try_at FROM webhook_deliveries d
       WHERE d.endpoint_id = e.id AND e.is_active AND d.state IN ('waiting', 'sending') AND d.next_try_at > $1
       ORDER BY d.next_try_at LIMIT 1
     ) due`,
    [now],
    'webhook-deliveries-next',
  )
  return row?.at ?? null
}

/** What came of one try. */
export interface Attempt {
  at: Date
  durationMs: number
  status: number | null
  error: string | null
  response: { bytes: Buffer; keyId: string } | null
}

/** Notes a try and what follows from it. A message that another process has taken over meanwhile stays as that one leaves it. */
export const finishAttempt = (
  tx: Transaction,
  { id, attempts }: Pick<ClaimedDelivery, 'id' | 'attempts'>,
  { at, durationMs, status, error, response }: Attempt,
  next: { state: 'delivered' | 'dead' } | { state: 'waiting'; at: Date },
  now: Date,
): Promise<unknown> =>
  tx.rows(
    `WITH tried AS (
       INSERT INTO webhook_attempts (delivery_id, at, duration_ms, status, error, response, key_id)
       SELECT d.id, $3, $4, $5, $6, $7, $8 FROM webhook_deliveries d WHERE d.id = $1
     )
     UPDATE webhook_deliveries SET state = $9, next_try_at = coalesce($10, next_try_at),
            finished_at = CASE WHEN $9 = 'waiting' THEN NULL ELSE $11::timestamptz END
     WHERE id = $1 AND attempts = $2 AND state = 'sending'`,
    [
      id,
      attempts,
      at,
      durationMs,
      status,
      error,
      response?.bytes ?? null,
      response?.keyId ?? null,
      next.state,
      next.state === 'waiting' ? next.at : null,
      now,
    ],
    'webhook-attempt-finish',
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
    `SELECT ${ROW} FROM ${FROM} WHERE d.endpoint_id = $1 AND d.id = $2`,
    [endpointId, id],
  )
  return rows[0]
}

export const attemptsOf = (db: Connection, deliveryId: number): Promise<AttemptRow[]> =>
  db.rows(
    'SELECT id, at, duration_ms, status, error, response FROM webhook_attempts WHERE delivery_id = $1 ORDER BY id',
    [deliveryId],
  )

/** Sends again what arrived, was given up or waits: one message, or all that were given up. @returns how many */
export async function replayDeliveries(
  tx: Transaction,
  endpointId: number,
  which: { id: number } | 'dead',
  now: Date,
): Promise<number> {
  const one = which === 'dead' ? null : which.id
  const rows = await tx.rows(
    `UPDATE webhook_deliveries SET state = 'waiting', attempts = CASE WHEN state = 'waiting' THEN attempts ELSE 0 END,
            next_try_at = $3, finished_at = NULL
     WHERE endpoint_id = $1 AND CASE WHEN $2::bigint IS NULL THEN state = 'dead' AND event_id IS NOT NULL
                                     ELSE id = $2 AND state <> 'sending' END
     RETURNING 1`,
    [endpointId, one, now],
  )
  return rows.length
}

/** Forgets messages with their tries. @returns how many */
export async function pruneDeliveries(db: Connection, before: Date): Promise<number> {
  const rows = await db.rows('DELETE FROM webhook_deliveries WHERE created_at < $1 RETURNING 1', [before])
  return rows.length
}

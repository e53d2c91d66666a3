import type { Connection, Transaction } from '../../platform/database/database.ts'

/** Rows that one statement changes at most: a log may hold millions. */
const PORTION = 500

/** Sends one message again, unless it is on its way: what arrived, was given up, or waits. @returns whether it does */
export async function replayOne(
  tx: Transaction,
  endpointId: number,
  id: number,
  now: Date,
): Promise<boolean> {
  const rows = await tx.rows(
    `UPDATE webhook_deliveries SET state = 'waiting', attempts = CASE WHEN state = 'waiting' THEN attempts ELSE 0 END,
            next_try_at = $3, finished_at = NULL
     WHERE endpoint_id = $1 AND id = $2 AND state <> 'sending' RETURNING 1`,
    [endpointId, id, now],
  )
  return rows.length > 0
}

/** The newest message that was given up; null when there is none. */
export async function newestDead(db: Connection, endpointId: number): Promise<number | null> {
  const [row] = await db.rows<{ id: number | null }>(
    "SELECT max(id) AS id FROM webhook_deliveries WHERE endpoint_id = $1 AND state = 'dead' AND event_id IS NOT NULL",
    [endpointId],
  )
  return row?.id ?? null
}

/** Which messages by their ids. */
export interface Range {
  after: number
  upTo: number
}

/** Sends some of the messages again that were given up. @returns the last of them; null when there are no more */
export async function replayDead(
  tx: Transaction,
  endpointId: number,
  { after, upTo }: Range,
  now: Date,
): Promise<number | null> {
  const [row] = await tx.rows<{ last: number | null }>(
    `WITH portion AS (
       SELECT id FROM webhook_deliveries
       WHERE endpoint_id = $1 AND state = 'dead' AND event_id IS NOT NULL AND id > $2 AND id <= $3
       ORDER BY id LIMIT ${PORTION} FOR UPDATE SKIP LOCKED
     ), again AS (
       UPDATE webhook_deliveries d SET state = 'waiting', attempts = 0, next_try_at = $4, finished_at = NULL
       FROM portion WHERE d.id = portion.id RETURNING d.id
     )
     SELECT max(id) AS last FROM again`,
    [endpointId, after, upTo, now],
    'webhook-replay-portion',
  )
  return row?.last ?? null
}

/** Forgets some of the messages made before, the oldest first, with their tries. @returns the last that was looked at; null when all are newer */
export async function forgetOld(db: Connection, after: number, before: Date): Promise<number | null> {
  const [row] = await db.rows<{ last: number | null }>(
    `WITH portion AS (
       SELECT id, created_at FROM webhook_deliveries WHERE id > $1 ORDER BY id LIMIT ${PORTION}
     ), gone AS (
       DELETE FROM webhook_deliveries d USING portion WHERE d.id = portion.id AND portion.created_at < $2 RETURNING d.id
     )
     SELECT max(id) AS last FROM gone`,
    [after, before],
    'webhook-forget-portion',
  )
  return row?.last ?? null
}

/** Endpoints that were deleted and still have messages, or had a moment ago. */
export async function deletedEndpoints(db: Connection): Promise<number[]> {
  const rows = await db.rows<{ id: number }>(
    'SELECT id FROM webhook_endpoints WHERE deleted_at IS NOT NULL ORDER BY id',
  )
  return rows.map(row => row.id)
}

/** Forgets some of the messages of an endpoint. @returns how many */
export async function forgetSome(db: Connection, endpointId: number): Promise<number> {
  const rows = await db.rows(
    `DELETE FROM webhook_deliveries WHERE id IN (
       SELECT id FROM webhook_deliveries WHERE endpoint_id = $1 ORDER BY id DESC LIMIT ${PORTION}
     ) RETURNING 1`,
    [endpointId],
    'webhook-forget-some',
  )
  return rows.length
}

/** With what little it has left. */
export const forgetEndpoint = (db: Connection, id: number): Promise<unknown> =>
  db.rows('DELETE FROM webhook_endpoints WHERE id = $1 AND deleted_at IS NOT NULL', [id])

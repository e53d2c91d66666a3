import type { Connection, Transaction } from '../../platform/database/database.ts'
import type { WebhookEvent } from './event-types.ts'

export interface EndpointRow {
  id: number
  url: string
  description: string
  events: WebhookEvent[]
  with_contact: boolean
  is_active: boolean
  paused_by: 'person' | 'failures' | null
  failing_since: Date | null
  created_by: number
  created_at: Date
}

export interface EndpointHealth {
  old_secret_until: Date | null
  last_attempt_at: Date | null
  last_attempt_ok: boolean | null
  rests_until: Date | null
  delivered: number
  waiting: number
  dead: number
}

/** Messages are counted so far; one more stands for all beyond. */
const MOST_COUNTED = 1000

const COLUMNS =
  'e.id, e.url, e.description, e.events, e.with_contact, e.is_active, e.paused_by, e.failing_since, e.created_by, e.created_at'

const numberOf = (which: string) =>
  `(SELECT count(*)::int FROM (SELECT FROM webhook_deliveries d WHERE d.endpoint_id = e.id AND ${which} LIMIT ${MOST_COUNTED + 1}) few)`
const DEAD = numberOf("d.state = 'dead' AND d.event_id IS NOT NULL")

/** Endpoints with how they fare, the oldest first; only one when asked for. */
export const listEndpoints = (
  db: Connection,
  now: Date,
  id: number | null = null,
): Promise<(EndpointRow & EndpointHealth)[]> =>
  db.rows(
    `SELECT ${COLUMNS}, e.last_attempt_at, e.last_attempt_ok, CASE WHEN e.rests_until > $1 THEN e.rests_until END AS rests_until,
            (SELECT max(s.ends_at) FROM webhook_secrets s WHERE s.endpoint_id = e.id AND s.ends_at > $1) AS old_secret_until,
            ${numberOf("d.state = 'delivered' AND d.finished_at > $1::timestamptz - interval '1 day'")} AS delivered,
            ${numberOf("d.state IN ('waiting', 'sending')")} AS waiting,
            ${DEAD} AS dead
     FROM webhook_endpoints e WHERE e.deleted_at IS NULL AND ($2::int IS NULL OR e.id = $2) ORDER BY e.id`,
    [now, id],
  )

/** How many messages were given up, as far as is counted. */
export async function countDead(db: Connection, id: number): Promise<number> {
  const [row] = await db.rows<{ n: number }>(
    `SELECT ${DEAD} AS n FROM webhook_endpoints e WHERE e.id = $1 AND e.deleted_at IS NULL`,
    [id],
  )
  return row?.n ?? 0
}

export async function isEndpoint(db: Connection, id: number): Promise<boolean> {
  const rows = await db.rows('SELECT FROM webhook_endpoints WHERE id = $1 AND deleted_at IS NULL', [id])
  return rows.length > 0
}

export async function countEndpoints(db: Connection): Promise<number> {
  const [row] = await db.rows<{ n: number }>(
    'SELECT count(*)::int AS n FROM webhook_endpoints WHERE deleted_at IS NULL',
  )
  return row?.n ?? 0
}

/** Holds an endpoint until the transaction ends. */
export async function lockEndpoint(tx: Transaction, id: number): Promise<EndpointRow | undefined> {
  const rows = await tx.rows<EndpointRow>(
    `SELECT ${COLUMNS} FROM webhook_endpoints e WHERE e.id = $1 AND e.deleted_at IS NULL FOR UPDATE`,
    [id],
  )
  return rows[0]
}

/** Whether anybody is to be told of events with any of these names. */
export async function isAnyTold(tx: Transaction, names: readonly string[]): Promise<boolean> {
  const rows = await tx.rows(
    'SELECT FROM webhook_endpoints WHERE events && $1::text[] AND deleted_at IS NULL LIMIT 1',
    [names],
    'webhook-endpoints-any',
  )
  return rows.length > 0
}

/** Those that are to be told of the event. They cannot go until the transaction ends. */
export const endpointsFor = (tx: Transaction, event: string): Promise<{ id: number }[]> =>
  tx.rows(
    'SELECT id FROM webhook_endpoints WHERE $1 = ANY (events) AND deleted_at IS NULL ORDER BY id FOR KEY SHARE',
    [event],
    'webhook-endpoints-for',
  )

export async function insertEndpoint(
  tx: Transaction,
  {
    url,
    description,
    events,
    with_contact,
    created_by,
  }: Omit<EndpointRow, 'id' | 'is_active' | 'paused_by' | 'failing_since' | 'created_at'>,
  now: Date,
): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(
    `INSERT INTO webhook_endpoints (url, description, events, with_contact, created_by, created_at)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [url, description, events, with_contact, created_by, now],
  )
  if (!row) throw new Error('the insert returned no endpoint')
  return row.id
}

/** Saves it; one that goes on begins without its failures. */
export const saveEndpoint = (tx: Transaction, row: EndpointRow, goesOn: boolean): Promise<unknown> =>
  tx.rows(
    `UPDATE webhook_endpoints SET url = $2, description = $3, events = $4, with_contact = $5, is_active = $6, paused_by = $7,
            failing_since = $8, failures = CASE WHEN $9 THEN 0 ELSE failures END, rests_until = CASE WHEN NOT $9 THEN rests_until END
     WHERE id = $1`,
    [
      row.id,
      row.url,
      row.description,
      row.events,
      row.with_contact,
      row.is_active,
      row.paused_by,
      row.failing_since,
      goesOn,
    ],
  )

/** Has an endpoint that rests tried now. */
export const endRest = (tx: Transaction, id: number): Promise<unknown> =>
  tx.rows('UPDATE webhook_endpoints SET rests_until = NULL WHERE id = $1', [id])

/** Takes it from everybody at once, its secrets too; its messages go afterwards, portion by portion. */
export const deleteEndpoint = (tx: Transaction, id: number, now: Date): Promise<unknown> =>
  tx.rows(
    `WITH gone AS (DELETE FROM webhook_secrets WHERE endpoint_id = $1)
     UPDATE webhook_endpoints SET deleted_at = $2, is_active = false, paused_by = 'person' WHERE id = $1`,
    [id, now],
  )

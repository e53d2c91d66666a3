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
  last_at: Date | null
  last_ok: boolean | null
  delivered: number
  waiting: number
  dead: number
}

const COLUMNS =
  'e.id, e.url, e.description, e.events, e.with_contact, e.is_active, e.paused_by, e.failing_since, e.created_by, e.created_at'

/** Endpoints with how they fare, the oldest first; only one when asked for. */
export const listEndpoints = (
  db: Connection,
  now: Date,
  id: number | null = null,
): Promise<(EndpointRow & EndpointHealth)[]> =>
  db.rows(
    `SELECT ${COLUMNS},
            (SELECT max(s.ends_at) FROM webhook_secrets s WHERE s.endpoint_id = e.id AND s.ends_at > $1) AS old_secret_until,
            a.at AS last_at, a.status BETWEEN 200 AND 299 AS last_ok, h.*
     FROM webhook_endpoints e
     LEFT JOIN LATERAL (
       SELECT t.at, coalesce(t.status, 0) AS status FROM webhook_attempts t JOIN webhook_deliveries d ON d.id = t.delivery_id
       WHERE d.endpoint_id = e.id ORDER BY t.id DESC LIMIT 1
     ) a ON true,
     LATERAL (
       SELECT count(*) FILTER (WHERE d.state = 'delivered' AND d.finished_at > $1::timestamptz - interval '1 day')::int AS delivered,
              count(*) FILTER (WHERE d.state IN ('waiting', 'sending'))::int AS waiting,
              count(*) FILTER (WHERE d.state = 'dead' AND d.event_id IS NOT NULL)::int AS dead
       FROM webhook_deliveries d WHERE d.endpoint_id = e.id
     ) h
     WHERE $2::int IS NULL OR e.id = $2 ORDER BY e.id`,
    [now, id],
  )

/** Holds an endpoint until the transaction ends. */
export async function lockEndpoint(tx: Transaction, id: number): Promise<EndpointRow | undefined> {
  const rows = await tx.rows<EndpointRow>(
    `SELECT ${COLUMNS} FROM webhook_endpoints e WHERE e.id = $1 FOR UPDATE`,
    [id],
  )
  return rows[0]
}

/** Whether anybody is to be told of events with any of these names. */
export async function isAnyTold(tx: Transaction, names: readonly string[]): Promise<boolean> {
  const rows = await tx.rows(
    'SELECT FROM webhook_endpoints WHERE events && $1::text[] LIMIT 1',
    [names],
    'webhook-endpoints-any',
  )
  return rows.length > 0
}

/** Those that are to be told of the event. They cannot go until the transaction ends. */
export const endpointsFor = (tx: Transaction, event: string): Promise<{ id: number }[]> =>
  tx.rows(
    'SELECT id FROM webhook_endpoints WHERE $1 = ANY (events) ORDER BY id FOR KEY SHARE',
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

export const saveEndpoint = (tx: Transaction, row: EndpointRow): Promise<unknown> =>
  tx.rows(
    `UPDATE webhook_endpoints SET url = $2, description = $3, events = $4, with_contact = $5, is_active = $6, paused_by = $7,
            failing_since = $8 WHERE id = $1`,
    [
      row.id,
      row.url,
      row.description,
      row.events,
      row.with_contact,
      row.is_active,
      row.paused_by,
      row.failing_since,
    ],
  )

export const deleteEndpoint = (tx: Transaction, id: number): Promise<unknown> =>
  tx.rows('DELETE FROM webhook_endpoints WHERE id = $1', [id])

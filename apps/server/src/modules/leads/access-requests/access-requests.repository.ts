import type { Connection, Transaction } from '../../../platform/database/database.ts'

export interface AccessRequestRow {
  id: number
  lead_id: number
  requester_id: number
  reason: string | null
  status: 'open' | 'granted' | 'declined' | 'closed'
  decided_by: number | null
  decided_at: Date | null
  created_at: Date
}

/** Writes the request, unless the person waits for an answer already. */
export async function addRequest(
  tx: Transaction,
  leadId: number,
  requesterId: number,
  reason: string | null,
): Promise<{ row: AccessRequestRow; isNew: boolean }> {
  const [added] = await tx.rows<AccessRequestRow>(
    `INSERT INTO lead_access_requests (lead_id, requester_id, reason) VALUES ($1, $2, $3)
     ON CONFLICT (lead_id, requester_id) WHERE status = 'open' DO NOTHING RETURNING *`,
    [leadId, requesterId, reason],
  )
  if (added) return { row: added, isNew: true }
  const [row] = await tx.rows<AccessRequestRow>(
    `SELECT * FROM lead_access_requests WHERE lead_id = $1 AND requester_id = $2 AND status = 'open'`,
    [leadId, requesterId],
  )
  if (!row) throw new Error(`the open request for lead ${leadId} is gone`)
  return { row, isNew: false }
}

/** When the person asked for each of these leads, of requests that wait for an answer. */
export async function openRequestsOf(
  db: Connection,
  requesterId: number,
  leadIds: readonly number[],
): Promise<Map<number, Date>> {
  const rows = await db.rows<{ lead_id: number; created_at: Date }>(
    `SELECT lead_id, created_at FROM lead_access_requests
     WHERE requester_id = $1 AND lead_id = ANY ($2::int[]) AND status = 'open'`,
    [requesterId, leadIds],
    'open-access-requests',
  )
  return new Map(rows.map(row => [row.lead_id, row.created_at]))
}

export async function findRequest(db: Connection, id: number): Promise<AccessRequestRow | undefined> {
  return (await db.rows<AccessRequestRow>('SELECT * FROM lead_access_requests WHERE id = $1', [id]))[0]
}

export async function lockRequest(tx: Transaction, id: number): Promise<AccessRequestRow | undefined> {
  return (
    await tx.rows<AccessRequestRow>('SELECT * FROM lead_access_requests WHERE id = $1 FOR UPDATE', [id])
  )[0]
}

export async function decideRequest(
  tx: Transaction,
  id: number,
  status: 'granted' | 'declined' | 'closed',
  userId: number,
  at: Date,
): Promise<void> {
  await tx.rows(
    'UPDATE lead_access_requests SET status = $2, decided_by = $3, decided_at = $4 WHERE id = $1',
    [id, status, userId, at],
  )
}

/** A request with the lead it is about, as whoever decides on it sees it. */
export interface ListedRequest extends AccessRequestRow {
  lead_name: string
  owner_id: number | null
}

/** Open requests for living leads that `where`, a condition on `leads l`, lets the caller decide on; newest first. */
export function listToDecide(
  db: Connection,
  where: { sql: string; values: unknown[] },
  beforeId: number | null,
  limit: number,
): Promise<ListedRequest[]> {
  const values = [...where.values]
  const before = `$${values.push(beforeId)}`
  return db.rows(
    `SELECT r.*, l.name AS lead_name, l.assigned_to AS owner_id FROM lead_access_requests r
     JOIN leads l ON l.id = r.lead_id AND l.deleted_at IS NULL
     WHERE r.status = 'open' AND ${where.sql} AND (${before}::int IS NULL OR r.id < ${before})
     ORDER BY r.id DESC LIMIT $${values.push(limit)}`,
    values,
  )
}

/** What a person has asked for, newest first. */
export function listMine(
  db: Connection,
  requesterId: number,
  beforeId: number | null,
  limit: number,
): Promise<ListedRequest[]> {
  return db.rows(
    `SELECT r.*, l.name AS lead_name, l.assigned_to AS owner_id FROM lead_access_requests r JOIN leads l ON l.id = r.lead_id
     WHERE r.requester_id = $1 AND ($2::int IS NULL OR r.id < $2) ORDER BY r.id DESC LIMIT $3`,
    [requesterId, beforeId, limit],
  )
}

import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { RequestFacts } from '../leads.neighbours.ts'
import type { LeadFilters, LeadPatch } from '../leads.schemas.ts'
import type { BulkAction, BulkParams } from './bulk.schemas.ts'

/** A question whose answers are frozen as of `created_at` of the change. */
export type FrozenSelection = { ids: number[] } | { filters: LeadFilters; except: number[] } | { undo: true }

export interface BulkRow {
  id: number
  user_id: number
  action: BulkAction | 'undo'
  params: BulkParams
  selection: FrozenSelection | null
  undo_of: number | null
  undone_by: number | null
  status: 'queued' | 'running' | 'done' | 'cancelled' | 'failed'
  is_cancelled: boolean
  total: number | null
  done: number
  changed: number
  same: number
  failed: number
  failure: string | null
  /** What was filled in for single leads of a conversion, sealed. */
  given: Buffer | null
  given_key_id: string | null
  request: RequestFacts
  created_at: Date
  finished_at: Date | null
}

/** What stood in the fields that a change touched. */
export type BulkBefore = LeadPatch & { team_id?: number | null; deleted?: boolean; conversion_id?: number }

/** How one lead fared. */
export interface Outcome {
  leadId: number
  state: 'changed' | 'same' | 'failed'
  reason?: string
  before?: BulkBefore
  version?: number
}

/** @returns nothing when another change of the same person is under way */
export async function insertBulk(
  tx: Transaction,
  bulk: Pick<
    BulkRow,
    'user_id' | 'action' | 'params' | 'undo_of' | 'given' | 'given_key_id' | 'request' | 'created_at'
  > & {
    selection: FrozenSelection
  },
): Promise<BulkRow | undefined> {
  const rows = await tx.rows<BulkRow>(
    `INSERT INTO bulk_changes (user_id, action, params, selection, undo_of, request, created_at, given, given_key_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (user_id) WHERE status IN ('queued', 'running') DO NOTHING RETURNING *`,
    [
      ...[bulk.user_id, bulk.action, bulk.params, bulk.selection, bulk.undo_of, bulk.request],
      ...[bulk.created_at, bulk.given, bulk.given_key_id],
    ],
  )
  return rows[0]
}

/** The change, if it is this person's. */
export async function findBulk(db: Connection, id: number, userId: number): Promise<BulkRow | undefined> {
  return (
    await db.rows<BulkRow>('SELECT * FROM bulk_changes WHERE id = $1 AND user_id = $2', [id, userId])
  )[0]
}

/** The last fifty, newest first. */
export const bulksOf = (db: Connection, userId: number): Promise<BulkRow[]> =>
  db.rows('SELECT * FROM bulk_changes WHERE user_id = $1 ORDER BY id DESC LIMIT 50', [userId])

/** The change, held until the transaction ends. */
export async function lockBulk(tx: Transaction, id: number): Promise<BulkRow | undefined> {
  return (await tx.rows<BulkRow>('SELECT * FROM bulk_changes WHERE id = $1 FOR UPDATE', [id], 'lock-bulk'))[0]
}

export async function changeBulk(db: Connection, id: number, changes: Partial<BulkRow>): Promise<BulkRow> {
  const columns = Object.keys(changes)
  const [row] = await db.rows<BulkRow>(
    `UPDATE bulk_changes SET ${columns.map((column, i) => `${column} = $${i + 2}`).join(', ')} WHERE id = $1 RETURNING *`,
    [id, ...Object.values(changes)],
  )
  if (!row) throw new Error(`bulk change ${id} is gone`)
  return row
}

/** Ends a change, and forgets what was filled in for it. */
export const endBulk = (
  db: Connection,
  id: number,
  ended: Pick<BulkRow, 'status' | 'finished_at'> & { failure?: string },
): Promise<BulkRow> => changeBulk(db, id, { ...ended, given: null, given_key_id: null })

/** Writes down which leads are to be changed. */
export const insertLeads = (tx: Transaction, bulkId: number, ids: readonly number[]): Promise<unknown> =>
  tx.rows(
    'INSERT INTO bulk_change_leads (bulk_id, lead_id) SELECT $1, unnest($2::int[]) ON CONFLICT DO NOTHING',
    [bulkId, ids],
  )

export const forgetLeads = (tx: Transaction, bulkId: number): Promise<unknown> =>
  tx.rows('DELETE FROM bulk_change_leads WHERE bulk_id = $1', [bulkId])

export async function countLeads(db: Connection, bulkId: number): Promise<number> {
  const [row] = await db.rows<{ n: number }>(
    'SELECT count(*) AS n FROM bulk_change_leads WHERE bulk_id = $1',
    [bulkId],
  )
  return row?.n ?? 0
}

/** Leads that a change changed, in order. */
export async function changedBy(db: Connection, bulkId: number): Promise<number[]> {
  const rows = await db.rows<{ lead_id: number }>(
    `SELECT lead_id FROM bulk_change_leads WHERE bulk_id = $1 AND state = 'changed' ORDER BY lead_id`,
    [bulkId],
  )
  return rows.map(row => row.lead_id)
}

/** The next leads, by id. */
export async function waitingLeads(db: Connection, bulkId: number, limit: number): Promise<number[]> {
  const rows = await db.rows<{ lead_id: number }>(
    `SELECT lead_id FROM bulk_change_leads WHERE bulk_id = $1 AND state = 'waiting' ORDER BY lead_id LIMIT $2`,
    [bulkId, limit],
    'waiting-bulk-leads',
  )
  return rows.map(row => row.lead_id)
}

/** What a change did to these leads, by lead. */
export async function entriesOf(
  db: Connection,
  bulkId: number,
  leadIds: readonly number[],
): Promise<Map<number, { before: BulkBefore; version: number }>> {
  const rows = await db.rows<{ lead_id: number; before: BulkBefore; version: number }>(
    'SELECT lead_id, before, version FROM bulk_change_leads WHERE bulk_id = $1 AND lead_id = ANY ($2::int[])',
    [bulkId, leadIds],
    'bulk-entries',
  )
  return new Map(rows.map(({ lead_id, ...entry }) => [lead_id, entry]))
}

/** Notes how leads fared, and how far the change is. */
export async function recordOutcomes(
  tx: Transaction,
  bulkId: number,
  outcomes: readonly Outcome[],
): Promise<BulkRow> {
  const rows = outcomes.map(({ leadId, state, reason, before, version }) => ({
    lead_id: leadId,
    state,
    reason: reason?.slice(0, 200) ?? null,
    before: before ?? null,
    version: version ?? null,
  }))
  await tx.rows(
    `UPDATE bulk_change_leads b SET state = o.state, reason = o.reason, before = o.before, version = o.version
     FROM jsonb_to_recordset($2::jsonb) AS o (lead_id int, state text, reason text, before jsonb, version int)
     WHERE b.bulk_id = $1 AND b.lead_id = o.lead_id`,
    [bulkId, JSON.stringify(rows)],
    'record-bulk-outcomes',
  )
  const of = (state: Outcome['state']) => outcomes.filter(one => one.state === state).length
  const [row] = await tx.rows<BulkRow>(
    `UPDATE bulk_changes SET done = done + $2, changed = changed + $3, same = same + $4, failed = failed + $5
     WHERE id = $1 RETURNING *`,
    [bulkId, outcomes.length, of('changed'), of('same'), of('failed')],
    'bulk-progress',
  )
  if (!row) throw new Error(`bulk change ${bulkId} is gone`)
  return row
}

export interface Failure {
  lead_id: number
  reason: string
}

/** Leads that could not be changed, by id. */
export const failuresOf = (
  db: Connection,
  bulkId: number,
  after: number,
  limit: number,
): Promise<Failure[]> =>
  db.rows(
    `SELECT lead_id, reason FROM bulk_change_leads WHERE bulk_id = $1 AND state = 'failed' AND lead_id > $2
     ORDER BY lead_id LIMIT $3`,
    [bulkId, after, limit],
  )

/** Forgets some changes that ended before this many days. @returns how many */
export async function forgetOldBulks(db: Connection, days: number, limit: number): Promise<number> {
  const rows = await db.rows(
    `DELETE FROM bulk_changes WHERE id IN (
       SELECT id FROM bulk_changes WHERE finished_at < now() - make_interval(days => $1) ORDER BY id LIMIT $2
     ) RETURNING 1`,
    [days, limit],
  )
  return rows.length
}

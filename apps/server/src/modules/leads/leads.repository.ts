import type { Connection, Transaction } from '../../platform/database/database.ts'
import { statementName } from '../../platform/database/statement.ts'
import type { LeadActivity } from './lead-activity.ts'
import type { Where } from './lead-filter.ts'
import { after, type LeadOrder, orderBy, orderedLeads } from './lead-order.ts'
import { LEAD_COLUMNS, type LeadRow } from './lead-row.ts'
import { readRow, WRITTEN_ROW, type WrittenRow } from './written-row.ts'

/** A row of a list: enough to find the rest in memory, and the value that the next page starts after. */
export interface ListedLead {
  id: number
  row_rev: number
  key: unknown
}

/** The columns that a new lead is written with, so that nothing has to be written on it right after; `contact` is already sealed. */
export type LeadValues = Omit<
  LeadRow,
  | 'id'
  | 'external_ids'
  | 'position'
  | 'sleeps_until'
  | 'woke_at'
  | 'in_household'
  | 'updated_at'
  | 'deleted_at'
  | 'deleted_by'
  | 'erased_at'
  | 'merged_into'
  | 'version'
  | 'row_rev'
  | Exclude<keyof LeadActivity, 'response_due_at'>
>

export async function listLeads(
  db: Connection,
  where: Where,
  order: LeadOrder,
  position: readonly unknown[] | null,
  limit: number,
): Promise<ListedLead[]> {
  if (!order.isSparse) return listInOrder(db, where, order, position, limit)
  const has = { ...where, sql: `${where.sql} AND ${order.rank ?? order.key} IS NOT NULL` }
  const found = position && position[0] === null ? [] : await listInOrder(db, has, order, position, limit)
  if (found.length === limit) return found
  const lacks = { ...where, sql: `${where.sql} AND ${order.key} IS NULL` }
  const from = position && position[0] === null ? position[1] : null
  return [...found, ...(await listNewest(db, lacks, from, limit - found.length))]
}

/** Leads without a key, newest first by id. */
function listNewest(db: Connection, where: Where, from: unknown, limit: number): Promise<ListedLead[]> {
  const values = [...where.values]
  const after = from === null ? '' : ` AND l.id < $${values.push(from)}::int`
  return db.rows<ListedLead>(
    `SELECT l.id, l.row_rev, NULL AS key FROM leads l WHERE ${where.sql}${after} ORDER BY l.id DESC LIMIT $${values.push(limit)}`,
    values,
  )
}

async function listInOrder(
  db: Connection,
  where: Where,
  order: LeadOrder,
  position: readonly unknown[] | null,
  limit: number,
): Promise<ListedLead[]> {
  const values = [...where.values]
  const conditions = [where.sql]
  if (position) conditions.push(after(order, position, values))
  // Written out where the statement is prepared: of a limit it does not know PostgreSQL expects a tenth of all rows, and plans anew each time.
  const most = where.isPlain ? Number(limit) : `$${values.push(limit)}`
  // Milliseconds are read at once; of fifty moments in words all but one would be read in vain.
  const isMoment = order.part === 'instant'
  const key = isMoment ? `(extract(epoch FROM ${order.key}) * 1000)::int8` : (order.rank ?? order.key)
  const sql = `SELECT l.id, l.row_rev, ${key} AS key FROM ${orderedLeads(order)} WHERE ${conditions.join(' AND ')} ORDER BY ${orderBy(order)} LIMIT ${most}`
  const rows = await db.rows<ListedLead>(sql, values, where.isPlain ? statementName(sql) : undefined)
  return isMoment ? rows.map(row => ({ ...row, key: new Date(Number(row.key)) })) : rows
}

/** The rows of these leads, in any order. */
export async function findByIds(db: Connection, ids: readonly number[]): Promise<LeadRow[]> {
  const [found] = await db.rows<{ rows: WrittenRow[] | null }>(
    `SELECT json_agg(${WRITTEN_ROW}) AS rows FROM leads l WHERE l.id = ANY ($1::int[])`,
    [ids],
    'leads-by-ids',
  )
  return (found?.rows ?? []).map(readRow)
}

/** Where a lead stands: enough to tell who sees it and whether what is kept of it is still right. */
export type LeadStanding = Pick<
  LeadRow,
  'id' | 'row_rev' | 'version' | 'deleted_at' | 'merged_into' | 'assigned_to' | 'team_id'
>

export function findStandings(db: Connection, ids: readonly number[]): Promise<LeadStanding[]> {
  return db.rows<LeadStanding>(
    // JSON and not an array, whose length would have the statement planned anew each time.
    `SELECT l.id, l.row_rev, l.version, l.deleted_at, l.merged_into, l.assigned_to, l.team_id
     FROM jsonb_array_elements_text($1::jsonb) AS asked (id) JOIN leads l ON l.id = asked.id::int`,
    [JSON.stringify(ids)],
    'lead-standings',
  )
}

/** The lead if the condition, the caller's scope, lets it be seen. */
export function findInScope(db: Connection, id: number, scope: Where): Promise<LeadRow | undefined> {
  return selectInScope(db, id, scope, '')
}

/** The same, held until the transaction ends. */
export function lockById(tx: Transaction, id: number, scope: Where): Promise<LeadRow | undefined> {
  return selectInScope(tx, id, scope, ' FOR UPDATE OF l')
}

async function selectInScope(
  db: Connection,
  id: number,
  scope: Where,
  lock: '' | ' FOR UPDATE OF l',
): Promise<LeadRow | undefined> {
  const values = [...scope.values, id]
  const text = `SELECT ${LEAD_COLUMNS} FROM leads l WHERE l.id = $${values.length} AND ${scope.sql}${lock}`
  return (await db.rows<LeadRow>(text, values, statementName(text)))[0]
}

const INSERT_COLUMNS = [
  'name',
  'contact',
  'contact_key_id',
  'location',
  'language',
  'project_type',
  'property_type',
  'configuration',
  'carpet_area_sqft',
  'budget',
  'style',
  'possession_date',
  'source',
  'campaign_id',
  'referred_by',
  'status',
  'pipeline_id',
  'stage_id',
  'stage_entered_at',
  'lost_reason',
  'competitor',
  'lost_note',
  'assigned_to',
  'team_id',
  'tags',
  'custom',
  'consent',
  'is_duplicate',
  'created_by',
  'created_at',
  'score',
  'priority',
  'response_due_at',
] as const satisfies readonly (keyof LeadValues)[]

const INSERT_LEAD = `WITH lead AS (
  INSERT INTO leads (${INSERT_COLUMNS.join(', ')}, updated_at)
  VALUES (${INSERT_COLUMNS.map((_, i) => `$${i + 1}`).join(', ')}, $${INSERT_COLUMNS.indexOf('created_at') + 1})
  RETURNING *
), terms AS (
  INSERT INTO lead_terms (term, lead_id) SELECT t, lead.id FROM lead, unnest($${INSERT_COLUMNS.length + 1}::text[]) t
), words AS (
  INSERT INTO lead_words (word) SELECT unnest($${INSERT_COLUMNS.length + 2}::text[]) ON CONFLICT DO NOTHING
)
SELECT *, NULL::jsonb AS external_ids FROM lead`

/** Writes the lead and what finds it. `words` must be sorted: two writers of the same new words then wait, not deadlock. */
export async function insertLead(
  tx: Transaction,
  lead: LeadValues,
  found: { terms: string[]; words: string[] },
): Promise<LeadRow> {
  const values = INSERT_COLUMNS.map(column => lead[column])
  const [row] = await tx.rows<LeadRow>(INSERT_LEAD, [...values, found.terms, found.words], 'insert-lead')
  if (!row) throw new Error('the insert returned no lead')
  return row
}

/** Columns of a new lead that no edit touches. */
const WRITTEN_OTHERWISE: ReadonlySet<string> = new Set([
  'created_by',
  'created_at',
  'score',
  'priority',
  'response_due_at',
])

const SAVED_COLUMNS = [
  ...INSERT_COLUMNS.filter(column => !WRITTEN_OTHERWISE.has(column)),
  'position',
  'sleeps_until',
  'woke_at',
  'score',
  'updated_at',
  'deleted_at',
  'deleted_by',
  'version',
] as const

// Always all columns, so that the statement is planned once. PostgreSQL compares values, not the list of columns, when it
// decides whether indexes have to change.
const SAVE_LEAD = `WITH l AS (
  UPDATE leads SET ${SAVED_COLUMNS.map((column, i) => `${column} = $${i + 2}`).join(', ')} WHERE id = $1 RETURNING *
) SELECT ${LEAD_COLUMNS} FROM l`

/** Writes the row as it is to be, contact and all. */
export async function saveLead(tx: Transaction, row: LeadRow): Promise<LeadRow> {
  const values = SAVED_COLUMNS.map(column => row[column])
  const [saved] = await tx.rows<LeadRow>(SAVE_LEAD, [row.id, ...values], 'save-lead')
  if (!saved) throw new Error(`lead ${row.id} is gone`)
  return saved
}

/** Puts a lead elsewhere in its stage; answers its revision. */
export async function savePosition(tx: Transaction, id: number, position: number): Promise<number> {
  const [row] = await tx.rows<{ row_rev: number }>(
    'UPDATE leads SET position = $2 WHERE id = $1 RETURNING row_rev',
    [id, position],
    'save-position',
  )
  if (!row) throw new Error(`lead ${id} is gone`)
  return row.row_rev
}

/** Replaces what finds a lead by what finds it now. */
export async function replaceTerms(
  tx: Transaction,
  id: number,
  before: readonly string[],
  now: { terms: string[]; words: string[] },
): Promise<void> {
  const gone = before.filter(term => !now.terms.includes(term))
  const added = now.terms.filter(term => !before.includes(term))
  if (gone.length > 0)
    await tx.rows('DELETE FROM lead_terms WHERE term = ANY ($1::text[]) AND lead_id = $2', [gone, id])
  if (added.length === 0) return
  await tx.rows(
    `WITH words AS (INSERT INTO lead_words (word) SELECT unnest($3::text[]) ON CONFLICT DO NOTHING)
     INSERT INTO lead_terms (term, lead_id) SELECT unnest($1::text[]), $2`,
    [added, id, now.words],
  )
}

/** Gives the lead its ids in other systems in place of those it had; answers the ones that another lead holds. */
export async function replaceExternalIds(
  tx: Transaction,
  id: number,
  ids: readonly { system: string; id: string }[],
): Promise<{ system: string; id: string }[]> {
  await tx.rows('DELETE FROM lead_external_ids WHERE lead_id = $1', [id])
  if (ids.length === 0) return []
  const systems = ids.map(one => one.system)
  const externals = ids.map(one => one.id)
  await tx.rows(
    `INSERT INTO lead_external_ids (system, external_id, lead_id) SELECT DISTINCT s, e, $3::int FROM unnest($1::text[], $2::text[]) AS x (s, e)
     ON CONFLICT DO NOTHING`,
    [systems, externals, id],
  )
  return tx.rows(
    `SELECT x.system, x.external_id AS id FROM lead_external_ids x
     JOIN unnest($1::text[], $2::text[]) AS w (s, e) ON x.system = w.s AND x.external_id = w.e WHERE x.lead_id <> $3`,
    [systems, externals, id],
  )
}

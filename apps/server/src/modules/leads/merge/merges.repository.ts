import type { Connection, Transaction } from '../../../platform/database/database.ts'

export interface MergeRow {
  id: number
  winner_id: number
  loser_id: number
  merged_by: number | null
  merged_at: Date
  memory: Buffer | null
  undone_at: Date | null
}

export async function addMerge(
  tx: Transaction,
  merge: Pick<MergeRow, 'winner_id' | 'loser_id' | 'merged_by' | 'merged_at'> & {
    memory: Buffer
    memory_key_id: string
  },
): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(
    `INSERT INTO lead_merges (winner_id, loser_id, merged_by, merged_at, memory, memory_key_id)
     VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [merge.winner_id, merge.loser_id, merge.merged_by, merge.merged_at, merge.memory, merge.memory_key_id],
  )
  if (!row) throw new Error('the insert returned no merge')
  return row.id
}

const COLUMNS = 'id, winner_id, loser_id, merged_by, merged_at, memory, undone_at'

export async function findMerge(db: Connection, id: number): Promise<MergeRow | undefined> {
  return (await db.rows<MergeRow>(`SELECT ${COLUMNS} FROM lead_merges WHERE id = $1`, [id]))[0]
}

export async function lockMerge(tx: Transaction, id: number): Promise<MergeRow | undefined> {
  return (await tx.rows<MergeRow>(`SELECT ${COLUMNS} FROM lead_merges WHERE id = $1 FOR UPDATE`, [id]))[0]
}

/** The merge that took this lead away, if it stands. */
export async function findMergeOf(db: Connection, loserId: number): Promise<MergeRow | undefined> {
  const [row] = await db.rows<MergeRow>(
    `SELECT ${COLUMNS} FROM lead_merges WHERE loser_id = $1 AND undone_at IS NULL`,
    [loserId],
  )
  return row
}

/** Whether something was merged into the lead after this merge. */
export async function hasLaterMerge(db: Connection, merge: MergeRow): Promise<boolean> {
  const rows = await db.rows(
    'SELECT FROM lead_merges WHERE winner_id = $1 AND id > $2 AND undone_at IS NULL LIMIT 1',
    [merge.winner_id, merge.id],
  )
  return rows.length > 0
}

export async function closeMerge(tx: Transaction, id: number, userId: number, at: Date): Promise<void> {
  await tx.rows(
    'UPDATE lead_merges SET undone_by = $2, undone_at = $3, memory = NULL, memory_key_id = NULL WHERE id = $1',
    [id, userId, at],
  )
}

export async function setMergedInto(
  tx: Transaction,
  loserId: number,
  winnerId: number | null,
): Promise<void> {
  await tx.rows('UPDATE leads SET merged_into = $2 WHERE id = $1', [loserId, winnerId])
}

/** Most merges that one address leads through. */
const LONGEST_CHAIN = 100

/** The lead in which a merged one has ended, through however many merges; null when it was merged into none. */
export async function findLastWinner(db: Connection, loserId: number): Promise<number | null> {
  const [row] = await db.rows<{ id: number }>(
    `WITH RECURSIVE chain (id, step) AS (
       SELECT winner_id, 1 FROM lead_merges WHERE loser_id = $1 AND undone_at IS NULL
       UNION ALL SELECT m.winner_id, chain.step + 1 FROM chain JOIN lead_merges m ON m.loser_id = chain.id AND m.undone_at IS NULL
       WHERE chain.step < ${LONGEST_CHAIN}
     ) SELECT id FROM chain ORDER BY step DESC LIMIT 1`,
    [loserId],
  )
  return row?.id ?? null
}

export interface ListedMerge extends Omit<MergeRow, 'memory'> {
  winner_name: string
  loser_name: string | null
  can_undo: boolean
}

/** Merges that stand, newest first, whose winner lives and fits `where`, a condition on `leads l`. */
export function listMerges(
  db: Connection,
  where: { sql: string; values: unknown[] },
  { leadId, beforeId, limit }: { leadId: number | null; beforeId: number | null; limit: number },
): Promise<ListedMerge[]> {
  const values = [...where.values]
  const put = (value: unknown) => `$${values.push(value)}`
  const lead = put(leadId)
  const before = put(beforeId)
  return db.rows(
    `SELECT m.id, m.winner_id, m.loser_id, m.merged_by, m.merged_at, m.undone_at, l.name AS winner_name, o.name AS loser_name,
            m.memory IS NOT NULL AND o.id IS NOT NULL AS can_undo
     FROM lead_merges m JOIN leads l ON l.id = m.winner_id AND l.deleted_at IS NULL
     LEFT JOIN leads o ON o.id = m.loser_id
     WHERE m.undone_at IS NULL AND ${where.sql} AND (${lead}::int IS NULL OR m.winner_id = ${lead})
       AND (${before}::int IS NULL OR m.id < ${before})
     ORDER BY m.id DESC LIMIT ${put(limit)}`,
    values,
  )
}

/** Forgets what it would take to undo merges older than so many days. */
export async function forgetMemories(db: Connection, days: number): Promise<void> {
  await db.rows(
    `UPDATE lead_merges SET memory = NULL, memory_key_id = NULL
     WHERE memory IS NOT NULL AND merged_at < now() - make_interval(days => $1)`,
    [days],
  )
}

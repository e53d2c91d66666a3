import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { IMPORT_STATUSES, Reason } from './imports.schemas.ts'

export interface ImportRow {
  id: number
  user_id: number
  kind: string
  status: (typeof IMPORT_STATUSES)[number]
  file_name: string
  file_key: string
  refused_chunks: number[]
  found: { format: 'csv' | 'xlsx' | 'vcard' | 'jcard'; delimiter: string | null; encoding: string }
  /** Sealed, see `sealMapping`. */
  mapping: Buffer | null
  rows_total: number
  rows_done: number
  created: number
  updated: number
  matched: number
  refused: number
  reasons: Reason[]
  undone: number
  kept: number
  kept_because: { lead_id: number | null; label: string; reason: string }[]
  failure: string | null
  created_at: Date
  finished_at: Date | null
}

export async function insertImport(
  db: Connection,
  one: Pick<ImportRow, 'user_id' | 'kind' | 'file_name' | 'file_key' | 'found' | 'rows_total'>,
): Promise<ImportRow> {
  const [row] = await db.rows<ImportRow>(
    `INSERT INTO lead_imports (user_id, status, kind, file_name, file_key, found, rows_total)
     VALUES ($1, 'uploaded', $2, $3, $4, $5, $6) RETURNING *`,
    [one.user_id, one.kind, one.file_name, one.file_key, one.found, one.rows_total],
  )
  if (!row) throw new Error('the insert returned no import')
  return row
}

/** The import, if it is this person's. */
export async function findImport(db: Connection, id: number, userId: number): Promise<ImportRow | undefined> {
  return (
    await db.rows<ImportRow>('SELECT * FROM lead_imports WHERE id = $1 AND user_id = $2', [id, userId])
  )[0]
}

/** The import, held until the transaction ends. */
export async function lockImport(tx: Transaction, id: number): Promise<ImportRow | undefined> {
  return (await tx.rows<ImportRow>('SELECT * FROM lead_imports WHERE id = $1 FOR UPDATE', [id]))[0]
}

/** Newest first, those older than `before`. */
export const importsOf = (
  db: Connection,
  userId: number,
  before: number | null,
  limit: number,
): Promise<ImportRow[]> =>
  db.rows(
    `SELECT * FROM lead_imports WHERE user_id = $1 AND ($2::int IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [userId, before, limit],
  )

const JSON_COLUMNS: ReadonlySet<string> = new Set(['reasons', 'kept_because', 'found'])

export async function changeImport(
  db: Connection,
  id: number,
  changes: Partial<ImportRow>,
): Promise<ImportRow> {
  const columns = Object.keys(changes)
  const values = Object.entries(changes).map(([column, value]) =>
    JSON_COLUMNS.has(column) ? JSON.stringify(value) : value,
  )
  const [row] = await db.rows<ImportRow>(
    `UPDATE lead_imports SET ${columns.map((column, i) => `${column} = $${i + 2}`).join(', ')} WHERE id = $1 RETURNING *`,
    [id, ...values],
  )
  if (!row) throw new Error(`import ${id} is gone`)
  return row
}

/** Adds to what is known of why rows were refused; the most frequent fifty are kept. */
export function addReasons(
  known: readonly Reason[],
  refused: readonly { line: number; problems: readonly { path: string; message: string }[] }[],
): Reason[] {
  const reasons = new Map(known.map(reason => [`${reason.path} ${reason.message}`, { ...reason }]))
  for (const { line, problems } of refused) {
    for (const { path, message } of problems) {
      const reason = reasons.get(`${path} ${message}`)
      if (reason) reason.count++
      else reasons.set(`${path} ${message}`, { path, message, count: 1, line })
    }
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count).slice(0, 50)
}

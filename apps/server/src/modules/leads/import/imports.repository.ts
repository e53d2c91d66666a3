import type { Connection, Transaction } from '../../../platform/database/database.ts'

export interface ImportRow {
  id: number
  user_id: number
  status: 'uploaded' | 'queued' | 'running' | 'done' | 'failed'
  file_name: string
  file_key: string
  refused_chunks: number[]
  found: { delimiter: string; encoding: string }
  /** Sealed, see `sealMapping`. */
  mapping: Buffer | null
  rows_total: number
  rows_done: number
  created: number
  matched: number
  refused: number
  failure: string | null
  created_at: Date
  finished_at: Date | null
}

export async function insertImport(
  db: Connection,
  one: Pick<ImportRow, 'user_id' | 'file_name' | 'file_key' | 'found' | 'rows_total'>,
): Promise<ImportRow> {
  const [row] = await db.rows<ImportRow>(
    `INSERT INTO lead_imports (user_id, status, file_name, file_key, found, rows_total)
     VALUES ($1, 'uploaded', $2, $3, $4, $5) RETURNING *`,
    [one.user_id, one.file_name, one.file_key, one.found, one.rows_total],
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

/** The last hundred, newest first. */
export const importsOf = (db: Connection, userId: number): Promise<ImportRow[]> =>
  db.rows('SELECT * FROM lead_imports WHERE user_id = $1 ORDER BY id DESC LIMIT 100', [userId])

export async function changeImport(
  db: Connection,
  id: number,
  changes: Partial<ImportRow>,
): Promise<ImportRow> {
  const columns = Object.keys(changes)
  const [row] = await db.rows<ImportRow>(
    `UPDATE lead_imports SET ${columns.map((column, i) => `${column} = $${i + 2}`).join(', ')} WHERE id = $1 RETURNING *`,
    [id, ...Object.values(changes)],
  )
  if (!row) throw new Error(`import ${id} is gone`)
  return row
}

/** Of these ids in another system, those that leads have already, deleted ones included. */
export async function knownExternalIds(
  db: Connection,
  system: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await db.rows<{ external_id: string }>(
    'SELECT external_id FROM lead_external_ids WHERE system = $1 AND external_id = ANY ($2::text[])',
    [system, ids],
  )
  return new Set(rows.map(row => row.external_id))
}

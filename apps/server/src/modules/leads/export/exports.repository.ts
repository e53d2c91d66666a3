import type { Connection } from '../../../platform/database/database.ts'
import type { EXPORT_STATUSES, FORMATS } from './exports.schemas.ts'

export interface ExportRow {
  id: number
  user_id: number
  status: (typeof EXPORT_STATUSES)[number]
  format: (typeof FORMATS)[number]
  /** Sealed. */
  question: Buffer
  file_key: string
  rows_done: number
  bytes: number | null
  failure: string | null
  created_at: Date
  finished_at: Date | null
}

export async function insertExport(
  db: Connection,
  one: Pick<ExportRow, 'user_id' | 'format' | 'question' | 'file_key'>,
): Promise<ExportRow> {
  const [row] = await db.rows<ExportRow>(
    `INSERT INTO lead_exports (user_id, status, format, question, file_key) VALUES ($1, 'queued', $2, $3, $4) RETURNING *`,
    [one.user_id, one.format, one.question, one.file_key],
  )
  if (!row) throw new Error('the insert returned no export')
  return row
}

/** The export, if it is this person's. */
export const findExport = async (
  db: Connection,
  id: number,
  userId: number,
): Promise<ExportRow | undefined> =>
  (await db.rows<ExportRow>('SELECT * FROM lead_exports WHERE id = $1 AND user_id = $2', [id, userId]))[0]

/** Newest first, those older than `before`. */
export const exportsOf = (
  db: Connection,
  userId: number,
  before: number | null,
  limit: number,
): Promise<ExportRow[]> =>
  db.rows(
    'SELECT * FROM lead_exports WHERE user_id = $1 AND ($2::int IS NULL OR id < $2) ORDER BY id DESC LIMIT $3',
    [userId, before, limit],
  )

/** Changes an export that is still on its way; undefined when it has ended, or is gone. */
export async function changeOpenExport(
  db: Connection,
  id: number,
  changes: Partial<ExportRow>,
): Promise<ExportRow | undefined> {
  const columns = Object.keys(changes)
  const set = columns.map((column, i) => `${column} = $${i + 2}`).join(', ')
  const [row] = await db.rows<ExportRow>(
    `UPDATE lead_exports SET ${set} WHERE id = $1 AND status IN ('queued', 'running') RETURNING *`,
    [id, ...Object.values(changes)],
  )
  return row
}

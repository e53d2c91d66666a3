import type { Connection } from '../../../platform/database/database.ts'
import type { FileKind } from './attachments.schemas.ts'

/** A file that has arrived. */
export interface FileRow {
  id: number
  lead_id: number
  name: string
  kind: FileKind
  type: string
  bytes: number
  has_preview: boolean
  storage_key: string
  uploaded_by: number
  created_at: Date
  deleted_at: Date | null
  deleted_by: number | null
}

/** A file as it is told beside something else. */
export type ToldFile = Pick<FileRow, 'id' | 'name' | 'kind' | 'type' | 'has_preview'>

const COLUMNS =
  'id, lead_id, name, kind, type, bytes, has_preview, storage_key, uploaded_by, created_at, deleted_at, deleted_by'

/** Days for which a deleted file can be brought back. */
export const KEPT_DELETED_DAYS = 30

export function filesOf(db: Connection, leadId: number, isDeleted: boolean): Promise<FileRow[]> {
  return db.rows<FileRow>(
    `SELECT ${COLUMNS} FROM lead_files WHERE lead_id = $1 AND stored_at IS NOT NULL AND (deleted_at IS NOT NULL) = $2 ORDER BY id DESC`,
    [leadId, isDeleted],
    'lead-files',
  )
}

export async function findFile(db: Connection, id: number): Promise<FileRow | undefined> {
  const [row] = await db.rows<FileRow>(
    `SELECT ${COLUMNS} FROM lead_files WHERE id = $1 AND lead_id IS NOT NULL AND stored_at IS NOT NULL`,
    [id],
    'lead-file',
  )
  return row
}

/** Those of these files that are on the lead; deleted ones are not. */
export function filesOnLead(db: Connection, leadId: number, ids: readonly number[]): Promise<ToldFile[]> {
  return db.rows<ToldFile>(
    `SELECT id, name, kind, type, has_preview FROM lead_files
     WHERE id = ANY ($2::int[]) AND lead_id = $1 AND stored_at IS NOT NULL AND deleted_at IS NULL`,
    [leadId, ids],
    'lead-files-some',
  )
}

/** Of these files the leads that they are on; deleted ones are not. */
export async function leadsOfFiles(
  db: Connection,
  ids: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (ids.length === 0) return new Map()
  const rows = await db.rows<{ id: number; lead_id: number }>(
    `SELECT id, lead_id FROM lead_files
     WHERE id = ANY ($1::int[]) AND lead_id IS NOT NULL AND stored_at IS NOT NULL AND deleted_at IS NULL`,
    [ids],
    'leads-of-files',
  )
  return new Map(rows.map(({ id, lead_id }) => [id, lead_id]))
}

/** The file that an earlier upload under this key became. */
export async function findUpload(
  db: Connection,
  userId: number,
  uploadKey: string,
): Promise<FileRow | undefined> {
  const [row] = await db.rows<FileRow>(
    `SELECT ${COLUMNS} FROM lead_files WHERE uploaded_by = $1 AND upload_key = $2 AND lead_id IS NOT NULL AND stored_at IS NOT NULL`,
    [userId, uploadKey],
    'lead-file-upload',
  )
  return row
}

/** How much a lead has: `files` and `bytes` of those in sight, `kept` bytes with those that can still be brought back. */
export async function usageOf(
  db: Connection,
  leadId: number,
): Promise<{ files: number; bytes: number; kept: number }> {
  const [usage] = await db.rows<{ files: number; bytes: number; kept: number }>(
    `SELECT (count(*) FILTER (WHERE deleted_at IS NULL))::int AS files,
            coalesce(sum(bytes) FILTER (WHERE deleted_at IS NULL), 0)::float8 AS bytes, coalesce(sum(bytes), 0)::float8 AS kept
     FROM lead_files WHERE lead_id = $1 AND stored_at IS NOT NULL`,
    [leadId],
    'lead-files-usage',
  )
  return usage ?? { files: 0, bytes: 0, kept: 0 }
}

export interface NewUpload {
  lead_id: number
  name: string
  kind: FileKind
  storage_key: string
  upload_key: string | null
  uploaded_by: number
}

/** Notes that a file is arriving: should it break off, the sweep knows of it. An earlier try under the same key that never arrived
 *  gives way.
 *  @returns undefined when another try under the same key began at this very moment */
export async function beginUpload(db: Connection, upload: NewUpload): Promise<number | undefined> {
  if (upload.upload_key !== null)
    await db.rows(
      `UPDATE lead_files SET upload_key = NULL WHERE uploaded_by = $1 AND upload_key = $2 AND stored_at IS NULL`,
      [upload.uploaded_by, upload.upload_key],
    )
  const [row] = await db.rows<{ id: number }>(
    `INSERT INTO lead_files (lead_id, name, kind, storage_key, upload_key, uploaded_by)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id`,
    [upload.lead_id, upload.name, upload.kind, upload.storage_key, upload.upload_key, upload.uploaded_by],
  )
  return row?.id
}

/** @returns undefined when another try under the same key has overtaken it */
export async function finishUpload(
  db: Connection,
  id: number,
  uploadKey: string | null,
  found: Pick<FileRow, 'name' | 'kind' | 'type' | 'bytes' | 'has_preview'>,
): Promise<FileRow | undefined> {
  const [row] = await db.rows<FileRow>(
    `UPDATE lead_files SET name = $3, kind = $4, type = $5, bytes = $6, has_preview = $7, stored_at = now()
     WHERE id = $1 AND upload_key IS NOT DISTINCT FROM $2 AND stored_at IS NULL RETURNING ${COLUMNS}`,
    [id, uploadKey, found.name, found.kind, found.type, found.bytes, found.has_preview],
  )
  return row
}

export async function forgetFile(db: Connection, id: number): Promise<void> {
  await db.rows('DELETE FROM lead_files WHERE id = $1', [id])
}

export async function changeFile(
  db: Connection,
  id: number,
  change: Pick<FileRow, 'name' | 'kind' | 'deleted_at' | 'deleted_by'>,
): Promise<FileRow> {
  const [row] = await db.rows<FileRow>(
    `UPDATE lead_files SET name = $2, kind = $3, deleted_at = $4, deleted_by = $5 WHERE id = $1 RETURNING ${COLUMNS}`,
    [id, change.name, change.kind, change.deleted_at, change.deleted_by],
  )
  if (!row) throw new Error(`file ${id} is gone`)
  return row
}

/** Files that nobody can reach any more: of leads that are gone, deleted long ago, or never arrived. */
export function abandonedFiles(
  db: Connection,
  limit: number,
): Promise<{ id: number; storage_key: string }[]> {
  return db.rows(
    `SELECT id, storage_key FROM lead_files
     WHERE (stored_at IS NULL OR deleted_at IS NOT NULL OR lead_id IS NULL)
       AND (lead_id IS NULL OR deleted_at < now() - make_interval(days => $1) OR (stored_at IS NULL AND created_at < now() - interval '1 hour'))
     ORDER BY id LIMIT $2`,
    [KEPT_DELETED_DAYS, limit],
  )
}

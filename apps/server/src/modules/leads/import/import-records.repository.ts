import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { ResealTarget } from '../../../platform/crypto/rotation.ts'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { ImportRecord } from './kinds/import-kind.ts'

const CONTEXT = 'import-record.note'

export interface StoredRecord extends ImportRecord {
  /** Of the note that it was written, not of what was written. */
  recordId: number
}

/** Notes what a chunk wrote, in this order. */
export async function insertRecords(
  tx: Transaction,
  crypto: Crypto,
  importId: number,
  records: readonly ImportRecord[],
): Promise<void> {
  if (records.length === 0) return
  const notes = records.map(({ note }) =>
    note === undefined ? null : crypto.seal(JSON.stringify(note), CONTEXT).bytes,
  )
  await tx.rows(
    `INSERT INTO import_records (import_id, record_type, record_id, is_update, note)
     SELECT $1, t, i, u, n FROM unnest($2::text[], $3::int[], $4::boolean[], $5::bytea[]) WITH ORDINALITY AS r (t, i, u, n, o) ORDER BY o`,
    [
      importId,
      records.map(({ type }) => type),
      records.map(({ id }) => id),
      records.map(({ does }) => does === 'update'),
      notes,
    ],
  )
}

/** The newest that are left. */
export async function lastRecords(
  tx: Transaction,
  crypto: Crypto,
  importId: number,
  limit: number,
): Promise<StoredRecord[]> {
  const rows = await tx.rows<{
    id: number
    record_type: string
    record_id: number
    is_update: boolean
    note: Buffer | null
  }>(
    'SELECT id, record_type, record_id, is_update, note FROM import_records WHERE import_id = $1 ORDER BY id DESC LIMIT $2',
    [importId, limit],
  )
  return rows.map(({ id, record_type, record_id, is_update, note }) => ({
    recordId: id,
    type: record_type,
    id: record_id,
    does: is_update ? 'update' : 'create',
    ...(note && { note: JSON.parse(crypto.open(note, CONTEXT).toString('utf8')) }),
  }))
}

export async function deleteRecords(tx: Transaction, ids: readonly number[]): Promise<void> {
  await tx.rows('DELETE FROM import_records WHERE id = ANY ($1::bigint[])', [ids])
}

/** Whether there is anything to undo. */
export async function hasRecords(db: Connection, importId: number): Promise<boolean> {
  return (await db.rows('SELECT 1 FROM import_records WHERE import_id = $1 LIMIT 1', [importId])).length > 0
}

/** For the rotation of keys. */
export function recordReseal(crypto: Pick<Crypto, 'keyIdOf'>): ResealTarget {
  return {
    name: 'import_records',
    async nextBatch(tx, activeKeyId, limit, after) {
      let from = Number(after ?? 0)
      for (;;) {
        const rows = await tx.rows<{ id: number; note: Buffer }>(
          'SELECT id, note FROM import_records WHERE note IS NOT NULL AND id > $1 ORDER BY id LIMIT 1000',
          [from],
        )
        const old = rows.filter(({ note }) => crypto.keyIdOf(note) !== activeKeyId).slice(0, limit)
        if (old.length > 0 || rows.length === 0)
          return old.map(({ id, note }) => ({ id, bytes: note, context: CONTEXT }))
        from = rows.at(-1)?.id ?? from
      }
    },
    async reseal(tx, row, bytes) {
      await tx.rows('UPDATE import_records SET note = $3 WHERE id = $1 AND note = $2', [
        row.id,
        row.bytes,
        bytes,
      ])
    },
  }
}

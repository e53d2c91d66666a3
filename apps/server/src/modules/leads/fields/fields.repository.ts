import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { LeadField } from './lead-field.ts'

const COLUMNS = `id, key, label, kind, hint, is_required, is_indexed, index_state, options, pipeline_ids, position,
  archived_at IS NOT NULL AS is_archived`

/** All fields in order. */
export const allFields = (db: Connection): Promise<LeadField[]> =>
  db.rows(`SELECT ${COLUMNS} FROM lead_fields ORDER BY position, id`)

/** The field, held until the transaction ends. */
export async function lockField(tx: Transaction, id: number): Promise<LeadField | undefined> {
  return (await tx.rows<LeadField>(`SELECT ${COLUMNS} FROM lead_fields WHERE id = $1 FOR UPDATE`, [id]))[0]
}

/** Two at once are told apart: the second waits for the first. */
export const lockAllFields = (tx: Transaction): Promise<unknown> =>
  tx.rows('LOCK TABLE lead_fields IN SHARE ROW EXCLUSIVE MODE')

export async function insertField(
  tx: Transaction,
  field: Omit<LeadField, 'id' | 'is_archived'>,
  userId: number,
): Promise<LeadField> {
  const [row] = await tx.rows<LeadField>(
    `INSERT INTO lead_fields (key, label, kind, hint, is_required, is_indexed, index_state, options, pipeline_ids, position, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING ${COLUMNS}`,
    [
      field.key,
      field.label,
      field.kind,
      field.hint,
      field.is_required,
      field.is_indexed,
      field.index_state,
      JSON.stringify(field.options),
      field.pipeline_ids,
      field.position,
      userId,
    ],
  )
  if (!row) throw new Error('the insert returned no field')
  return row
}

/** Writes the field as it is to be. */
export async function saveField(tx: Transaction, field: LeadField): Promise<LeadField> {
  const [row] = await tx.rows<LeadField>(
    `UPDATE lead_fields SET label = $2, hint = $3, is_required = $4, is_indexed = $5, index_state = $6, options = $7, pipeline_ids = $8,
       position = $9, archived_at = CASE WHEN $10 THEN coalesce(archived_at, now()) END
     WHERE id = $1 RETURNING ${COLUMNS}`,
    [
      field.id,
      field.label,
      field.hint,
      field.is_required,
      field.is_indexed,
      field.index_state,
      JSON.stringify(field.options),
      field.pipeline_ids,
      field.position,
      field.is_archived,
    ],
  )
  if (!row) throw new Error(`field ${field.id} is gone`)
  return row
}

/** Puts the fields into this order. */
export const orderFields = (tx: Transaction, ids: readonly number[]): Promise<unknown> =>
  tx.rows(
    `UPDATE lead_fields f SET position = o.n FROM unnest($1::int[]) WITH ORDINALITY AS o (id, n) WHERE f.id = o.id`,
    [ids],
  )

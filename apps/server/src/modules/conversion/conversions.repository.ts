import type { Connection, Transaction } from '../../platform/database/database.ts'

/** That a lead became a client. */
export interface ConversionRecord {
  id: number
  lead_id: number
  client_id: number
  made_client: boolean
  from_stage_id: number | null
  /** The quote that was accepted with it. */
  quote_id: number | null
  /** What that was before, and which one was current; null where it is not known. */
  quote_was: string | null
  current_quote_was: number | null
  /** Whether it was signed with the conversion, and which file it had before. */
  quote_was_signed: boolean
  quote_file_was: number | null
  converted_by: number | null
  converted_at: Date
}

const COLUMNS =
  'id, lead_id, client_id, made_client, from_stage_id, quote_id, quote_was, current_quote_was, quote_was_signed, quote_file_was, converted_by, converted_at'

/** The lead's own conversion: not one that came with a lead merged into it. */
export async function findConversion(db: Connection, leadId: number): Promise<ConversionRecord | undefined> {
  const rows = await db.rows<ConversionRecord>(
    `SELECT ${COLUMNS} FROM conversions WHERE lead_id = $1 AND merged_from IS NULL`,
    [leadId],
    'conversion-of-lead',
  )
  return rows[0]
}

/** Writes it with what the client is recognised by. */
export async function insertConversion(
  tx: Transaction,
  conversion: Omit<ConversionRecord, 'id'>,
  terms: readonly string[],
): Promise<ConversionRecord> {
  const [row] = await tx.rows<ConversionRecord>(
    `WITH v AS (
       INSERT INTO conversions (lead_id, client_id, made_client, from_stage_id, converted_by, converted_at, quote_id, quote_was, current_quote_was, quote_was_signed, quote_file_was)
       VALUES ($1, $2, $3, $4, $5, $6, $8, $9, $10, $11, $12) RETURNING ${COLUMNS}
     ), t AS (
       INSERT INTO conversion_terms (term, conversion_id) SELECT x, v.id FROM v, unnest($7::text[]) x
     )
     SELECT * FROM v`,
    [
      conversion.lead_id,
      conversion.client_id,
      conversion.made_client,
      conversion.from_stage_id,
      conversion.converted_by,
      conversion.converted_at,
      terms,
      conversion.quote_id,
      conversion.quote_was,
      conversion.current_quote_was,
      conversion.quote_was_signed,
      conversion.quote_file_was,
    ],
    'insert-conversion',
  )
  if (!row) throw new Error('the insert returned no conversion')
  return row
}

export async function deleteConversion(tx: Transaction, id: number): Promise<void> {
  await tx.rows('DELETE FROM conversions WHERE id = $1', [id])
}

/** What people do with a lead that has become a client; the system's own entries are no work of theirs. */
const WORK = [
  'activity.logged',
  'follow_up.created',
  'follow_up.done',
  'lead.file_added',
  'lead.updated',
  'lead.assigned',
  'lead.quote_added',
  'lead.quote_changed',
]

/** Whether anybody has worked with the lead since, or another lead has become the same client. */
export async function hasBeenWorkedOn(db: Connection, conversion: ConversionRecord): Promise<boolean> {
  const [row] = await db.rows<{ worked: boolean }>(
    `SELECT EXISTS (
         SELECT FROM events e WHERE e.lead_id = $1 AND e.actor_id IS NOT NULL AND e.name = ANY ($2::text[])
           AND e.id > (SELECT max(c.id) FROM events c WHERE c.lead_id = $1 AND c.name = 'lead.converted')
       ) OR EXISTS (SELECT FROM conversions o WHERE o.client_id = $3 AND o.id > $4) AS worked`,
    [conversion.lead_id, WORK, conversion.client_id, conversion.id],
  )
  return row?.worked === true
}

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
  /** Whether people were proposed for the client with it. */
  proposed_people: boolean
}

export interface MergedConversion extends ConversionRecord {
  /** The lead that it was of; null for the lead's own. */
  merged_from: number | null
}

const COLUMNS =
  'id, lead_id, client_id, made_client, from_stage_id, quote_id, quote_was, current_quote_was, quote_was_signed, quote_file_was, converted_by, converted_at, proposed_people'

/** The lead's own conversion: not one that came with a lead merged into it. */
export async function findConversion(db: Connection, leadId: number): Promise<ConversionRecord | undefined> {
  const rows = await db.rows<ConversionRecord>(
    `SELECT ${COLUMNS} FROM conversions WHERE lead_id = $1 AND merged_from IS NULL`,
    [leadId],
    'conversion-of-lead',
  )
  return rows[0]
}

/** The lead's own conversion first, then those that came with leads merged into it. */
export const conversionsOf = (db: Connection, leadId: number): Promise<MergedConversion[]> =>
  db.rows<MergedConversion>(
    `SELECT ${COLUMNS}, merged_from FROM conversions WHERE lead_id = $1 ORDER BY merged_from NULLS FIRST, id`,
    [leadId],
    'conversions-of-lead',
  )

/** Writes it with what the client is recognised by. */
export async function insertConversion(
  tx: Transaction,
  conversion: Omit<ConversionRecord, 'id' | 'proposed_people'>,
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

/** Whether anybody has worked with the lead since it became a client, or another lead has become the same client. Of a lead that others were merged
 *  into, what was done with each of them counts from its own conversion on. */
export async function hasBeenWorkedOn(db: Connection, leadId: number): Promise<boolean> {
  const [row] = await db.rows<{ worked: boolean }>(
    `WITH converted AS (
       SELECT coalesce(c.data->'merged_from'->>0, '') AS origin, max(c.id) AS id FROM events c
       WHERE c.lead_id = $1 AND c.name = 'lead.converted' GROUP BY 1
     )
     SELECT EXISTS (
         SELECT FROM events e JOIN converted c ON c.origin = coalesce(e.data->'merged_from'->>0, '') AND e.id > c.id
         WHERE e.lead_id = $1 AND e.actor_id IS NOT NULL AND e.name = ANY ($2::text[])
       ) OR EXISTS (
         SELECT FROM conversions v JOIN conversions o ON o.client_id = v.client_id
         WHERE v.lead_id = $1 AND o.lead_id <> $1 AND o.id > v.id
       ) AS worked`,
    [leadId, WORK],
  )
  return row?.worked === true
}

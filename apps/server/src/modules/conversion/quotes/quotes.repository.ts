import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { QuoteStatus } from './quotes.schemas.ts'

/** A quote as it is stored, with what stands beside it. */
export interface QuoteRecord {
  id: number
  lead_id: number
  version: number
  amount: number
  quoted_on: string
  status: QuoteStatus
  is_current: boolean
  file_id: number | null
  merged_from: number | null
  created_by: number
  created_at: Date
  /** Amount of the version before. */
  amount_before: number | null
  /** Whether a conversion stands on it. */
  is_of_client: boolean
}

/** What of a quote changes. */
export type QuoteState = Pick<QuoteRecord, 'amount' | 'quoted_on' | 'status' | 'is_current' | 'file_id'>

const QUOTES = `
SELECT q.id, q.lead_id, q.version, q.amount, q.quoted_on, q.status, q.is_current AND q.merged_from IS NULL AS is_current, q.file_id, q.merged_from, q.created_by, q.created_at,
  (SELECT b.amount FROM quotes b WHERE b.lead_id = q.lead_id AND b.version = q.version - 1 AND b.merged_from IS NULL AND q.merged_from IS NULL) AS amount_before,
  EXISTS (SELECT FROM conversions v WHERE v.quote_id = q.id) AS is_of_client
FROM quotes q`

/** The latest first; those that were merged in at the end. */
export function quotesOf(db: Connection, leadId: number): Promise<QuoteRecord[]> {
  return db.rows<QuoteRecord>(
    `${QUOTES} WHERE q.lead_id = $1 ORDER BY q.merged_from NULLS FIRST, q.version DESC, q.id DESC`,
    [leadId],
    'quotes-of-lead',
  )
}

/** The same of many leads. */
export const quotesOfLeads = (db: Connection, leadIds: readonly number[]): Promise<QuoteRecord[]> =>
  db.rows<QuoteRecord>(
    `${QUOTES} WHERE q.lead_id = ANY ($1::int[]) ORDER BY q.lead_id, q.merged_from NULLS FIRST, q.version DESC, q.id DESC`,
    [leadIds],
    'quotes-of-leads',
  )

export async function findQuote(db: Connection, id: number): Promise<QuoteRecord | undefined> {
  const [row] = await db.rows<QuoteRecord>(`${QUOTES} WHERE q.id = $1`, [id], 'quote')
  return row
}

/** Writes the next version, which is the current one from then on. The lead is held. */
export async function insertQuote(
  tx: Transaction,
  quote: Pick<
    QuoteRecord,
    'lead_id' | 'version' | 'amount' | 'quoted_on' | 'status' | 'file_id' | 'created_by' | 'created_at'
  >,
): Promise<number> {
  await supersede(tx, quote.lead_id)
  const [row] = await tx.rows<{ id: number }>(
    `INSERT INTO quotes (lead_id, version, amount, quoted_on, status, sent_at, is_current, file_id, created_by, created_at)
     VALUES ($1, $2, $3, $4, $5, CASE WHEN $5 <> 'draft' THEN $8::timestamptz END, true, $6, $7, $8) RETURNING id`,
    [
      quote.lead_id,
      quote.version,
      quote.amount,
      quote.quoted_on,
      quote.status,
      quote.file_id,
      quote.created_by,
      quote.created_at,
    ],
    'insert-quote',
  )
  if (!row) throw new Error('the insert returned no quote')
  return row.id
}

export async function updateQuote(
  tx: Transaction,
  { id, lead_id, is_current }: QuoteRecord,
  state: QuoteState,
  at: Date,
): Promise<void> {
  if (state.is_current && !is_current) await supersede(tx, lead_id)
  await tx.rows(
    `UPDATE quotes SET amount = $2, quoted_on = $3, status = $4, is_current = $5, file_id = $6,
       sent_at = CASE WHEN $4 <> 'draft' THEN coalesce(sent_at, $7) END
     WHERE id = $1`,
    [id, state.amount, state.quoted_on, state.status, state.is_current, state.file_id, at],
    'update-quote',
  )
}

/** A quote that a conversion stands on, and how it was before. */
export interface AcceptedQuote {
  id: number
  version: number
  amount: number
  /** What it was before. */
  was: 'sent' | 'accepted'
  /** Which one was current before. */
  current_was: number | null
}

/** Takes the quote that counts as accepted, and as the current one: the current one, or, where that is a draft or was declined, the latest
 *  that was accepted before.
 *  @returns null when the lead has none that was sent */
export async function acceptQuote(tx: Transaction, leadId: number): Promise<AcceptedQuote | null> {
  const [found] = await tx.rows<AcceptedQuote & { is_current: boolean }>(
    `SELECT q.id, q.version, q.amount, q.status AS was, q.is_current,
       (SELECT c.id FROM quotes c WHERE c.lead_id = $1 AND c.is_current AND c.merged_from IS NULL) AS current_was
     FROM quotes q WHERE q.lead_id = $1 AND q.merged_from IS NULL AND (q.status = 'accepted' OR (q.is_current AND q.status = 'sent'))
     ORDER BY q.is_current DESC, q.version DESC LIMIT 1`,
    [leadId],
    'quote-to-accept',
  )
  if (!found) return null
  const { is_current, ...quote } = found
  if (!is_current) await supersede(tx, leadId)
  await tx.rows(
    "UPDATE quotes SET status = 'accepted', is_current = true WHERE id = $1",
    [quote.id],
    'accept-quote',
  )
  return quote
}

/** Makes a quote what it was before it was accepted with a conversion.
 *  @param file_was the file that it had before it was signed with it; absent where it was not */
export async function giveBackQuote(
  tx: Transaction,
  {
    id,
    was,
    current_was,
    file_was,
  }: { id: number; was: string; current_was: number | null; file_was?: number | null },
): Promise<void> {
  await tx.rows(
    `UPDATE quotes SET status = $2, sent_at = CASE WHEN $2 <> 'draft' THEN sent_at END WHERE id = $1 AND status = 'accepted'`,
    [id, was],
  )
  if (file_was !== undefined) await tx.rows('UPDATE quotes SET file_id = $2 WHERE id = $1', [id, file_was])
  if (current_was === null || current_was === id) return
  // Only where nothing came in between.
  const [moved] = await tx.rows<{ lead_id: number }>(
    `UPDATE quotes q SET is_current = false WHERE id = $1 AND is_current
       AND EXISTS (SELECT FROM quotes c WHERE c.id = $2 AND c.lead_id = q.lead_id AND c.merged_from IS NULL) RETURNING q.lead_id`,
    [id, current_was],
  )
  if (moved) await tx.rows('UPDATE quotes SET is_current = true WHERE id = $1', [current_was])
}

async function supersede(tx: Transaction, leadId: number): Promise<void> {
  await tx.rows(
    'UPDATE quotes SET is_current = false WHERE lead_id = $1 AND is_current AND merged_from IS NULL',
    [leadId],
    'supersede-quote',
  )
}

import type { Transaction } from '../../../platform/database/database.ts'
import type { LeadFollower } from '../../leads/index.ts'

/** The quotes of a lead go over to the lead that it was merged into. Where that has some itself, its own stay those that count, and the
 *  others come along marked. */
export const quotesFollower: LeadFollower = {
  name: 'quotes',
  columns: ['quotes.lead_id', 'quotes.merged_from'],
  async count(db, loserId) {
    const [row] = await db.rows<{ n: number }>('SELECT count(*)::int AS n FROM quotes WHERE lead_id = $1', [
      loserId,
    ])
    return row?.n ?? 0
  },
  async onMerge(tx, loserId, winnerId) {
    const rows = await tx.rows<{ id: number }>(
      `UPDATE quotes SET lead_id = $2, merged_from = CASE
           WHEN merged_from IS NOT NULL THEN merged_from
           WHEN EXISTS (SELECT FROM quotes w WHERE w.lead_id = $2 AND w.merged_from IS NULL) THEN $1
         END
       WHERE lead_id = $1 RETURNING id`,
      [loserId, winnerId],
    )
    return rows.map(row => row.id)
  },
  async onUndo(tx, loserId, winnerId, memory) {
    await tx.rows(
      `UPDATE quotes SET lead_id = $1, merged_from = nullif(merged_from, $1)
       WHERE lead_id = $2 AND id IN (SELECT jsonb_array_elements_text($3::jsonb)::int)`,
      [loserId, winnerId, JSON.stringify(memory)],
    )
    await haveCurrent(tx, [loserId, winnerId])
  },
}

/** What was current may have gone to the other lead, where a later version took its place: the latest is current then. */
async function haveCurrent(tx: Transaction, leadIds: readonly number[]): Promise<void> {
  await tx.rows(
    `UPDATE quotes q SET is_current = true
     FROM (SELECT DISTINCT ON (lead_id) id, lead_id FROM quotes WHERE lead_id = ANY ($1::int[]) AND merged_from IS NULL
           ORDER BY lead_id, version DESC) latest
     WHERE q.id = latest.id
       AND NOT EXISTS (SELECT FROM quotes c WHERE c.lead_id = latest.lead_id AND c.is_current AND c.merged_from IS NULL)`,
    [leadIds],
  )
}

import type { LeadFollower } from '../leads/index.ts'

/** The conversion of a lead goes over to the lead that it was merged into. Where both were clients, the winner's own stays the one
 *  that counts, and the other comes along marked: its client stays within reach, and undoing the merge gives it back. */
export const conversionFollower: LeadFollower = {
  name: 'conversions',
  columns: ['conversions.lead_id', 'conversions.merged_from'],
  async count(db, loserId) {
    const [row] = await db.rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM conversions WHERE lead_id = $1',
      [loserId],
    )
    return row?.n ?? 0
  },
  async onMerge(tx, loserId, winnerId) {
    const rows = await tx.rows<{ id: number }>(
      `UPDATE conversions SET lead_id = $2, merged_from = CASE
           WHEN merged_from IS NOT NULL THEN merged_from
           WHEN EXISTS (SELECT FROM conversions w WHERE w.lead_id = $2 AND w.merged_from IS NULL) THEN $1
         END
       WHERE lead_id = $1 RETURNING id`,
      [loserId, winnerId],
    )
    return rows.map(row => row.id)
  },
  async onUndo(tx, loserId, winnerId, memory) {
    await tx.rows(
      `UPDATE conversions SET lead_id = $1, merged_from = nullif(merged_from, $1)
       WHERE lead_id = $2 AND id IN (SELECT jsonb_array_elements_text($3::jsonb)::int)`,
      [loserId, winnerId, JSON.stringify(memory)],
    )
  },
}

import type { LeadFollower } from '../leads/index.ts'

/** The conversion of a lead goes over to the lead that it was merged into. Where both were clients, the winner's own stays the one
 *  that counts, and the other comes along marked: its client stays within reach, and undoing the merge gives it back.
 *  Where it was taken back meanwhile, through the winner, the loser comes back where it stood before it. */
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
    return tx.rows<Moved>(
      `UPDATE conversions v SET lead_id = $2, merged_from = CASE
           WHEN v.merged_from IS NOT NULL THEN v.merged_from
           WHEN EXISTS (SELECT FROM conversions w WHERE w.lead_id = $2 AND w.merged_from IS NULL) THEN $1
         END
       FROM (SELECT id, merged_from IS NULL AS is_own FROM conversions WHERE lead_id = $1) was
       WHERE v.id = was.id RETURNING v.id, v.from_stage_id, was.is_own`,
      [loserId, winnerId],
    )
  },
  async onUndo(tx, loserId, winnerId, memory) {
    await tx.rows(
      `UPDATE conversions SET lead_id = $1, merged_from = nullif(merged_from, $1)
       WHERE lead_id = $2 AND id = ANY ($3::int[])`,
      [loserId, winnerId, readMoved(memory).map(({ id }) => id)],
    )
  },
  async stageAfterUndo(tx, memory) {
    const own = readMoved(memory).find(({ is_own }) => is_own)
    if (!own) return null
    const kept = await tx.rows('SELECT FROM conversions WHERE id = $1', [own.id])
    return kept.length > 0 ? null : own.from_stage_id
  },
}

/** Merges of an older version remembered no more than the ids. */
const readMoved = (memory: unknown): Moved[] =>
  (memory as readonly (number | Moved)[]).map(one =>
    typeof one === 'number' ? { id: one, from_stage_id: null, is_own: false } : one,
  )

/** A conversion that went over with its lead. */
interface Moved {
  id: number
  from_stage_id: number | null
  /** It was the loser's own, not of a lead merged into it before. */
  is_own: boolean
}

import type { LeadFollower } from '../merge/followers.ts'

interface Memory {
  moved: number[]
  yielded: number[]
}

/** Answers of both become the winner's. Where both had one about the same, the stricter holds: withdrawn before given, else the later. */
export const consentFollower: LeadFollower = {
  name: 'consents',
  columns: ['lead_consents.lead_id'],
  async count(db, loserId) {
    const [row] = await db.rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM lead_consents WHERE lead_id = $1',
      [loserId],
    )
    return row?.n ?? 0
  },
  async onMerge(tx, loserId, winnerId) {
    const yielded = await tx.rows<{ id: number }>(
      `UPDATE lead_consents c SET is_current = false FROM (
         SELECT id, row_number() OVER (PARTITION BY purpose_id, channel
           ORDER BY (is_given IS FALSE) DESC, (is_given IS NULL), at DESC, id DESC) AS n
         FROM lead_consents WHERE lead_id IN ($1, $2) AND is_current
       ) AS both_have WHERE c.id = both_have.id AND both_have.n > 1 RETURNING c.id`,
      [loserId, winnerId],
    )
    const moved = await tx.rows<{ id: number }>(
      'UPDATE lead_consents SET lead_id = $2 WHERE lead_id = $1 RETURNING id',
      [loserId, winnerId],
    )
    return { moved: moved.map(row => row.id), yielded: yielded.map(row => row.id) } satisfies Memory
  },
  async onUndo(tx, loserId, winnerId, memory) {
    const { moved, yielded } = memory as Memory
    await tx.rows('UPDATE lead_consents SET lead_id = $1 WHERE lead_id = $2 AND id = ANY ($3::bigint[])', [
      loserId,
      winnerId,
      moved,
    ])
    await tx.rows(
      `UPDATE lead_consents c SET is_current = true WHERE id = ANY ($1::bigint[]) AND NOT EXISTS (
         SELECT FROM lead_consents o WHERE o.lead_id = c.lead_id AND o.purpose_id = c.purpose_id AND o.channel = c.channel AND o.is_current)`,
      [yielded],
    )
  },
}

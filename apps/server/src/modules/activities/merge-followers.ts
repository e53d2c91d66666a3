import type { Transaction } from '../../platform/database/database.ts'
import { type LeadFollower, movingRows } from '../leads/index.ts'
import type { LeadDoor } from './activities.neighbours.ts'
import { lastActivityAt } from './activities.repository.ts'
import { nextDueAt } from './follow-ups.repository.ts'

/** What was logged with a lead and what is planned go over to the lead that it was merged into; what the two show of it follows. */
export function mergeFollowers(leads: Pick<LeadDoor, 'activity'>): LeadFollower[] {
  const activities = movingRows('activities', 'activities')
  async function refresh(tx: Transaction, leadId: number): Promise<void> {
    await leads.activity.set(tx, leadId, {
      next_activity_at: await nextDueAt(tx, leadId),
      last_activity_at: await lastActivityAt(tx, leadId),
    })
  }
  return [
    movingRows('notifications', 'notifications'),
    movingRows('follow_ups', 'follow_ups'),
    responseClocks,
    {
      ...activities,
      async onMerge(tx, loserId, winnerId) {
        const moved = await activities.onMerge(tx, loserId, winnerId)
        await refresh(tx, winnerId)
        return moved
      },
      async onUndo(tx, loserId, winnerId, memory) {
        await activities.onUndo(tx, loserId, winnerId, memory)
        await refresh(tx, winnerId)
        await refresh(tx, loserId)
      },
    },
  ]
}

/** Nobody has to answer a lead that is part of another one: its clock ends, and runs on when the merge is undone. */
const responseClocks: LeadFollower = {
  name: 'response_clocks',
  columns: ['response_clocks.lead_id'],
  count: async () => 0,
  onMerge: (tx, loserId) =>
    tx.rows('DELETE FROM response_clocks WHERE lead_id = $1 RETURNING due_at, missed_at, is_again, since', [
      loserId,
    ]),
  async onUndo(tx, loserId, _winnerId, memory) {
    await tx.rows(
      `INSERT INTO response_clocks (lead_id, due_at, missed_at, is_again, since)
       SELECT $1, x.due_at, x.missed_at, coalesce(x.is_again, false), x.since
       FROM jsonb_to_recordset($2::jsonb) AS x (due_at timestamptz, missed_at timestamptz, is_again boolean, since timestamptz)
       ON CONFLICT DO NOTHING`,
      [loserId, JSON.stringify(memory)],
    )
  },
}

import type { Transaction } from '../../platform/database/database.ts'
import { type Events, subscribe } from '../../platform/events/events.ts'
import type { LeadDoor } from './activities.neighbours.ts'

/** Whoever gets a lead gets what its former owner had planned with it; what they do in a place with the client stays theirs. */
export function subscribeHandOver(events: Events, leads: LeadDoor): void {
  subscribe(events, 'activities-hand-over', ['lead.assigned'], async ({ leadId, data }, tx: Transaction) => {
    const { from, to } = data
    if (leadId === null || typeof from !== 'number' || typeof to !== 'number' || from === to) return
    const lead = await leads.activity.holdForSystem(tx, leadId)
    // Given on meanwhile: a later event tells of it.
    if (lead?.assigned_to !== to) return
    await tx.rows(
      `UPDATE follow_ups SET assigned_to = $3, version = version + 1 WHERE lead_id = $1 AND assigned_to = $2 AND done_at IS NULL AND coalesce(kick_off_who, 'converter') = 'converter'`,
      [leadId, from, to],
    )
  })
}

import type { Transaction } from '../../platform/database/database.ts'
import { type Events, subscribe } from '../../platform/events/events.ts'
import type { LeadDoor } from './activities.neighbours.ts'
import type { FollowUpService } from './follow-up.service.ts'

/** A lead that woke by itself is called: its owner gets a follow-up. Who woke it by hand knows what for. */
export function subscribeWaking(
  events: Events,
  { leads, followUps }: { leads: LeadDoor; followUps: FollowUpService },
): void {
  subscribe(events, 'activities-wake', ['lead.woke'], async ({ leadId, actorId }, tx: Transaction) => {
    if (leadId === null || actorId !== null) return
    const lead = await leads.activity.holdForSystem(tx, leadId)
    if (lead) await followUps.planOnWaking(tx, lead)
  })
}

import type { Transaction } from '../../platform/database/database.ts'
import { publish } from '../../platform/events/events.ts'

/** The facts after which a lead looks different in lists. */
export const SHOWN_EVENTS = [
  'activity.logged',
  'activity.edited',
  'activity.deleted',
  'follow_up.created',
  'follow_up.moved',
  'follow_up.changed',
  'follow_up.done',
  'follow_up.reopened',
  'follow_up.deleted',
  'lead.response_due',
] as const

/** The facts that this module announces. `data` begins with whose the lead is. */
type ActivityEventName =
  | Exclude<(typeof SHOWN_EVENTS)[number], 'lead.response_due'>
  | 'follow_up.due'
  | 'follow_up.overdue'
  | 'follow_up.escalated'

export function announceActivity(
  tx: Transaction,
  name: ActivityEventName,
  lead: { id: number; assigned_to: number | null; team_id: number | null },
  actorId: number | null,
  data: Record<string, unknown>,
): void {
  publish(tx, {
    name,
    leadId: lead.id,
    ...(actorId !== null && { actorId }),
    data: { owner_id: lead.assigned_to, team_id: lead.team_id, ...data },
  })
}

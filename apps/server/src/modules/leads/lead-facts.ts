import type { Transaction } from '../../platform/database/database.ts'
import { publish } from '../../platform/events/events.ts'
import type { LeadRow } from './lead-row.ts'

/** The facts that leads announce. `data` of each begins with where the lead stands after it (`Standing`). */
export type LeadEventName =
  | 'lead.created'
  | 'lead.imported'
  | 'lead.updated'
  | 'lead.assigned'
  | 'lead.stage_changed'
  | 'lead.lost'
  | 'lead.reopened'
  | 'lead.converted'
  | 'lead.conversion_undone'
  | 'lead.quote_added'
  | 'lead.quote_changed'
  | 'lead.payment_corrected'
  | 'lead.client_people_chosen'
  | 'lead.deleted'
  | 'lead.restored'
  | 'lead.duplicate_found'
  | 'lead.slept'
  | 'lead.woke'
  | 'lead.scored'
  | 'lead.rescored'
  | 'lead.file_added'
  | 'lead.file_changed'
  | 'lead.file_removed'
  | 'lead.file_restored'
  | 'lead.duplicate_settled'
  | 'lead.merged'
  | 'lead.merged_away'
  | 'lead.merge_undone'
  | 'lead.consent_changed'
  | 'lead.erased'
  | 'lead.access_requested'
  | 'lead.access_granted'
  | 'lead.access_declined'

/** Whose the lead is after the fact, and whose it was before when that changed: decides who hears of it. */
export interface Standing {
  owner_id: number | null
  team_id: number | null
  was_owner_id?: number | null
  was_team_id?: number | null
}

export function announce(
  tx: Transaction,
  name: LeadEventName,
  lead: LeadRow,
  actorId: number | null,
  data: Record<string, unknown> = {},
  { before, at }: { before?: LeadRow; at?: Date | undefined } = {},
): void {
  const standing: Standing = { owner_id: lead.assigned_to, team_id: lead.team_id }
  if (before && (before.assigned_to !== lead.assigned_to || before.team_id !== lead.team_id)) {
    standing.was_owner_id = before.assigned_to
    standing.was_team_id = before.team_id
  }
  publish(tx, {
    name,
    leadId: lead.id,
    ...(actorId === null ? {} : { actorId }),
    data: { ...standing, ...data },
    ...(at && { at }),
  })
}

/** The fact that cards were put elsewhere in their stage. Of no lead's history: only open boards hear of it. */
export const LEADS_REORDERED = 'leads.reordered'

export function announceOrder(tx: Transaction, leadIds: readonly number[], actorId?: number): void {
  publish(tx, {
    name: LEADS_REORDERED,
    ...(actorId !== undefined && { actorId }),
    data: { lead_ids: leadIds },
  })
}

/** The fact that a whole file of leads came in: its leads are not shown one by one. */
export const LEADS_IMPORTED = 'leads.imported'

/** Who hears of it: the rooms of these owners and their teams. */
export interface ImportedFor {
  import_id: number
  owner_ids: number[]
  team_ids: number[]
  /** From the past: nobody is notified, and nothing is set off. Each lead's own event says the same. */
  historical: boolean
}

export function announceImport(
  tx: Transaction,
  importId: number,
  actorId: number,
  owners: readonly { id: number; teamId: number | null }[],
  historical: boolean,
): void {
  const data: ImportedFor = {
    import_id: importId,
    owner_ids: owners.map(owner => owner.id),
    team_ids: [...new Set(owners.flatMap(owner => owner.teamId ?? []))],
    historical,
  }
  publish(tx, { name: LEADS_IMPORTED, actorId, data: { ...data } })
}

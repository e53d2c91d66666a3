import type { LiveLead } from '@optimwalls/contract'
import type { LeadNames, LeadRow } from './lead-row.ts'

/** The card of a lead that goes over the socket: nothing of how to reach it. */
export function toLiveLead(row: LeadRow, names: LeadNames): LiveLead {
  const ownerName = row.assigned_to === null ? undefined : names.person(row.assigned_to)
  return {
    id: row.id,
    version: row.version,
    row_rev: row.row_rev,
    name: row.name,
    status: row.status,
    pipeline_id: row.pipeline_id,
    stage_id: row.stage_id,
    stage_entered_at: row.stage_entered_at.toISOString(),
    position: row.position,
    sleeps_until: row.sleeps_until,
    woke_at: row.woke_at?.toISOString() ?? null,
    score: row.score,
    priority: row.priority,
    assigned_to: row.assigned_to,
    owner:
      row.assigned_to !== null && ownerName !== undefined ? { id: row.assigned_to, name: ownerName } : null,
    team_id: row.team_id,
    location: row.location,
    project_type: row.project_type,
    property_type: row.property_type,
    configuration: row.configuration,
    possession_date: row.possession_date,
    source: row.source,
    budget: row.budget,
    currency: names.currency,
    tags: row.tags,
    is_duplicate: row.is_duplicate,
    next_activity_at: row.next_activity_at?.toISOString() ?? null,
    last_activity_at: row.last_activity_at?.toISOString() ?? null,
    response_due_at: row.response_due_at?.toISOString() ?? null,
    in_household: row.in_household,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}

/** The rooms of those who see a lead that stands so. `leadRooms` of a person are the same names from their side. */
export function roomsOfLead(standing: { owner_id: number | null; team_id: number | null }): string[] {
  const rooms = ['leads:all']
  if (standing.team_id !== null) rooms.push(`leads:team:${standing.team_id}`)
  if (standing.owner_id !== null) rooms.push(`leads:owner:${standing.owner_id}`)
  return rooms
}

/** Where the lead stood before, when the fact moved it. */
export function formerStanding(
  data: Readonly<Record<string, unknown>>,
): { owner_id: number | null; team_id: number | null } | null {
  if (data.was_owner_id === undefined && data.was_team_id === undefined) return null
  return { owner_id: idOrNull(data.was_owner_id), team_id: idOrNull(data.was_team_id) }
}

const idOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null)

import { ACTIVITY_TYPES, type ActivityType, TIMELINE_KINDS, type TimelineKind } from './activities.schemas.ts'

/** Which events of a lead belong to which kind of entry. */
const EVENTS_OF: Partial<Record<TimelineKind, readonly string[]>> = {
  follow_up: ['follow_up.created', 'follow_up.moved', 'follow_up.done', 'follow_up.deleted'],
  arrival: ['lead.created', 'lead.imported', 'lead.deleted', 'lead.restored', 'campaign.lead_received'],
  stage: ['lead.stage_changed', 'lead.slept', 'lead.woke'],
  owner: [
    'lead.assigned',
    'lead.assignment_failed',
    'lead.access_requested',
    'lead.access_granted',
    'lead.access_declined',
  ],
  edit: ['lead.updated', 'lead.erased', 'lead.consent_changed', 'activity.deleted'],
  merge: [
    'lead.merged',
    'lead.merged_away',
    'lead.merge_undone',
    'lead.duplicate_found',
    'lead.duplicate_settled',
  ],
  score: ['lead.scored'],
  conversion: [
    'lead.converted',
    'lead.conversion_undone',
    'lead.quote_added',
    'lead.quote_changed',
    'lead.payment_corrected',
    'lead.client_people_chosen',
    'project.created',
  ],
  file: [
    'file.added',
    'file.removed',
    'lead.file_added',
    'lead.file_changed',
    'lead.file_removed',
    'lead.file_restored',
  ],
}

/** Told by the activity itself, by another event, or of no interest to who looks after the lead. */
export const UNTOLD_EVENTS: readonly string[] = [
  'activity.logged',
  'activity.edited',
  'follow_up.changed',
  'follow_up.reopened',
  'follow_up.due',
  'follow_up.overdue',
  'follow_up.escalated',
  'lead.lost',
  'lead.reopened',
  'lead.response_due',
  'lead.answered_again',
  'lead.rescored',
]

const KIND_OF = new Map(
  Object.entries(EVENTS_OF).flatMap(([kind, names]) => names.map(name => [name, kind as TimelineKind])),
) as ReadonlyMap<string, TimelineKind>

export const kindOfEvent = (name: string): TimelineKind => KIND_OF.get(name) ?? 'other'

export interface Wanted {
  types: readonly ActivityType[]
  /** Only these events; null for all but `exceptEvents`. */
  events: readonly string[] | null
  exceptEvents: readonly string[]
}

/** What a filter by kinds asks of the two sources; all without one. */
export function wantedBy(kinds: readonly TimelineKind[] = TIMELINE_KINDS): Wanted {
  const types = ACTIVITY_TYPES.filter(type => kinds.includes(type))
  if (kinds.includes('other')) {
    const left = [...KIND_OF].flatMap(([name, kind]) => (kinds.includes(kind) ? [] : [name]))
    return { types, events: null, exceptEvents: [...UNTOLD_EVENTS, ...left] }
  }
  return { types, events: kinds.flatMap(kind => EVENTS_OF[kind] ?? []), exceptEvents: [] }
}

import { type Principal, scopeOf } from '@optimwalls/permissions'
import type { ToldFile } from '../leads/index.ts'
import type { ActivityRow } from './activities.repository.ts'
import type { Activity, FollowUp } from './activities.schemas.ts'
import type { FollowUpRow } from './follow-ups.repository.ts'

type Names = ReadonlyMap<number, { name: string }>

/** Somebody by id; those who have left keep their names. */
export function personOf(id: number | null, people: Names): { id: number; name: string } | null {
  const person = id === null ? undefined : people.get(id)
  return id !== null && person ? { id, name: person.name } : null
}

/** Own entries, and those of others for whoever logs for more than themselves. */
export function mayEdit(principal: Principal, row: Pick<ActivityRow, 'user_id'>): boolean {
  const scope = scopeOf(principal, 'CRM', 'log')
  return scope !== null && (row.user_id === principal.userId || scope !== 'own')
}

/** `files` are those of its lead that are to be shown. */
export function toActivity(
  row: ActivityRow,
  people: Names,
  principal: Principal,
  files: ReadonlyMap<number, ToldFile>,
): Activity {
  return {
    id: row.id,
    lead_id: row.lead_id,
    type: row.type,
    direction: row.direction,
    note: row.note,
    outcome: row.outcome,
    is_contact: row.is_contact,
    duration_s: row.duration_s,
    mentions: row.mentions.flatMap(id => personOf(id, people) ?? []),
    attachments: row.file_ids.flatMap(id => files.get(id) ?? []),
    user: personOf(row.user_id, people),
    happened_at: row.happened_at.toISOString(),
    created_at: row.created_at.toISOString(),
    edited_at: row.edited_at?.toISOString() ?? null,
    can_edit: mayEdit(principal, row),
    version: row.version,
  }
}

export function toFollowUp(row: FollowUpRow, people: Names): FollowUp {
  return {
    id: row.id,
    lead_id: row.lead_id,
    kind: row.kind,
    title: row.title,
    priority: row.priority,
    assigned_to: personOf(row.assigned_to, people) ?? { id: row.assigned_to, name: '' },
    due_at: row.due_at.toISOString(),
    time_zone: row.time_zone,
    repeat: row.repeat,
    done_at: row.done_at?.toISOString() ?? null,
    done_by: personOf(row.done_by, people),
    outcome: row.outcome,
    created_at: row.created_at.toISOString(),
    client_id: row.client_id,
    version: row.version,
  }
}

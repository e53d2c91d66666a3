import type { Connection } from '../../platform/database/database.ts'
import type { StoredEvent } from '../../platform/events/events.ts'
import type { Presented, Presenter } from '../../platform/realtime/realtime.ts'
import { type ImportedFor, LEADS_IMPORTED, type LeadEventName, type Standing } from './lead-facts.ts'
import { formerStanding, roomsOfLead, toLiveLead } from './lead-live.ts'
import type { LeadReader } from './lead-reader.ts'
import { findByIds } from './leads.repository.ts'

const SHOWN: readonly LeadEventName[] = [
  'lead.created',
  'lead.updated',
  'lead.deleted',
  'lead.restored',
  'lead.duplicate_found',
]

/** Has the pages of those who got leads of a file fetch them. */
export const importPresenter: Presenter = {
  names: [LEADS_IMPORTED],
  present: async events =>
    events.map(event => {
      const { owner_ids, team_ids } = event.data as unknown as ImportedFor
      const owners = owner_ids.map(id => `leads:owner:${id}`)
      const teams = team_ids.map(id => `leads:team:${id}`)
      return { rooms: ['leads:all', ...teams, ...owners], message: { name: 'reload', body: {} } }
    }),
}

/** Shows leads to the pages of those who may see them, as they stand after the events; takes them off the pages of those who no
 *  longer may. */
export function leadPresenter(db: Connection, reader: LeadReader): Presenter {
  return {
    names: SHOWN,
    async present(events): Promise<Presented[]> {
      const ids = new Set(events.flatMap(event => event.leadId ?? []))
      const [rows, names] = await Promise.all([findByIds(db, [...ids]), reader.names()])
      const byId = new Map(rows.map(row => [row.id, row]))
      return lastOfEachLead(events).flatMap(({ event, left }): Presented[] => {
        const row = event.leadId === null ? undefined : byId.get(event.leadId)
        if (!row) return []
        const gone = { name: 'gone', body: { id: row.id, row_rev: row.row_rev } }
        const rooms = roomsOfLead({ owner_id: row.assigned_to, team_id: row.team_id })
        const topic = `lead:${row.id}` as const
        if (row.deleted_at)
          return [{ rooms: [], message: gone, gone: { rooms: [...rooms, ...left], message: gone }, topic }]
        const message = {
          name: 'lead',
          body: { event: event.name, lead: toLiveLead(row, names), actor_id: event.actorId },
        }
        return [{ rooms, message, ...(left.length > 0 && { gone: { rooms: left, message: gone }, topic }) }]
      })
    },
  }
}

/** The last event of each lead, and every room that the lead left on the way. */
function lastOfEachLead(events: readonly StoredEvent[]): { event: StoredEvent; left: string[] }[] {
  const latest = new Map<number, { event: StoredEvent; left: string[] }>()
  for (const event of events) {
    if (event.leadId === null) continue
    const former = formerStanding(event.data as Partial<Standing>)
    const left = [...(latest.get(event.leadId)?.left ?? []), ...(former ? roomsOfLead(former) : [])]
    latest.set(event.leadId, { event, left })
  }
  return [...latest.values()]
}

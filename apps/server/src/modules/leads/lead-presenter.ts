import type { Connection } from '../../platform/database/database.ts'
import type { StoredEvent } from '../../platform/events/events.ts'
import type { Presented, Presenter } from '../../platform/realtime/realtime.ts'
import { LEADS_IMPORTED, LEADS_REORDERED, type LeadEventName, type Standing } from './lead-facts.ts'
import { formerStanding, roomsOfLead, toLiveLead } from './lead-live.ts'
import type { LeadReader } from './lead-reader.ts'
import { findByIds } from './leads.repository.ts'

const SHOWN: readonly (LeadEventName | typeof LEADS_REORDERED)[] = [
  'lead.created',
  'lead.updated',
  'lead.deleted',
  'lead.restored',
  'lead.duplicate_found',
  'lead.slept',
  'lead.woke',
  'lead.converted',
  'lead.conversion_undone',
  'lead.quote_added',
  'lead.quote_changed',
  'lead.payment_corrected',
  'lead.client_people_chosen',
  LEADS_REORDERED,
  'lead.scored',
  'lead.rescored',
  'lead.file_added',
  'lead.file_changed',
  'lead.file_removed',
  'lead.file_restored',
  'lead.duplicate_settled',
  'lead.merged',
  'lead.merged_away',
  'lead.merge_undone',
  'lead.erased',
]

const idsIn = (value: unknown): number[] => (Array.isArray(value) ? value.filter(Number.isInteger) : [])

/** Has the pages of those who got leads of a file fetch them. */
export const importPresenter: Presenter = {
  names: [LEADS_IMPORTED],
  present: async events =>
    events.map(event => {
      const owners = idsIn(event.data.owner_ids).map(id => `leads:owner:${id}`)
      const teams = idsIn(event.data.team_ids).map(id => `leads:team:${id}`)
      return { rooms: ['leads:all', ...teams, ...owners], message: { name: 'reload', body: {} } }
    }),
}

/** Shows leads to the pages of those who may see them, as they stand after the events; takes them off the pages of those who no
 *  longer may. */
export function leadPresenter(
  db: Connection,
  reader: LeadReader,
  shown: readonly string[] = SHOWN,
): Presenter {
  return {
    names: shown,
    async present(all): Promise<Presented[]> {
      const events = all.filter(event => !isQuiet(event) && !isOfFile(event)).flatMap(eachLead)
      const quiet = all.filter(isQuiet)
      // Each process that shows leads comes by here.
      if (all.some(({ name }) => name === 'lead.erased')) reader.forgetPrepared()
      const ids = new Set(events.flatMap(event => event.leadId ?? []))
      const [rows, names] = await Promise.all([findByIds(db, [...ids]), reader.names()])
      const byId = new Map(rows.map(row => [row.id, row]))
      const loud = lastOfEachLead(events).flatMap(({ event, left }): Presented[] => {
        const row = event.leadId === null ? undefined : byId.get(event.leadId)
        if (!row) return []
        const merged = row.merged_into === null ? {} : { merged_into: row.merged_into }
        const gone = { name: 'gone', body: { id: row.id, row_rev: row.row_rev, ...merged } }
        const rooms = roomsOfLead({ owner_id: row.assigned_to, team_id: row.team_id })
        const topic = `lead:${row.id}` as const
        if (row.deleted_at)
          return [{ rooms: [], message: gone, gone: { rooms: [...rooms, ...left], message: gone }, topic }]
        const message = {
          name: 'lead',
          body: {
            ...{ event: event.name, lead: toLiveLead(row, names), actor_id: event.actorId },
            ...(left.length > 0 && { has_moved: true }),
          },
        }
        return [{ rooms, message, ...(left.length > 0 && { gone: { rooms: left, message: gone }, topic }) }]
      })
      return quiet.length > 0 ? [...loud, reloadOf(quiet)] : loud
    },
  }
}

/** Whether the event is one of very many, of a bulk change or of a tag that was renamed: pages are told to fetch again instead. */
const isQuiet = (event: StoredEvent): boolean => event.data.quiet === true

/** Whether a file brought it: its leads are shown as a whole, when it is in. */
const isOfFile = (event: StoredEvent): boolean => event.data.import_id !== undefined

/** One message for all of them, to everyone who sees or saw one of the leads. */
function reloadOf(events: readonly StoredEvent[]): Presented {
  const rooms = new Set<string>()
  for (const { data } of events) {
    const { owner_id = null, team_id = null } = data as Partial<Standing>
    const former = formerStanding(data as Partial<Standing>)
    const here = [...roomsOfLead({ owner_id, team_id }), ...(former ? roomsOfLead(former) : [])]
    for (const room of here) rooms.add(room)
  }
  return { rooms: [...rooms], message: { name: 'reload', body: {} } }
}

/** An event about several leads as one about each. */
function eachLead(event: StoredEvent): StoredEvent[] {
  if (event.name !== LEADS_REORDERED) return [event]
  const { lead_ids } = event.data as { lead_ids: number[] }
  return lead_ids.map(leadId => ({ ...event, leadId }))
}

/** The last event of each lead, and every room that the lead left on the way. */
function lastOfEachLead(events: readonly StoredEvent[]): { event: StoredEvent; left: string[] }[] {
  const latest = new Map<number, { event: StoredEvent; left: string[] }>()
  for (const event of events) {
    if (event.leadId === null) continue
    const former = formerStanding(event.data)
    const left = [...(latest.get(event.leadId)?.left ?? []), ...(former ? roomsOfLead(former) : [])]
    latest.set(event.leadId, { event, left })
  }
  return [...latest.values()]
}

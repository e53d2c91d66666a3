import type { Transaction } from '../../../platform/database/database.ts'
import type { Events, StoredEvent } from '../../../platform/events/events.ts'
import { subscribe } from '../../../platform/events/events.ts'
import type { News, Notify } from './notify.ts'

const NAMES = [
  'lead.created',
  'lead.assigned',
  'activity.logged',
  'activity.edited',
  'lead.access_requested',
  'lead.access_granted',
  'lead.access_declined',
  'lead.assignment_failed',
  'lead.response_missed',
  'lead.reopened',
  'leads.imported',
  'import.finished',
] as const

/** What people are told because of something that happened. */
export function subscribeNews(events: Events, notify: Notify): void {
  subscribe(events, 'activities-news', NAMES, (event, tx: Transaction) => notify(tx, newsOf(event)))
}

/** Whom an event is news for. Nobody is told what they did themselves, nor of single ones of very many. */
export function newsOf(event: StoredEvent): News[] {
  const { name, data, leadId, actorId, id } = event
  if (data.quiet === true || data.historical === true) return []
  const key = `event:${id}`
  const about = { key, ...(leadId !== null && { leadId }), ...(actorId !== null && { actorId }) }
  const to = (userId: unknown, news: Omit<News, 'userId'>): News[] =>
    typeof userId === 'number' && userId !== actorId ? [{ userId, ...news }] : []
  switch (name) {
    case 'lead.created':
      return to(data.owner_id, { kind: 'lead.assigned', ...about })
    case 'lead.assigned':
      // Whoever gets what nobody could take is told that instead.
      return isFallback(data) ? [] : to(data.to, { kind: 'lead.assigned', ...about })
    case 'lead.assignment_failed':
      return to(data.told_id, { kind: name, ...about })
    case 'activity.logged':
    case 'activity.edited':
      return (Array.isArray(data.mentions) ? data.mentions : []).flatMap(userId =>
        to(userId, { kind: 'mention', ...about, data: { activity_id: data.activity_id } }),
      )
    case 'lead.access_requested':
      return to(data.owner_id, { kind: name, ...about, data: { request_id: data.request_id } })
    case 'lead.access_granted':
      return to(data.requester_id, { kind: name, ...about, data: { request_id: data.request_id } })
    case 'lead.access_declined':
      // The lead stays out of their reach: nothing of it is told.
      return to(data.requester_id, {
        kind: name,
        key,
        ...(actorId !== null && { actorId }),
        data: { request_id: data.request_id },
      })
    case 'lead.response_missed':
      return to(data.owner_id, { kind: name, ...about })
    case 'lead.reopened':
      // By an enquiry, or by somebody else: who reopens a lead knows it.
      return to(data.owner_id, { kind: 'lead.came_back', ...about })
    case 'leads.imported':
    case 'import.finished':
      // The one who asked for it: what they did themselves, but went away from.
      return typeof data.import_id === 'number' && actorId !== null
        ? [
            {
              userId: actorId,
              kind: 'import.finished',
              key: `import:${data.import_id}`,
              data: { import_id: data.import_id },
            },
          ]
        : []
    default:
      return []
  }
}

const isFallback = ({ assignment }: StoredEvent['data']): boolean =>
  typeof assignment === 'object' &&
  assignment !== null &&
  'kind' in assignment &&
  assignment.kind === 'fallback'

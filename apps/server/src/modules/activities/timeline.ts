import type { Principal } from '@optimwalls/permissions'
import type { Connection } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.ts'
import type { People } from '../access/index.ts'
import type { ToldFile } from '../leads/index.ts'
import type { LeadDoor } from './activities.neighbours.ts'
import type { ActivityRow } from './activities.repository.ts'
import type { TimelineEntry, TimelineQuery } from './activities.schemas.ts'
import { personOf, toActivity } from './activity-presenter.ts'
import { kindOfEvent, wantedBy } from './timeline-kinds.ts'

export interface TimelineNeeds {
  db: Connection
  people: People
  leads: Pick<LeadDoor, 'files'>
  /** @throws AppError "not-found" when the lead is out of reach */
  checkLead(principal: Principal, leadId: number): Promise<unknown>
}

interface EventFacts {
  name: string
  actor_id: number | null
  data: Record<string, unknown>
}

interface Line {
  /** 1 for an activity, 0 for an event: at the same time, what was logged stands above what follows from it. */
  source: 0 | 1
  id: number
  at: Date
  /** Microseconds since 1970, exact. */
  us: number
  event: EventFacts | null
  activity: (Omit<ActivityRow, 'happened_at' | 'created_at' | 'edited_at'> & JsonTimes) | null
}
/** As row_to_json writes them. */
interface JsonTimes {
  happened_at: string
  created_at: string
  edited_at: string | null
}

/** An edit that only tells what a move or a hand-over tells in its own words. */
const TOLD_ELSEWHERE = `'["stage_id","status","lost_reason","competitor","lost_note","assigned_to"]'::jsonb`

// Both sides walk their index from the position on and stop at the limit, however long the lead's history is.
const TIMELINE = `
SELECT * FROM (
  (SELECT 0 AS source, e.id, e.at, (extract(epoch FROM e.at) * 1000000)::bigint AS us,
     jsonb_build_object('name', e.name, 'actor_id', e.actor_id, 'data', e.data) AS event, NULL::json AS activity
   FROM events e
   WHERE e.lead_id = $1 AND e.at <= $2 AND (e.at, 0, e.id) < ($2, $3::int, $4::bigint)
     AND ($5::text[] IS NULL OR e.name = ANY ($5)) AND e.name <> ALL ($6::text[])
     AND NOT (e.name = 'lead.updated' AND coalesce(e.data->'fields', '[0]') <@ ${TOLD_ELSEWHERE})
     AND NOT (e.name IN ('follow_up.created', 'follow_up.done') AND e.data ? 'activity_id')
   ORDER BY e.at DESC, e.id DESC LIMIT $8)
  UNION ALL
  (SELECT 1, a.id, a.happened_at, (extract(epoch FROM a.happened_at) * 1000000)::bigint, NULL, row_to_json(a)
   FROM activities a
   WHERE a.lead_id = $1 AND a.deleted_at IS NULL AND a.happened_at <= $2 AND (a.happened_at, 1, a.id) < ($2, $3::int, $4::bigint)
     AND a.type = ANY ($7::text[])
   ORDER BY a.happened_at DESC, a.id DESC LIMIT $8)
) t ORDER BY at DESC, source DESC, id DESC LIMIT $8`

/** After everything there can be. */
const NEWEST = ['infinity', 2, 0] as const

/** What happened with a lead, newest first: its stored events and what was logged, by the time at which it happened. */
export async function timeline(
  { db, people, leads, checkLead }: TimelineNeeds,
  principal: Principal,
  leadId: number,
  { kind, limit = 50, cursor }: TimelineQuery,
): Promise<{ data: TimelineEntry[]; next_cursor: string | null }> {
  await checkLead(principal, leadId)
  const question = `timeline-${leadId}-${[...(kind ?? [])].sort().join('-')}`.slice(0, 200)
  const [at, source, id] = cursor === undefined ? NEWEST : positionOf(cursor, question)
  const { types, events, exceptEvents } = wantedBy(kind)
  const lines = await db.rows<Line>(
    TIMELINE,
    [leadId, at, source, id, events, exceptEvents, types, limit + 1],
    'timeline',
  )
  const shown = lines.slice(0, limit)
  const names = await people.all()
  const fileIds = shown.flatMap(({ activity }) => activity?.file_ids ?? [])
  const files = await leads.files.onLead(db, leadId, fileIds)
  const titles = await followUpTitles(
    db,
    shown.flatMap(({ event }) => followUpOf(event) ?? []),
  )
  const last = lines.length > limit ? shown.at(-1) : undefined
  return {
    data: shown.flatMap(line => entryOf(line, names, principal, files, titles)),
    next_cursor: last
      ? encodeCursor({ q: question, k: [String(last.us), last.source, String(last.id)] })
      : null,
  }
}

function entryOf(
  { source, id, at, event, activity }: Line,
  names: ReadonlyMap<number, { name: string }>,
  principal: Principal,
  files: ReadonlyMap<number, ToldFile>,
  titles: ReadonlyMap<number, string>,
): TimelineEntry[] {
  const base = { id: `${source === 1 ? 'a' : 'e'}${id}`, at: at.toISOString() }
  if (activity) {
    const row: ActivityRow = {
      ...activity,
      happened_at: at,
      created_at: new Date(activity.created_at),
      edited_at: activity.edited_at === null ? null : new Date(activity.edited_at),
    }
    const shown = toActivity(row, names, principal, files)
    const { type: kind } = activity
    return [{ ...base, kind, name: 'activity.logged', actor: shown.user, activity: shown, data: {} }]
  }
  if (!event) return []
  const { name, actor_id } = event
  const title = titles.get(followUpOf(event) ?? 0)
  const data = { ...withNames(name, event.data, names), ...(title !== undefined && { title }) }
  return [{ ...base, kind: kindOfEvent(name), name, actor: personOf(actor_id, names), activity: null, data }]
}

/** The follow-up that an event is about. */
function followUpOf(event: EventFacts | null): number | null {
  const id = event?.name.startsWith('follow_up.') ? event.data.follow_up_id : null
  return typeof id === 'number' ? id : null
}

/** What follow-ups are about, as they say it now: events keep no words that people wrote. */
async function followUpTitles(db: Connection, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.rows<{ id: number; title: string }>(
    'SELECT id, title FROM follow_ups WHERE id = ANY ($1::int[]) AND title IS NOT NULL',
    [ids],
  )
  return new Map(rows.map(row => [row.id, row.title]))
}

/** People by name where an event tells of colleagues, who may be out of the reader's reach: who had the lead and who got it, who looks after
 *  the client. */
function withNames(
  name: string,
  data: Record<string, unknown>,
  names: ReadonlyMap<number, { name: string }>,
): Record<string, unknown> {
  const nameOf = (id: unknown) => (typeof id === 'number' ? (names.get(id)?.name ?? null) : null)
  if (name === 'lead.assigned') return { ...data, from_name: nameOf(data.from), to_name: nameOf(data.to) }
  if (name !== 'lead.client_people_chosen') return data
  return {
    ...data,
    account_owner_name: nameOf(data.account_owner_id),
    designer_name: nameOf(data.designer_id),
  }
}

/** Cursors may be made up by the caller. */
function positionOf(cursor: string, question: string): [at: string, source: number, id: string] {
  const [us, source, id] = decodeCursor(cursor, question, ['text', 'integer', 'text'])
  if (!isDigits(us) || !isDigits(id) || (source !== 0 && source !== 1)) {
    const error = { path: 'cursor', message: 'is not a cursor of this list' }
    throw new AppError('invalid-cursor', { errors: [error] })
  }
  const micros = BigInt(us)
  const ms = new Date(Number(micros / 1000n)).toISOString()
  return [ms.replace('Z', `${String(micros % 1000n).padStart(3, '0')}Z`), source, id]
}

const isDigits = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{1,15}$|^1\d{15}$|^[2-8]\d{15}$/.test(value)

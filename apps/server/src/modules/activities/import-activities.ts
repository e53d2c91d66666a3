import type { Connection, Transaction } from '../../platform/database/database.ts'
import type { People } from '../access/index.ts'
import type {
  Decision,
  ImportKind,
  ImportRecord,
  ImportRun,
  Reading,
  Undone,
  Writing,
  Written,
} from '../leads/index.ts'
import type { LeadDoor } from './activities.neighbours.ts'
import { lastActivityAt } from './activities.repository.ts'
import type { ActivityType } from './activities.schemas.ts'
import { announceActivity } from './activity-facts.ts'
import { ACTIVITY_CHOICES, ACTIVITY_FIELDS } from './import-fields.ts'

export interface ImportKindNeeds {
  people: People
  leads: LeadDoor
}

interface ActivityPlan {
  leadId: number
  type: ActivityType
  direction: 'in' | 'out' | null
  note: string | null
  outcome: string | null
  durationS: number | null
  userId: number | null
  happenedAt: Date
}

/** What an activity is known again by: nothing else of it is in every file. */
const keyOf = (leadId: number, type: string, at: Date, note: string | null): string =>
  [leadId, type, at.getTime(), note ?? ''].join(' ')

/** Calls, meetings and notes of another system, put on the timelines of their leads where they belong in time. */
export const activitiesImport = ({ leads }: ImportKindNeeds): ImportKind<ActivityPlan> => ({
  name: 'activities',
  label: 'Activities',
  words: 'Calls, meetings, messages and notes, each with its lead and its time. Bring in the leads first.',
  filesCalled: /\b(activit\w+|calls?|events?|meetings?|visits?|notes?)\b/,
  knownBy: ['happened_at'],
  fields: [...leads.imports.leadFields, ...ACTIVITY_FIELDS],
  needs: [
    leads.imports.leadNeeds,
    { oneOf: ['happened_at'], unmapped: 'one column must be the time', empty: 'is empty' },
  ],
  plan: (db, run, rows) => planActivities(leads, db, run, rows),
  apply: (tx, run, decisions) => applyActivities(leads, tx, run, decisions),
  undo: (tx, _run, records) => undoActivities(leads, tx, records),
})

async function planActivities(
  leads: LeadDoor,
  db: Connection,
  run: ImportRun,
  rows: readonly Reading[],
): Promise<Decision<ActivityPlan>[]> {
  const found = await leads.imports.findLeads(db, run, rows)
  const plans = rows.map((row, i) => {
    const lead = found[i]
    return lead ? planOf(row, lead.id) : null
  })
  const known = await knownKeys(
    db,
    plans.filter(plan => plan !== null),
  )
  return plans.map(plan => {
    if (!plan)
      return {
        does: 'refuse',
        problems: [{ path: 'lead_id', message: 'belongs to no lead that is here: import the leads first' }],
      }
    const key = keyOf(plan.leadId, plan.type, plan.happenedAt, plan.note)
    const isThere = known.has(key) || run.seen.has(key)
    known.add(key)
    if (run.isTry) run.seen.add(key)
    return isThere ? { does: 'match' } : { does: 'create', plan }
  })
}

function planOf({ values }: Reading, leadId: number): ActivityPlan {
  const get = <T>(field: string): T | null => (values.get(field) as T | undefined) ?? null
  const minutes = get<number>('duration_min')
  const seconds = get<number>('duration_s') ?? (minutes === null ? null : minutes * 60)
  const direction = get<'in' | 'out'>('direction')
  const type = get<ActivityType>('type') ?? (direction === null ? 'note' : 'call')
  return {
    leadId,
    type,
    direction: ACTIVITY_CHOICES.withDirection.has(type) ? (direction ?? 'out') : null,
    note: get<string[]>('note')?.join('\n').slice(0, 10_000) ?? null,
    outcome: get('outcome'),
    durationS: seconds !== null && seconds <= 86_400 ? seconds : null,
    userId: get('owner'),
    happenedAt: get<Date>('happened_at') ?? new Date(0),
  }
}

async function knownKeys(db: Connection, plans: readonly ActivityPlan[]): Promise<Set<string>> {
  const rows = await db.rows<{ lead_id: number; type: string; happened_at: Date; note: string | null }>(
    `SELECT a.lead_id, a.type, a.happened_at, a.note FROM activities a
     JOIN unnest($1::int[], $2::timestamptz[]) AS w (lead_id, at) ON a.lead_id = w.lead_id AND a.happened_at = w.at
     WHERE a.deleted_at IS NULL`,
    [plans.map(plan => plan.leadId), plans.map(plan => plan.happenedAt)],
  )
  return new Set(rows.map(row => keyOf(row.lead_id, row.type, row.happened_at, row.note)))
}

async function applyActivities(
  leads: LeadDoor,
  tx: Transaction,
  run: ImportRun,
  decisions: readonly Writing<ActivityPlan>[],
): Promise<Written[]> {
  const plans = decisions.map(({ plan }) => plan)
  // In the order of their ids, so that two who write at once wait for each other and never cross.
  const held = new Map<number, Awaited<ReturnType<typeof leads.activity.holdForSystem>>>()
  for (const id of [...new Set(plans.map(({ leadId }) => leadId))].sort((a, b) => a - b))
    held.set(id, await leads.activity.holdForSystem(tx, id))
  const ids = await insertActivities(
    tx,
    run,
    plans.filter(({ leadId }) => held.get(leadId)),
  )
  for (const [leadId, lead] of held) {
    const last = Math.max(
      ...plans.filter(plan => plan.leadId === leadId).map(plan => plan.happenedAt.getTime()),
    )
    if (lead && (lead.last_activity_at?.getTime() ?? 0) < last)
      await leads.activity.set(tx, leadId, { last_activity_at: new Date(last) })
  }
  return plans.map(plan => {
    const lead = held.get(plan.leadId)
    const id = ids.get(plan)
    if (!lead || id === undefined) return { does: 'match' }
    announceActivity(tx, 'activity.logged', lead, plan.userId ?? run.principal.userId, {
      activity_id: id,
      type: plan.type,
      direction: plan.direction,
      is_contact: plan.type !== 'note',
      happened_at: plan.happenedAt.toISOString(),
      import_id: run.importId,
      historical: run.mapping.historical,
    })
    return { does: 'create', records: [{ type: 'activity', id, does: 'create' }] }
  })
}

async function insertActivities(
  tx: Transaction,
  run: ImportRun,
  plans: readonly ActivityPlan[],
): Promise<Map<ActivityPlan, number>> {
  const ids = await tx.rows<{ id: number }>(
    `SELECT nextval(pg_get_serial_sequence('activities', 'id'))::int AS id FROM generate_series(1, $1)`,
    [plans.length],
  )
  const rows = plans.map((plan, i) => ({
    id: ids[i]?.id,
    lead_id: plan.leadId,
    type: plan.type,
    direction: plan.direction,
    note: plan.note,
    outcome: plan.outcome,
    is_contact: plan.type !== 'note',
    duration_s: plan.durationS,
    user_id: plan.userId,
    happened_at: plan.happenedAt,
  }))
  await tx.rows(
    `INSERT INTO activities (id, lead_id, type, direction, note, outcome, is_contact, duration_s, user_id, happened_at, created_at)
     OVERRIDING SYSTEM VALUE
     SELECT id, lead_id, type, direction, note, outcome, is_contact, duration_s, user_id, happened_at, $2
     FROM json_to_recordset($1::json) AS a (id bigint, lead_id int, type text, direction text, note text, outcome text,
       is_contact boolean, duration_s int, user_id int, happened_at timestamptz)`,
    [JSON.stringify(rows), run.now],
  )
  return new Map(plans.map((plan, i) => [plan, ids[i]?.id ?? 0]))
}

async function undoActivities(
  leads: LeadDoor,
  tx: Transaction,
  records: readonly ImportRecord[],
): Promise<Undone[]> {
  const gone = await tx.rows<{ id: number; lead_id: number }>(
    'DELETE FROM activities WHERE id = ANY ($1::bigint[]) AND version = 1 RETURNING id, lead_id',
    [records.map(({ id }) => id)],
  )
  for (const leadId of [...new Set(gone.map(({ lead_id }) => lead_id))].sort((a, b) => a - b))
    await leads.activity.set(tx, leadId, { last_activity_at: await lastActivityAt(tx, leadId) })
  const left = await tx.rows<{ id: number; lead_id: number }>(
    'SELECT id, lead_id FROM activities WHERE id = ANY ($1::bigint[]) AND deleted_at IS NULL',
    [records.map(({ id }) => id)],
  )
  const stays = new Map(left.map(({ id, lead_id }) => [Number(id), lead_id]))
  return records.map(({ id }) => {
    const leadId = stays.get(id)
    if (leadId === undefined) return { done: true }
    return { done: false, leadId, label: 'An activity', reason: 'somebody has edited it since' }
  })
}

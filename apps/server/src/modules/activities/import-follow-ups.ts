import type { Connection, Transaction } from '../../platform/database/database.ts'
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
import { announceActivity } from './activity-facts.ts'
import { type FollowUpRow, insertFollowUp, nextDueAt, saveFollowUp } from './follow-ups.repository.ts'
import type { ImportKindNeeds } from './import-activities.ts'
import { FOLLOW_UP_FIELDS } from './import-fields.ts'
import { DEFAULT_TIMES, firstReminder } from './reminder-times.ts'

export interface FollowUpImportNeeds extends ImportKindNeeds {
  firmTimeZone: string
}

interface FollowUpPlan extends Pick<FollowUpRow, 'kind' | 'title' | 'priority'> {
  leadId: number
  dueAt: Date
  assignedTo: number
  isDone: boolean
}

const keyOf = (leadId: number, dueAt: Date, title: string | null): string =>
  [leadId, dueAt.getTime(), title ?? ''].join(' ')

/** What is to be done with leads, as another system has it. */
export const followUpsImport = (needs: FollowUpImportNeeds): ImportKind<FollowUpPlan> => ({
  name: 'follow-ups',
  label: 'Follow-ups',
  words: 'What is to be done, or was: each with its lead and the time it is due. Bring in the leads first.',
  filesCalled: /\b(follow ?ups?|tasks?|to ?dos?|reminders?)\b/,
  knownBy: ['due_at'],
  fields: [...needs.leads.imports.leadFields, ...FOLLOW_UP_FIELDS],
  needs: [
    needs.leads.imports.leadNeeds,
    { oneOf: ['due_at'], unmapped: 'one column must be the time it is due', empty: 'is empty' },
  ],
  plan: (db, run, rows) => planFollowUps(needs, db, run, rows),
  apply: (tx, run, decisions) => applyFollowUps(needs, tx, run, decisions),
  undo: (tx, _run, records) => undoFollowUps(needs.leads, tx, records),
})

async function planFollowUps(
  { people, leads }: FollowUpImportNeeds,
  db: Connection,
  run: ImportRun,
  rows: readonly Reading[],
): Promise<Decision<FollowUpPlan>[]> {
  const found = await leads.imports.findLeads(db, run, rows)
  const staff = await people.all()
  const mayOwn = (id: number | null | undefined): id is number =>
    id != null && staff.get(id)?.isActive === true
  const known = await knownKeys(
    db,
    found.flatMap(lead => lead?.id ?? []),
  )
  return rows.map(({ values }, i) => {
    const lead = found[i]
    if (!lead)
      return {
        does: 'refuse',
        problems: [{ path: 'lead_id', message: 'belongs to no lead that is here: import the leads first' }],
      }
    const get = <T>(field: string): T | null => (values.get(field) as T | undefined) ?? null
    const dueAt = get<Date>('due_at') ?? run.now
    const title = get<string>('title')
    const key = keyOf(lead.id, dueAt, title)
    const isThere = known.has(key) || run.seen.has(key)
    known.add(key)
    if (run.isTry) run.seen.add(key)
    if (isThere) return { does: 'match' }
    const wanted = [get<number>('owner'), lead.ownerId, run.principal.userId]
    return {
      does: 'create',
      plan: {
        leadId: lead.id,
        dueAt,
        title,
        kind: get<FollowUpRow['kind']>('kind') ?? 'task',
        priority: get<FollowUpRow['priority']>('priority') ?? 'normal',
        assignedTo: wanted.find(mayOwn) ?? run.principal.userId,
        isDone: get('status') === 'done',
      },
    }
  })
}

async function knownKeys(db: Connection, leadIds: readonly number[]): Promise<Set<string>> {
  const rows = await db.rows<{ lead_id: number; due_at: Date; title: string | null }>(
    'SELECT lead_id, due_at, title FROM follow_ups WHERE lead_id = ANY ($1::int[])',
    [leadIds],
  )
  return new Set(rows.map(row => keyOf(row.lead_id, row.due_at, row.title)))
}

async function applyFollowUps(
  { leads, firmTimeZone }: FollowUpImportNeeds,
  tx: Transaction,
  run: ImportRun,
  decisions: readonly Writing<FollowUpPlan>[],
): Promise<Written[]> {
  const written: Written[] = []
  const sorted = [...new Set(decisions.map(({ plan }) => plan.leadId))].sort((a, b) => a - b)
  const held = new Map<number, Awaited<ReturnType<typeof leads.activity.holdForSystem>>>()
  for (const id of sorted) held.set(id, await leads.activity.holdForSystem(tx, id))
  for (const { plan } of decisions) {
    const lead = held.get(plan.leadId)
    if (!lead) {
      written.push({ does: 'match' })
      continue
    }
    const reminder = plan.isDone
      ? { remind_stage: null, remind_at: null }
      : firstReminder(plan.dueAt, run.now, DEFAULT_TIMES)
    const row = await insertFollowUp(tx, {
      lead_id: plan.leadId,
      kind: plan.kind,
      title: plan.title,
      priority: plan.priority,
      assigned_to: plan.assignedTo,
      due_at: plan.dueAt,
      time_zone: firmTimeZone,
      repeat: null,
      repeats_from: null,
      created_by: run.principal.userId,
      created_at: run.now,
      ...reminder,
    })
    if (plan.isDone)
      await saveFollowUp(tx, {
        ...row,
        done_at: new Date(Math.min(plan.dueAt.getTime(), run.now.getTime())),
        done_by: plan.assignedTo,
      })
    announceActivity(tx, 'follow_up.created', lead, run.principal.userId, {
      follow_up_id: row.id,
      kind: row.kind,
      assigned_to: row.assigned_to,
      due_at: row.due_at.toISOString(),
      import_id: run.importId,
      historical: run.mapping.historical,
    })
    written.push({ does: 'create', records: [{ type: 'follow_up', id: row.id, does: 'create' }] })
  }
  for (const id of sorted) await leads.activity.set(tx, id, { next_activity_at: await nextDueAt(tx, id) })
  return written
}

async function undoFollowUps(
  leads: LeadDoor,
  tx: Transaction,
  records: readonly ImportRecord[],
): Promise<Undone[]> {
  const ids = records.map(({ id }) => id)
  // One that was done when it came has been saved once.
  const gone = await tx.rows<{ id: number; lead_id: number }>(
    `DELETE FROM follow_ups WHERE id = ANY ($1::int[]) AND activity_id IS NULL AND version <= CASE WHEN done_at IS NULL THEN 1 ELSE 2 END
     RETURNING id, lead_id`,
    [ids],
  )
  for (const leadId of [...new Set(gone.map(({ lead_id }) => lead_id))].sort((a, b) => a - b))
    await leads.activity.set(tx, leadId, { next_activity_at: await nextDueAt(tx, leadId) })
  const left = await tx.rows<{ id: number; lead_id: number; title: string | null }>(
    'SELECT id, lead_id, title FROM follow_ups WHERE id = ANY ($1::int[])',
    [ids],
  )
  const stays = new Map(left.map(row => [row.id, row]))
  return records.map(({ id }) => {
    const row = stays.get(id)
    if (!row) return { done: true }
    return {
      done: false,
      leadId: row.lead_id,
      label: row.title ?? 'A follow-up',
      reason: 'somebody has worked on it since',
    }
  })
}

import type { Principal } from '@optimwalls/permissions'
import type { Statement, Transaction } from '../../platform/database/database.ts'
import { statementName } from '../../platform/database/statement.ts'
import { AppError } from '../../platform/errors.ts'
import { scopeCondition } from '../access/index.ts'
import type { LeadStatus, ProjectType } from './leads.schemas.ts'

/** A lead as far as what happens to it needs to know it. Held until the transaction ends. */
export interface HeldLead {
  id: number
  assigned_to: number | null
  team_id: number | null
  status: LeadStatus
  project_type: ProjectType | null
  stage_id: number
  source: string | null
  score: number | null
  created_at: Date
  next_activity_at: Date | null
  last_activity_at: Date | null
  response_due_at: Date | null
  first_response_at: Date | null
}

/** What stands on a lead of the activities with it. */
export interface LeadActivity {
  next_activity_at?: Date | null
  last_activity_at?: Date | null
  response_due_at?: Date | null
  first_response_at?: Date | null
  response_minutes?: number | null
}

const HELD = `l.id, l.assigned_to, l.team_id, l.status, l.project_type, l.stage_id, l.source, l.score, l.created_at,
  l.next_activity_at, l.last_activity_at, l.response_due_at, l.first_response_at`

/** Holds a living lead on which this person may log, until the transaction ends: what is computed from its activities is then
 *  right for all who write at the same time.
 *  @throws AppError "not-found" when there is none within reach, "forbidden" for who may not log */
export async function holdForLog(tx: Transaction, principal: Principal, leadId: number): Promise<HeldLead> {
  const values: unknown[] = [leadId]
  const scope = scopeCondition(principal, 'CRM', 'log', { owner: 'l.assigned_to', team: 'l.team_id' }, values)
  const text = `SELECT ${HELD} FROM leads l WHERE l.id = $1 AND l.deleted_at IS NULL AND l.erased_at IS NULL AND ${scope} FOR NO KEY UPDATE`
  const [lead] = await tx.rows<HeldLead>(text, values, statementName(text))
  if (!lead) throw new AppError('not-found')
  return lead
}

/** The same without asking who wants it: for what the system does by itself. Undefined when the lead is gone or deleted. */
export async function holdForSystem(tx: Transaction, leadId: number): Promise<HeldLead | undefined> {
  const [lead] = await tx.rows<HeldLead>(
    `SELECT ${HELD} FROM leads l WHERE l.id = $1 AND l.deleted_at IS NULL FOR NO KEY UPDATE`,
    [leadId],
    'lead-hold',
  )
  return lead
}

/** Several at once, by id; those that are gone or deleted are left out. */
export async function holdAllForSystem(
  tx: Transaction,
  leadIds: readonly number[],
): Promise<Map<number, HeldLead>> {
  // In the order in which every other change of many holds them.
  const leads = await tx.rows<HeldLead>(
    `SELECT ${HELD} FROM leads l WHERE l.id = ANY ($1::int[]) AND l.deleted_at IS NULL ORDER BY l.id FOR NO KEY UPDATE`,
    [leadIds],
    'leads-hold',
  )
  return new Map(leads.map(lead => [lead.id, lead]))
}

const COLUMNS = [
  'next_activity_at',
  'last_activity_at',
  'response_due_at',
  'first_response_at',
  'response_minutes',
] as const satisfies readonly (keyof LeadActivity)[]

/** Writes what stands on the lead of its activities. Does not raise `version`: nobody's edit conflicts with it. */
export async function setLeadActivity(tx: Transaction, leadId: number, now: LeadActivity): Promise<void> {
  const statement = activityUpdate(leadId, now)
  if (statement) await tx.rows(statement.text, statement.values, statementName(statement.text))
}

/** The same with COMMIT, for a caller that reads nothing of it before and writes it once: it costs no packet of its own. */
export function setLeadActivityLast(tx: Transaction, leadId: number, now: LeadActivity): void {
  const statement = activityUpdate(leadId, now)
  if (statement) tx.writeLast(`activity of lead ${leadId}`, () => statement)
}

function activityUpdate(leadId: number, now: LeadActivity): Statement | undefined {
  const columns = COLUMNS.filter(column => now[column] !== undefined)
  if (columns.length === 0) return undefined
  return {
    text: `UPDATE leads SET ${columns.map((column, i) => `${column} = $${i + 2}`).join(', ')} WHERE id = $1`,
    values: [leadId, ...columns.map(column => now[column])],
  }
}

/** Writes on several leads until when somebody has to answer. */
export async function setResponseDue(
  tx: Transaction,
  due: readonly { leadId: number; dueAt: Date }[],
): Promise<void> {
  await tx.rows(
    `UPDATE leads SET response_due_at = d.due_at FROM unnest($1::int[], $2::timestamptz[]) AS d (id, due_at) WHERE leads.id = d.id`,
    [due.map(one => one.leadId), due.map(one => one.dueAt)],
    'leads-response-due',
  )
}

/** The condition that the column holds the id of a living lead within the person's reach. For lists that stop at a limit: OFFSET keeps the
 *  planner from joining all leads of the person instead of looking at those that are asked about.
 *  @throws AppError "forbidden" when the permission is not held */
export function visibleLead(
  principal: Principal,
  action: 'view' | 'log',
  column: string,
  values: unknown[],
): string {
  const scope = scopeCondition(
    principal,
    'CRM',
    action,
    { owner: 'l.assigned_to', team: 'l.team_id' },
    values,
  )
  return `EXISTS (SELECT FROM leads l WHERE l.id = ${column} AND l.deleted_at IS NULL AND ${scope} OFFSET 0)`
}

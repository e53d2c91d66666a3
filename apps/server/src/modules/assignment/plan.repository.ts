import type { Connection, Transaction } from '../../platform/database/database.ts'
import type { LeadKindFilters } from '../leads/index.ts'
import type { Plan, Strategy, Trial } from './assignment.schemas.ts'

/** The plan as it is stored, with whose turn it was. */
export interface StoredPlan extends Omit<Plan, 'rules'> {
  /** Who changed it last. */
  updated_by: number | null
  rules: StoredRule[]
}

export interface StoredRule {
  id: number
  name: string
  is_active: boolean
  conditions: LeadKindFilters
  team_id: number | null
  user_ids: number[]
  strategy: Strategy[]
  turns: number
  /** Of each person, when it was. */
  turn_of: Record<string, number>
}

/** Everything at one moment. */
export async function readPlan(db: Connection): Promise<StoredPlan> {
  const [plan] = await db.rows<StoredPlan>(
    `SELECT p.is_on, p.keeps_owner, p.fallback_owner_id, p.takes_back, p.most_takes, p.updated_by, p.version, coalesce((
       SELECT json_agg(json_build_object('id', r.id, 'name', r.name, 'is_active', r.is_active, 'conditions', r.conditions,
         'team_id', r.team_id, 'user_ids', r.user_ids, 'strategy', r.strategy, 'turns', r.turns,
         'turn_of', coalesce((SELECT json_object_agg(t.user_id, t.turn) FROM assignment_turns t WHERE t.rule_id = r.id), '{}'))
         ORDER BY r.position, r.id)
       FROM assignment_rules r), '[]') AS rules
     FROM assignment_plan p`,
    [],
    'assignment-plan',
  )
  if (!plan) throw new Error('the row of the assignment plan is gone')
  return plan
}

/** One who assigns at a time: each counts what the one before has given. */
export const lockDesk = (tx: Transaction): Promise<unknown> =>
  tx.rows('SELECT pg_advisory_xact_lock(7461110)', [], 'assignment-desk')

/** Whether leads are assigned at all. */
export async function isOn(db: Connection): Promise<boolean> {
  const [plan] = await db.rows<{ is_on: boolean }>(
    'SELECT is_on FROM assignment_plan',
    [],
    'assignment-is-on',
  )
  return plan?.is_on ?? false
}

/** Puts these rules in place of all; a rule that keeps its id keeps its turns. */
export async function writePlan(tx: Transaction, userId: number, body: Trial): Promise<void> {
  const rules = body.rules.map((rule, position) => ({ id: null, ...rule, name: rule.name.trim(), position }))
  const kept = rules.flatMap(({ id }) => id ?? [])
  await tx.rows('DELETE FROM assignment_rules WHERE id <> ALL ($1::int[])', [kept])
  await tx.rows(
    `WITH given AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb)
         AS g (id int, position int, name text, is_active boolean, conditions jsonb, team_id int, user_ids int[], strategy text[])
     ), kept AS (
       UPDATE assignment_rules r SET position = g.position, name = g.name, is_active = g.is_active, conditions = g.conditions,
         team_id = g.team_id, user_ids = g.user_ids, strategy = g.strategy FROM given g WHERE r.id = g.id
     )
     INSERT INTO assignment_rules (position, name, is_active, conditions, team_id, user_ids, strategy)
     SELECT position, name, is_active, conditions, team_id, user_ids, strategy FROM given WHERE id IS NULL`,
    [JSON.stringify(rules)],
  )
  await tx.rows(
    `UPDATE assignment_plan SET is_on = $1, keeps_owner = $2, fallback_owner_id = $3, updated_by = $4, takes_back = $5,
       most_takes = $6, version = version + 1`,
    [body.is_on, body.keeps_owner, body.fallback_owner_id, userId, body.takes_back, body.most_takes],
  )
}

/** Notes whose turn it was. */
export const saveTurn = (tx: Transaction, ruleId: number, userId: number, turn: number): Promise<unknown> =>
  tx.rows(
    `WITH rule AS (UPDATE assignment_rules SET turns = $3 WHERE id = $1)
     INSERT INTO assignment_turns (rule_id, user_id, turn) VALUES ($1, $2, $3)
     ON CONFLICT (rule_id, user_id) DO UPDATE SET turn = excluded.turn`,
    [ruleId, userId, turn],
    'assignment-turn',
  )

/** Who had a lead and lost it, because they did not contact it in time; the first one first. */
export async function findTakenFrom(tx: Transaction, leadId: number): Promise<number[]> {
  const rows = await tx.rows<{ id: number }>(
    `SELECT (data->>'from')::int AS id FROM events
     WHERE lead_id = $1 AND name = 'lead.assigned' AND data->'assignment'->>'kind' = 'taken_back'
       AND id > coalesce((SELECT max(r.id) FROM events r WHERE r.lead_id = $1 AND r.name = 'lead.reopened'), 0)
     ORDER BY id`,
    [leadId],
    'assignment-taken-from',
  )
  return rows.map(row => row.id)
}

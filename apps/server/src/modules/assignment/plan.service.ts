import type { Principal } from '@optimwalls/permissions'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { AppError, invalidInput } from '../../platform/errors.ts'
import { findLeadTakers, type People } from '../access/index.ts'
import type { LeadAssignment } from '../leads/index.ts'
import type { Plan, PlanBody, Trial } from './assignment.schemas.ts'
import { lockDesk, readPlan, type StoredPlan, writePlan } from './plan.repository.ts'

export interface PlanServiceNeeds {
  db: Database
  people: Pick<People, 'teams'>
  leads: LeadAssignment
  /** Notes who changed the rules. */
  audit: (tx: Transaction, details: Record<string, unknown>) => void
}

/** The rules by which leads find their owners, set up as one. */
export async function changePlan(
  { db, people, leads, audit }: PlanServiceNeeds,
  principal: Principal,
  body: PlanBody,
): Promise<Plan> {
  await checkPlan({ db, people, leads }, principal, body)
  return db.inTransaction(async tx => {
    await lockDesk(tx)
    const before = await readPlan(tx)
    if (before.version !== body.version) {
      throw new AppError('edit-conflict', {
        detail: 'Somebody else changed the rules in the meantime.',
        current: toPlan(before),
      })
    }
    const known = new Set(before.rules.map(rule => rule.id))
    for (const [i, { id }] of body.rules.entries())
      if (id !== undefined && !known.has(id)) throw invalidInput(`rules.${i}.id`, 'is not a rule')
    await writePlan(tx, principal.userId, body)
    audit(tx, { is_on: body.is_on, rules: body.rules.length, fallback_owner_id: body.fallback_owner_id })
    return toPlan(await readPlan(tx))
  })
}

/** What the page is told. */
export const toPlan = ({ updated_by: _updatedBy, rules, ...plan }: StoredPlan): Plan => ({
  ...plan,
  rules: rules.map(({ turns: _turns, turn_of: _turnOf, ...rule }) => rule),
})

/** @throws AppError "invalid-input" naming the field */
export async function checkPlan(
  { db, people, leads }: Pick<PlanServiceNeeds, 'db' | 'people' | 'leads'>,
  principal: Principal,
  { is_on, fallback_owner_id, rules }: Trial,
): Promise<void> {
  const [takers, teams] = await Promise.all([findLeadTakers(db), people.teams(principal)])
  const mayTake = new Set(takers.map(taker => taker.id))
  const isTeam = new Set(teams.map(team => team.id))
  if (is_on && fallback_owner_id === null)
    throw invalidInput('fallback_owner_id', 'must say who gets the leads that nobody takes')
  if (fallback_owner_id !== null && !mayTake.has(fallback_owner_id))
    throw invalidInput('fallback_owner_id', 'is nobody who can own leads')
  const names = new Set<string>()
  const ids = new Set<number>()
  for (const [i, rule] of rules.entries()) {
    const path = `rules.${i}`
    const name = rule.name.trim().toLowerCase()
    if (names.has(name)) throw invalidInput(`${path}.name`, 'stands here twice')
    names.add(name)
    if (rule.id !== undefined && ids.has(rule.id)) throw invalidInput(`${path}.id`, 'stands here twice')
    if (rule.id !== undefined) ids.add(rule.id)
    if (rule.team_id === null && rule.user_ids.length === 0)
      throw invalidInput(`${path}.team_id`, 'must be a team, or name people')
    if (rule.team_id !== null && rule.user_ids.length > 0)
      throw invalidInput(`${path}.user_ids`, 'must be empty with a team')
    if (rule.team_id !== null && !isTeam.has(rule.team_id))
      throw invalidInput(`${path}.team_id`, 'is not a team')
    // Somebody who has left since stays in the rule and gets nothing.
    const newcomer = rule.id === undefined ? rule.user_ids.findIndex(id => !mayTake.has(id)) : -1
    if (newcomer >= 0) throw invalidInput(`${path}.user_ids.${newcomer}`, 'is nobody who can own leads')
    await checkConditions(leads, rule.conditions, path)
  }
}

async function checkConditions(
  leads: LeadAssignment,
  conditions: Trial['rules'][number]['conditions'],
  path: string,
): Promise<void> {
  try {
    await leads.check(conditions)
  } catch (error) {
    const [first] = error instanceof AppError ? (error.facts.errors ?? []) : []
    if (!first) throw error
    throw invalidInput(`${path}.conditions.${first.path}`, first.message)
  }
}

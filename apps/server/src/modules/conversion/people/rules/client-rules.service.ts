import type { Principal } from '@optimwalls/permissions'
import type { Connection, Database, Transaction } from '../../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../../platform/errors.ts'
import { findDesigners, findLeadTakers, type People } from '../../../access/index.ts'
import type { LeadsDoor } from '../../../leads/index.ts'
import type { ClientReader } from '../../client-reader.ts'
import type { Proposer, TriedClient } from '../proposer.ts'
import { lockClientPlan, readClientPlan, writeClientPlan } from './client-rules.repository.ts'
import {
  type ClientPlan,
  type ClientPlanPut,
  type ClientPlanSimulation,
  type ClientPlanTrial,
  type ClientRule,
  PLACES,
  type PlaceName,
} from './client-rules.schemas.ts'

export interface ClientRulesNeeds {
  db: Database
  people: Pick<People, 'teams' | 'all'>
  leads: Pick<LeadsDoor, 'assignment'>
  reader: Pick<ClientReader, 'namesOf'>
  proposer: Pick<Proposer, 'simulate'>
}

/** Conversions that changed rules are tried on. */
const TRIED = 200

/** The rules by which people are proposed for clients, set up as one. */
export class ClientRulesService {
  readonly #needs: ClientRulesNeeds

  constructor(needs: ClientRulesNeeds) {
    this.#needs = needs
  }

  read(db: Connection = this.#needs.db): Promise<ClientPlan> {
    return readClientPlan(db)
  }

  /** @param note notes who changed them
   *  @throws AppError "invalid-input" naming the field, "edit-conflict" */
  async change(
    principal: Principal,
    { version, ...plan }: ClientPlanPut,
    note: (tx: Transaction, details: Record<string, unknown>) => void,
  ): Promise<ClientPlan> {
    await this.#check(principal, plan)
    return this.#needs.db.inTransaction(async tx => {
      await lockClientPlan(tx)
      const before = await readClientPlan(tx)
      if (before.version !== version) {
        throw new AppError('edit-conflict', {
          detail: 'Somebody else has changed the rules meanwhile.',
          current: before,
        })
      }
      await writeClientPlan(tx, plan)
      note(tx, {
        account_owner_rules: plan.account_owner.rules.length,
        designer_rules: plan.designer.rules.length,
        account_owner_fallback_id: plan.account_owner.fallback_id,
        designer_fallback_id: plan.designer.fallback_id,
      })
      return readClientPlan(tx)
    })
  }

  /** Who would be proposed for the last clients; of them those that the caller sees are told.
   *  @throws AppError "invalid-input" naming the field */
  async simulate(principal: Principal, plan: ClientPlanTrial): Promise<ClientPlanSimulation> {
    await this.#check(principal, plan)
    const { db, people, reader, proposer } = this.#needs
    const tried = await proposer.simulate(db, plan, TRIED)
    const names = await reader.namesOf(
      principal,
      tried.map(one => one.client_id),
    )
    const staff = await people.all()
    const person = (id: number | null) => {
      const name = id === null ? undefined : staff.get(id)?.name
      return id === null || name === undefined ? null : { id, name }
    }
    const told = (one: TriedClient, place: PlaceName) => {
      const { id, rule, reason } = one.proposals[place]
      return { now: person(one[`${place}_id`]), would: person(id), rule, reason }
    }
    const isOther = (one: TriedClient, place: PlaceName) => one.proposals[place].id !== one[`${place}_id`]
    return {
      clients: tried.length,
      changed: tried.filter(one => PLACES.some(place => isOther(one, place))).length,
      data: tried.toReversed().flatMap(one => {
        const name = names.get(one.client_id)
        if (name === undefined) return []
        const { client_id } = one
        return [
          { client_id, name, account_owner: told(one, 'account_owner'), designer: told(one, 'designer') },
        ]
      }),
    }
  }

  async #check(principal: Principal, plan: ClientPlanTrial): Promise<void> {
    const { db, people, leads } = this.#needs
    const [takers, designers, teams] = await Promise.all([
      findLeadTakers(db),
      findDesigners(db),
      people.teams(principal),
    ])
    const stored = await readClientPlan(db)
    const isTeam = new Set(teams.map(team => team.id))
    for (const place of PLACES) {
      const able = new Set((place === 'designer' ? designers : takers).map(({ id }) => id))
      const nobody = `is nobody who can ${place === 'designer' ? 'design here' : 'look after clients'}`
      const { rules, fallback_id } = plan[place]
      // Somebody who has left since stays where they stood, and gets nothing.
      const stood = new Set(stored[place].rules.flatMap(rule => rule.user_ids))
      if (fallback_id !== null && !able.has(fallback_id) && fallback_id !== stored[place].fallback_id)
        throw invalidInput(`${place}.fallback_id`, nobody)
      const names = new Set<string>()
      for (const [i, rule] of rules.entries()) {
        const path = `${place}.rules.${i}`
        const name = rule.name.trim().toLowerCase()
        if (names.has(name)) throw invalidInput(`${path}.name`, 'stands here twice')
        names.add(name)
        checkWho(rule, path, { place, isTeam })
        const stranger = rule.user_ids.findIndex(id => !able.has(id) && !stood.has(id))
        if (stranger >= 0) throw invalidInput(`${path}.user_ids.${stranger}`, nobody)
        await checkConditions(leads, rule, path)
      }
    }
  }
}

function checkWho(
  { who, team_id, user_ids }: ClientRule,
  path: string,
  { place, isTeam }: { place: PlaceName; isTeam: ReadonlySet<number> },
): void {
  if (who === 'lead_team' && place === 'designer')
    throw invalidInput(`${path}.who`, 'is for account owners: designers are of no team of leads')
  if (who === 'team' && team_id === null) throw invalidInput(`${path}.team_id`, 'must be a team')
  if (team_id !== null && (who !== 'team' || !isTeam.has(team_id)))
    throw invalidInput(`${path}.team_id`, who === 'team' ? 'is not a team' : 'must be empty here')
  if (who === 'people' && user_ids.length === 0) throw invalidInput(`${path}.user_ids`, 'must name people')
  if (who !== 'people' && user_ids.length > 0) throw invalidInput(`${path}.user_ids`, 'must be empty here')
}

async function checkConditions(
  leads: Pick<LeadsDoor, 'assignment'>,
  { conditions }: ClientRule,
  path: string,
): Promise<void> {
  try {
    await leads.assignment.check(conditions)
  } catch (error) {
    const [first] = error instanceof AppError ? (error.facts.errors ?? []) : []
    if (!first) throw error
    throw invalidInput(`${path}.conditions.${first.path}`, first.message)
  }
}

import type { Connection, Database, Transaction } from '../../platform/database/database.ts'
import { publish } from '../../platform/events/events.ts'
import { findLeadTakers } from '../access/index.ts'
import type { WorkingCalendar } from '../activities/index.ts'
import type { AssignableLead, FormerOwner, LeadAssignment } from '../leads/index.ts'
import type { RunAnswer, Simulation, Trial } from './assignment.schemas.ts'
import { type Decision, Desk, type DeskRule } from './desk.ts'
import { findTakenFrom, isOn, lockDesk, readPlan, type StoredPlan, saveTurn } from './plan.repository.ts'

export interface AssignerNeeds {
  db: Database
  leads: LeadAssignment
  /** Holds leads until the transaction ends, in the order of their ids. */
  holdAll: (tx: Transaction, leadIds: readonly number[]) => Promise<unknown>
  calendars: () => Promise<(teamId: number | null) => WorkingCalendar>
  /** Who heads the person's team, or the next one above it. */
  managerOf: (userId: number) => Promise<number | null>
  /** Starts the first-response clock of a lead anew. */
  restartClock: (tx: Transaction, leadId: number) => Promise<void>
  /** Has these leads scored now, where a rule asks for the score. */
  score: (tx: Transaction, leadIds: readonly number[]) => Promise<void>
  firmTimeZone: string
  now: () => Date
}

/** What one transaction assigns with. */
interface Session {
  plan: StoredPlan
  desk: Desk
}

/** Leads that a changed rule is tried on. */
const TRIED = 500
const OPEN: ReadonlySet<string> = new Set(['new', 'contacted', 'qualified'])

/** Gives leads that are nobody's to the right person. One at a time over all processes: each sees what the one before has given. */
export class Assigner {
  readonly #needs: AssignerNeeds
  readonly #sessions = new WeakMap<Transaction, Promise<Session>>()

  constructor(needs: AssignerNeeds) {
    this.#needs = needs
  }

  /** Holds leads that are to be assigned one after the other in this transaction: in whatever order that is, it waits for them, and whoever
   *  else holds many waits for it, in the order of their ids.
   *  @param alsoHeld what must come before the leads and after the desk; answers the leads to hold with them */
  async hold(
    tx: Transaction,
    leadIds: readonly number[],
    alsoHeld: () => Promise<readonly number[]> = async () => [],
  ): Promise<void> {
    const isAssigning = leadIds.length > 0 && (await isOn(tx))
    if (isAssigning) await this.#session(tx)
    const all = [...new Set([...(isAssigning ? leadIds : []), ...(await alsoHeld())])]
    if (all.length > 1) await this.#needs.holdAll(tx, all)
  }

  /** Assigns these leads as the rules say, as far as they are open and nobody's; asks nothing when assignment is off.
   *  @returns what became of them, without those that were somebody's already */
  async assign(tx: Transaction, leadIds: readonly number[]): Promise<RunAnswer['data']> {
    if (!(await isOn(tx))) return []
    const { plan, desk } = await this.#session(tx)
    if (conditionsOf(plan).some(asksForScore)) await this.#needs.score(tx, leadIds)
    const found = await this.#needs.leads.find(tx, leadIds, conditionsOf(plan))
    const waiting = found.filter(isWaiting)
    if (waiting.length === 0) return []
    const formers = await this.#formers(
      tx,
      plan.keeps_owner,
      waiting.map(lead => lead.id),
    )
    const done: RunAnswer['data'] = []
    for (const lead of waiting) {
      const decision = desk.decide(lead, formers.get(lead.id))
      done.push(toldOf(lead, decision))
      await this.#carryOut(tx, lead, decision, plan)
    }
    return done
  }

  /** Takes a lead back from who did not contact it in time, and gives it to the next: by the rules as often as is set up, then to the
   *  manager of the last owner, and there it stays. A first contact that comes before wins. */
  async takeBack(tx: Transaction, leadId: number, ownerId: number): Promise<void> {
    if (!(await isOn(tx))) return
    const { plan, desk } = await this.#session(tx)
    const { leads, managerOf, restartClock } = this.#needs
    if (!plan.takes_back || !(await leads.holdUncontacted(tx, leadId, ownerId))) return
    const had = await findTakenFrom(tx, leadId)
    const [lead] = await leads.find(tx, [leadId], conditionsOf(plan))
    if (!lead || had.length > plan.most_takes) return
    const next = had.length < plan.most_takes ? desk.decideNext(lead, new Set([...had, ownerId])) : null
    const last = desk.takerOf(await managerOf(ownerId)) ?? desk.takerOf(plan.fallback_owner_id)
    const taker = next?.taker ?? last
    if (!taker || taker.id === ownerId) return
    const reason = `not contacted in time; ${next?.reason ?? 'goes to the manager'}`
    const facts = { assignment: { rule_id: next?.rule?.id ?? null, kind: 'taken_back', reason } }
    await leads.give(tx, leadId, { id: taker.id, teamId: taker.team_id }, facts, ownerId)
    if (next?.rule?.id != null) await saveTurn(tx, next.rule.id, taker.id, next.rule.turns)
    await restartClock(tx, leadId)
  }

  /** What is read once for all leads of a transaction, behind the lock. */
  #session(tx: Transaction): Promise<Session> {
    const known = this.#sessions.get(tx)
    if (known) return known
    const made = (async () => {
      await lockDesk(tx)
      const plan = await readPlan(tx)
      return { plan, desk: await this.#deskOf(tx, plan, plan.rules.map(toDeskRule)) }
    })()
    this.#sessions.set(tx, made)
    return made
  }

  async #deskOf(
    db: Connection,
    plan: Pick<Trial, 'keeps_owner' | 'fallback_owner_id'>,
    rules: readonly DeskRule[],
    tried: readonly AssignableLead[] = [],
  ): Promise<Desk> {
    const { leads, calendars, firmTimeZone, now } = this.#needs
    const [takers, open, calendarOf] = await Promise.all([
      findLeadTakers(db),
      leads.openWork(db),
      calendars(),
    ])
    for (const { assigned_to, status } of tried)
      if (assigned_to !== null && OPEN.has(status)) open.set(assigned_to, (open.get(assigned_to) ?? 0) - 1)
    const { keeps_owner: keepsOwner, fallback_owner_id: fallbackOwnerId } = plan
    return new Desk({
      rules,
      keepsOwner,
      fallbackOwnerId,
      takers,
      open,
      calendarOf,
      firmTimeZone,
      now: now(),
    })
  }

  async #formers(
    db: Connection,
    keepsOwner: boolean,
    ids: readonly number[],
  ): Promise<Map<number, FormerOwner[]>> {
    return keepsOwner ? this.#needs.leads.formerOwners(db, ids) : new Map()
  }

  async #carryOut(
    tx: Transaction,
    lead: AssignableLead,
    { kind, taker, rule, reason }: Decision,
    plan: StoredPlan,
  ): Promise<void> {
    const facts = { assignment: { rule_id: rule?.id ?? null, kind, reason } }
    if (taker) {
      await this.#needs.leads.give(tx, lead.id, { id: taker.id, teamId: taker.team_id }, facts)
      if (rule?.id != null) await saveTurn(tx, rule.id, taker.id, rule.turns)
    }
    if (kind === 'rule' || kind === 'former') return
    publish(tx, {
      name: 'lead.assignment_failed',
      leadId: lead.id,
      data: {
        owner_id: taker?.id ?? null,
        team_id: taker?.team_id ?? null,
        told_id: taker?.id ?? plan.updated_by,
        reason,
      },
    })
  }

  /** Who would have got the last 500 leads by these rules, as people and their work stand now. Writes nothing. */
  async simulate(trial: Trial): Promise<Omit<Simulation, 'people' | 'data'> & { data: TriedLead[] }> {
    const { db, leads } = this.#needs
    const stored = new Map((await readPlan(db)).rules.map(rule => [rule.id, toDeskRule(rule)]))
    const rules = trial.rules.map((rule): DeskRule => {
      const known = rule.id === undefined ? undefined : stored.get(rule.id)
      return { ...rule, id: rule.id ?? null, turns: known?.turns ?? 0, turnOf: known?.turnOf ?? new Map() }
    })
    const tried = await leads.newest(db, TRIED, conditionsOf(trial))
    const formers = await this.#formers(
      db,
      trial.keeps_owner,
      tried.map(lead => lead.id),
    )
    const desk = await this.#deskOf(db, trial, rules, tried)
    const decided = tried.map(lead => ({ lead, decision: desk.decide(lead, formers.get(lead.id)) }))
    const data = decided.map(({ lead, decision }) => ({
      ...toldOf(lead, decision),
      now_owner_id: lead.assigned_to,
    }))
    return {
      leads: tried.length,
      changed: data.filter(one => one.owner_id !== one.now_owner_id).length,
      rules: rules.map(rule => ({
        name: rule.name,
        leads: decided.filter(({ decision }) => decision.rule === rule).length,
      })),
      without_rule: decided.filter(
        ({ decision }) => decision.kind === 'fallback' || decision.kind === 'nobody',
      ).length,
      data,
    }
  }
}

/** A lead of a simulation. */
export type TriedLead = Omit<Simulation['data'][number], 'name'>

const conditionsOf = ({ rules }: Pick<Trial, 'rules'> | StoredPlan) => rules.map(rule => rule.conditions)

const asksForScore = ({ score_min, score_max }: Trial['rules'][number]['conditions']) =>
  score_min !== undefined || score_max !== undefined

const isWaiting = ({ assigned_to, status }: AssignableLead): boolean =>
  assigned_to === null && OPEN.has(status)

const toldOf = (
  { id }: AssignableLead,
  { kind, taker, rule, reason }: Decision,
): RunAnswer['data'][number] => ({
  lead_id: id,
  owner_id: taker?.id ?? null,
  kind,
  rule: rule?.name ?? null,
  reason,
})

const toDeskRule = ({ turn_of, ...rule }: StoredPlan['rules'][number]): DeskRule => ({
  ...rule,
  turnOf: new Map(Object.entries(turn_of).map(([id, turn]) => [Number(id), turn])),
})

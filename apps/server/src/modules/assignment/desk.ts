import type { LeadTaker } from '../access/index.ts'
import { isAtWork, ofPerson, type WorkingCalendar } from '../activities/index.ts'
import type { AssignableLead, FormerOwner } from '../leads/index.ts'
import type { OUTCOMES, RuleBody, Strategy } from './assignment.schemas.ts'
import { candidatesOf } from './candidates.ts'
import { type Candidate, choose } from './choose.ts'

/** A rule with whose turn it was when. */
export interface DeskRule extends Pick<RuleBody, 'name' | 'is_active' | 'team_id' | 'user_ids'> {
  id: number | null
  strategy: readonly Strategy[]
  /** Leads that it has given away. */
  turns: number
  turnOf: Map<number, number>
}

/** What assignment goes by at one moment. */
export interface DeskState {
  rules: readonly DeskRule[]
  keepsOwner: boolean
  fallbackOwnerId: number | null
  takers: readonly LeadTaker[]
  /** Open leads of each person. */
  open: Map<number, number>
  calendarOf: (teamId: number | null) => WorkingCalendar
  firmTimeZone: string
  now: Date
}

/** Who gets a lead and why. Nobody when no rule finds anyone and the fallback owner has left. */
export interface Decision {
  kind: (typeof OUTCOMES)[number]
  taker: LeadTaker | null
  rule: DeskRule | null
  reason: string
}

type Ready = LeadTaker & Candidate
const NOBODY: ReadonlySet<number> = new Set()

/** Decides lead by lead who gets it, and minds what it has decided: of a thousand leads at once each is counted. */
export class Desk {
  readonly #state: DeskState
  readonly #here: ReadonlyMap<number, Ready>
  readonly #all: ReadonlyMap<number, LeadTaker>

  constructor(state: DeskState) {
    this.#state = state
    this.#all = new Map(state.takers.map(taker => [taker.id, taker]))
    const { takers: people, open, calendarOf, firmTimeZone, now } = state
    const here = candidatesOf({
      ...{ people, open, firmTimeZone, now },
      isAtWork: person => isAtWork(now, ofPerson(calendarOf(person.team_id), person)),
    })
    this.#here = new Map(here.map(one => [one.id, one]))
  }

  decide(lead: AssignableLead, formers: readonly FormerOwner[] = []): Decision {
    return this.#noted(this.#former(formers) ?? this.#byRules(lead) ?? this.#fallback(lead))
  }

  #noted(decision: Decision): Decision {
    const taken = decision.taker && this.#here.get(decision.taker.id)
    if (taken) taken.open += 1
    if (decision.rule && decision.taker) {
      decision.rule.turns += 1
      decision.rule.turnOf.set(decision.taker.id, decision.rule.turns)
    }
    return decision
  }

  /** A lead that is somebody's client already stays with them while they are here, whatever else they have to do. */
  #former(formers: readonly FormerOwner[]): Decision | null {
    if (!this.#state.keepsOwner) return null
    for (const { owner_id, is_household } of formers) {
      const taker = this.#here.get(owner_id)
      if (!taker) continue
      const reason = is_household
        ? 'same household as a lead they look after'
        : 'known already: they look after this person'
      return { kind: 'former', taker, rule: null, reason }
    }
    return null
  }

  /** Who gets a lead that its owner did not contact in time: by the rules, none of those who had it. */
  decideNext(lead: AssignableLead, had: ReadonlySet<number>): Decision | null {
    const decision = this.#byRules(lead, had)
    return decision && this.#noted(decision)
  }

  /** Somebody who may own leads, wherever they are. */
  takerOf(id: number | null): LeadTaker | undefined {
    return id === null ? undefined : this.#all.get(id)
  }

  #byRules(lead: AssignableLead, had: ReadonlySet<number> = NOBODY): Decision | null {
    for (const [i, rule] of this.#state.rules.entries()) {
      if (!rule.is_active || !lead.meets[i]) continue
      const free = this.#membersOf(rule).filter(({ id }) => !had.has(id))
      const candidates = free.map(one => Object.assign(one, { turn: rule.turnOf.get(one.id) ?? 0 }))
      const choice = choose(candidates, rule.strategy, lead)
      if (choice)
        return { kind: 'rule', taker: choice.candidate, rule, reason: `${rule.name}: ${choice.why}` }
    }
    return null
  }

  #membersOf({ team_id, user_ids }: DeskRule): Ready[] {
    if (team_id === null) return user_ids.flatMap(id => this.#here.get(id) ?? [])
    return [...this.#here.values()].filter(
      one => one.team_id === team_id && (!one.heads_team || one.capacity !== null),
    )
  }

  /** Also when away: it is theirs to see that it is not left lying. */
  #fallback(lead: AssignableLead): Decision {
    const { rules, fallbackOwnerId } = this.#state
    const fits = rules.some((rule, i) => rule.is_active && lead.meets[i])
    const why = fits ? 'nobody of the rules that fit is free' : 'no rule fits'
    const taker = fallbackOwnerId === null ? undefined : this.#all.get(fallbackOwnerId)
    if (!taker) return { kind: 'nobody', taker: null, rule: null, reason: why }
    return { kind: 'fallback', taker, rule: null, reason: `fallback owner: ${why}` }
  }
}

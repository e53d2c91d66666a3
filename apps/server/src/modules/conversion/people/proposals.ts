import type { LeadTaker } from '../../access/index.ts'
import { candidatesOf, choose } from '../../assignment/index.ts'
import type { AssignableLead } from '../../leads/index.ts'
import type { ClientRule, PlaceName, PlaceRules } from './rules/client-rules.schemas.ts'

/** Somebody proposed, and why in words; nobody where nobody can be. */
export interface Proposal {
  id: number | null
  /** Name of the rule that decided. */
  rule: string | null
  reason: string
}

/** What proposals go by at one moment. */
export interface ProposalState {
  people: Readonly<Record<PlaceName, readonly LeadTaker[]>>
  /** What each has in hand: leads and clients, or clients alone. */
  open: Readonly<Record<PlaceName, ReadonlyMap<number, number>>>
  firmTimeZone: string
  now: Date
}

/** What was converted. */
export interface ProposalCase {
  lead: AssignableLead
  /** For each rule of the place whether the lead meets its conditions. */
  meets: readonly boolean[]
  /** Who takes what nobody can where the rules name nobody: the first of them who is here. */
  managers: readonly number[]
}

/** Proposes somebody for a place with a client: the first rule that fits and has somebody free decides. What suits the client comes first, the
 *  smaller load second; of two alike the lead's owner, whom the client knows. */
export function propose(
  state: ProposalState,
  place: PlaceName,
  { rules, fallback_id }: PlaceRules,
  { lead, meets, managers }: ProposalCase,
): Proposal {
  const here = hereOf(state, state.people[place], state.open[place])
  const fitting = rules.filter((rule, i) => rule.is_active && meets[i])
  for (const rule of fitting) {
    const members = here.filter(memberOf(rule, lead))
    const candidates = members.map(one => ({
      ...one,
      turn: one.id === lead.assigned_to ? 0 : 1,
      ...(!rule.goes_by.includes('skill') && { expertise: [], languages: [] }),
      ...(!rule.goes_by.includes('city') && { areas: [] }),
    }))
    const choice = choose(candidates, strategyOf(rule), lead, 'nobody suits better')
    if (choice) return { id: choice.candidate.id, rule: rule.name, reason: `${rule.name}: ${choice.why}` }
  }
  const why = fitting.length > 0 ? 'nobody of the rules that fit is free' : 'no rule fits'
  return fallback(state, { place, fallbackId: fallback_id, managers }, why)
}

function memberOf({ who, team_id, user_ids }: ClientRule, lead: AssignableLead): (one: LeadTaker) => boolean {
  if (who === 'anybody') return () => true
  if (who === 'people') return ({ id }) => user_ids.includes(id)
  const team = who === 'lead_team' ? lead.team_id : team_id
  return one => team !== null && one.team_id === team && (!one.heads_team || one.capacity !== null)
}

const strategyOf = ({ goes_by }: ClientRule) => [
  ...(goes_by.includes('skill') || goes_by.includes('city') ? (['expertise'] as const) : []),
  ...(goes_by.includes('workload') ? (['least_open'] as const) : []),
]

/** The hour is of no matter: nobody has to act at once. */
const hereOf = (
  { firmTimeZone, now }: ProposalState,
  people: readonly LeadTaker[],
  open: ReadonlyMap<number, number>,
) => candidatesOf({ people, open, isAtWork: () => true, firmTimeZone, now })

/** Whom the rules name also when away, as with leads; a manager only when here. */
function fallback(
  state: ProposalState,
  {
    place,
    fallbackId,
    managers,
  }: { place: PlaceName; fallbackId: number | null; managers: readonly number[] },
  why: string,
): Proposal {
  const rule = null
  if (fallbackId !== null && state.people[place].some(({ id }) => id === fallbackId))
    return { id: fallbackId, rule, reason: `${why}: goes to the fallback` }
  const here = new Set(hereOf(state, state.people.account_owner, new Map()).map(({ id }) => id))
  const id = managers.find(one => here.has(one)) ?? null
  if (id === null) return { id, rule, reason: `${why}, and no manager is here` }
  const who = id === managers[0] ? 'goes to the manager' : 'stays with who converted it'
  return { id, rule, reason: `${why}: ${who}` }
}

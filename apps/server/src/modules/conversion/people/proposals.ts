import type { LeadTaker } from '../../access/index.ts'
import { candidatesOf, choose } from '../../assignment/index.ts'
import type { LeadRow } from '../../leads/index.ts'

/** Somebody proposed, and why in words; nobody where nobody can be. */
export interface Proposal {
  id: number | null
  reason: string
}

/** What proposals go by at one moment. */
export interface ProposalState {
  lead: Pick<
    LeadRow,
    'team_id' | 'assigned_to' | 'project_type' | 'property_type' | 'style' | 'language' | 'location'
  >
  salespeople: readonly LeadTaker[]
  designers: readonly LeadTaker[]
  /** What each has in hand: leads and clients, or clients alone. */
  openOfSalespeople: ReadonlyMap<number, number>
  openOfDesigners: ReadonlyMap<number, number>
  /** Who takes what nobody can: the first of them who is here. */
  fallbacks: readonly number[]
  firmTimeZone: string
  now: Date
}

/** What suits the client comes first, the smaller load second. */
const STRATEGY = ['expertise', 'least_open'] as const

/** One of the lead's team; of two alike the lead's owner, whom the client knows. */
export function proposeAccountOwner(state: ProposalState): Proposal {
  const { lead, salespeople, openOfSalespeople: open } = state
  if (lead.team_id === null) return fallback(state, 'the lead is of no team')
  const ofTeam = salespeople.filter(
    one => one.team_id === lead.team_id && (!one.heads_team || one.capacity !== null),
  )
  const candidates = hereOf(state, ofTeam, open).map(one => ({
    ...one,
    turn: one.id === lead.assigned_to ? 0 : 1,
  }))
  const choice = choose(candidates, STRATEGY, lead)
  return choice
    ? { id: choice.candidate.id, reason: choice.why }
    : fallback(state, 'nobody of the team is free')
}

export function proposeDesigner(state: ProposalState): Proposal {
  const choice = choose(hereOf(state, state.designers, state.openOfDesigners), STRATEGY, state.lead)
  return choice ? { id: choice.candidate.id, reason: choice.why } : fallback(state, 'no designer is free')
}

/** The hour is of no matter: nobody has to act at once. */
const hereOf = (
  { firmTimeZone, now }: ProposalState,
  people: readonly LeadTaker[],
  open: ReadonlyMap<number, number>,
) => candidatesOf({ people, open, isAtWork: () => true, firmTimeZone, now })

function fallback(state: ProposalState, why: string): Proposal {
  const here = new Set(hereOf(state, state.salespeople, new Map()).map(({ id }) => id))
  const id = state.fallbacks.find(one => here.has(one)) ?? null
  if (id === null) return { id, reason: `${why}, and no manager is here` }
  const who = id === state.fallbacks[0] ? 'goes to the manager' : 'stays with who converted it'
  return { id, reason: `${why}: ${who}` }
}

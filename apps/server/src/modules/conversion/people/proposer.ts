import type { Connection } from '../../../platform/database/database.ts'
import { findDesigners, findLeadTakers, type People } from '../../access/index.ts'
import type { AssignableLead, LeadsDoor } from '../../leads/index.ts'
import { clientsSince } from './people.repository.ts'
import { type Proposal, type ProposalState, propose } from './proposals.ts'
import { latestConversions, readClientPlan, type TriedConversion } from './rules/client-rules.repository.ts'
import { type ClientPlanTrial, PLACES, type PlaceName } from './rules/client-rules.schemas.ts'

export interface ProposerNeeds {
  people: Pick<People, 'managerOf'>
  leads: Pick<LeadsDoor, 'assignment'>
  firmTimeZone: string
  now: () => Date
}

/** A client counts as work in hand for so many days: until projects say themselves how far they are. */
const CLIENT_DAYS = 90
const DAY_MS = 86_400_000

/** Who is proposed by rules that are tried, beside who has the place. */
export interface TriedClient extends TriedConversion {
  proposals: Record<PlaceName, Proposal>
}

/** Finds people for clients by the rules. */
export class Proposer {
  readonly #needs: ProposerNeeds

  constructor(needs: ProposerNeeds) {
    this.#needs = needs
  }

  /** Who is proposed for these places of a client, by the rules as they are saved. */
  async propose(
    db: Connection,
    leadId: number,
    converter: number | null,
    places: readonly PlaceName[],
  ): Promise<Partial<Record<PlaceName, Proposal>>> {
    const plan = await readClientPlan(db)
    const [lead] = await this.#needs.leads.assignment.find(db, [leadId], conditionsOf(plan))
    if (!lead) return {}
    const state = await this.#state(db)
    const managers = await this.#managers(converter ?? lead.assigned_to)
    return Object.fromEntries(
      places.map(place => [
        place,
        propose(state, place, plan[place], { lead, meets: meetsOf(plan, place, lead), managers }),
      ]),
    )
  }

  /** Who would have been proposed for the last clients by these rules, one after the other, as people and the rest of their work stand
   *  now. Writes nothing. */
  async simulate(db: Connection, plan: ClientPlanTrial, limit: number): Promise<TriedClient[]> {
    const tried = await latestConversions(db, limit)
    const leads = await this.#needs.leads.assignment.find(
      db,
      tried.map(one => one.lead_id),
      conditionsOf(plan),
    )
    const leadOf = new Map(leads.map(lead => [lead.id, lead]))
    const state = await this.#state(db, tried)
    const managersOf = new Map<number | null, number[]>()
    const done: TriedClient[] = []
    for (const conversion of tried) {
      const lead = leadOf.get(conversion.lead_id)
      if (!lead) continue
      const converter = conversion.converted_by ?? lead.assigned_to
      const managers = managersOf.get(converter) ?? (await this.#managers(converter))
      managersOf.set(converter, managers)
      const proposed = PLACES.map(place => {
        const proposal = propose(state, place, plan[place], {
          ...{ lead, managers, meets: meetsOf(plan, place, lead) },
        })
        addTo(state.open[place], proposal.id, 1)
        return [place, proposal] as const
      })
      const proposals = Object.fromEntries(proposed) as Record<PlaceName, Proposal>
      done.push({ ...conversion, proposals })
    }
    return done
  }

  /** The manager of who converted, and they themselves. */
  async #managers(converter: number | null): Promise<number[]> {
    const manager = converter === null ? null : await this.#needs.people.managerOf(converter)
    return [manager, converter].filter(id => id !== null)
  }

  /** @param without clients that are no work in hand */
  async #state(
    db: Connection,
    without: readonly TriedConversion[] = [],
  ): Promise<ProposalState & { open: Record<PlaceName, Map<number, number>> }> {
    const { leads, firmTimeZone, now } = this.#needs
    const since = new Date(now().getTime() - CLIENT_DAYS * DAY_MS)
    const owned = await clientsSince(db, 'account_owner', since)
    const designed = await clientsSince(db, 'designer', since)
    for (const [id, count] of await leads.assignment.openWork(db)) addTo(owned, id, count)
    for (const { account_owner_id, designer_id, created_at } of without) {
      if (created_at < since) continue
      addTo(owned, account_owner_id, -1)
      addTo(designed, designer_id, -1)
    }
    return {
      people: { account_owner: await findLeadTakers(db), designer: await findDesigners(db) },
      open: { account_owner: owned, designer: designed },
      firmTimeZone,
      now: now(),
    }
  }
}

const conditionsOf = (plan: ClientPlanTrial) =>
  PLACES.flatMap(place => plan[place].rules.map(({ conditions }) => conditions))

/** Of the conditions of all rules those of a place. */
function meetsOf(plan: ClientPlanTrial, place: PlaceName, { meets }: AssignableLead): boolean[] {
  const first = place === 'account_owner' ? 0 : plan.account_owner.rules.length
  return meets.slice(first, first + plan[place].rules.length)
}

function addTo(counts: Map<number, number>, id: number | null, count: number): void {
  if (id !== null) counts.set(id, (counts.get(id) ?? 0) + count)
}

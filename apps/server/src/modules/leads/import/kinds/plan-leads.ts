import { isWithin, type Principal, reachOf, scopeOf } from '@optimwalls/permissions'
import type { Connection, Transaction } from '../../../../platform/database/database.ts'
import {
  type KnownLead,
  type LeadOfTerm,
  leadsByExternalIds,
  leadsByTerms,
} from '../../lead-bulk.repository.ts'
import { lockTerms } from '../../lead-duplicates.repository.ts'
import { matchedOn } from '../../lead-terms.ts'
import { nameWords } from '../../name-words.ts'
import type { Decision, ImportRun } from './import-kind.ts'
import type { ImportedLead } from './imported-lead.ts'
import type { ReadyLead } from './ready-lead.ts'

/** A lead that shares a phone or an e-mail with a new one: one that is there, or one of the same chunk. */
export type NewMatch = { on: 'phone' | 'email' } & (
  | { leadId: number; ownerId: number | null; teamId: number | null; lostAt: Date | null }
  | { of: NewLeadPlan }
)

export interface NewLeadPlan {
  does: 'create'
  ready: ReadyLead
  matches: NewMatch[]
  /** What later rows of the chunk that are the same lead are called in the other system. */
  otherIds: string[]
}

export type LeadPlan =
  | NewLeadPlan
  | { does: 'update'; lead: ImportedLead; leadId: number }
  /** The row is left out, and its id in the other system noted: what later files say under this id belongs to the lead that is there. */
  | { does: 'known'; externalId: string; leadId: number }
  /** The values of this row went into a new lead of an earlier row. */
  | { does: 'merged' }

interface Standing {
  leadId: number
  ownerId: number | null
  teamId: number | null
}

/** Decides for each row whether its lead is new. In a real run the contact of all of them is locked: of two leads with the same phone
 *  that arrive at once, the second sees the first. */
export async function planLeads(
  db: Connection,
  run: ImportRun,
  leads: readonly ReadyLead[],
): Promise<Decision<LeadPlan>[]> {
  const all = [...new Set(leads.flatMap(({ contactTerms }) => contactTerms))]
  if (!run.isTry) await lockTerms(db as Transaction, all)
  const ids = leads.flatMap(({ lead }) => lead.externalId ?? [])
  const [known, sharing] = await Promise.all([
    leadsByExternalIds(db, run.mapping.system, ids),
    leadsByTerms(db, all),
  ])
  const planner = new LeadPlanner(run, known, sharing)
  return leads.map(lead => planner.decide(lead))
}

class LeadPlanner {
  readonly #run: ImportRun
  readonly #known: ReadonlyMap<string, KnownLead>
  readonly #sharing = new Map<string, LeadOfTerm[]>()
  readonly #newById = new Map<string, NewLeadPlan>()
  readonly #newByTerm = new Map<string, NewLeadPlan[]>()
  readonly #mayEdit: (lead: Standing) => boolean

  constructor(run: ImportRun, known: readonly KnownLead[], sharing: readonly LeadOfTerm[]) {
    this.#run = run
    this.#known = new Map(known.map(lead => [lead.external_id, lead]))
    for (const lead of sharing) this.#sharing.set(lead.term, [...(this.#sharing.get(lead.term) ?? []), lead])
    this.#mayEdit = editRule(run.principal)
  }

  decide(ready: ReadyLead): Decision<LeadPlan> {
    const { lead, contactTerms: terms } = ready
    const { on_duplicate } = this.#run.mapping
    const known = lead.externalId === null ? undefined : this.#known.get(lead.externalId)
    if (known) {
      const standing = { leadId: known.lead_id, ownerId: known.owner_id, teamId: known.team_id }
      const isLeft = known.is_deleted || on_duplicate !== 'update'
      const decision: Decision<LeadPlan> = isLeft ? { does: 'match' } : this.#update(lead, standing)
      if (decision.does !== 'refuse' && this.#isCalledElse(lead, known)) decision.hasOtherName = true
      return decision
    }
    const fresh = lead.externalId === null ? undefined : this.#newById.get(lead.externalId)
    if (fresh) return this.#intoNew(fresh, ready)
    if (this.#run.isTry && this.#wasSeen(lead, terms))
      return on_duplicate === 'update' ? { does: 'update', plan: { does: 'merged' } } : { does: 'match' }
    const matches = this.#matches(terms)
    const [first] = matches
    if (first && on_duplicate === 'skip' && !this.#isNewEnquiry(lead, matches))
      return this.#leaveOut(lead, first)
    if (first && on_duplicate === 'update')
      return 'of' in first ? this.#intoNew(first.of, ready) : this.#update(lead, first)
    return this.#create({ does: 'create', ready, matches, otherIds: [] }, terms)
  }

  /** Whether somebody whose leads were all lost asks again: that comes in, and takes the lead up again (`Enquiries`). What a file tells
   *  of the past, or from before the loss, does not. */
  #isNewEnquiry({ createdAt, place }: ImportedLead, matches: readonly NewMatch[]): boolean {
    if (this.#run.mapping.historical || place === 'lost' || place === 'converted') return false
    const isOfLost = (match: NewMatch) =>
      !('of' in match) && match.lostAt !== null && (createdAt === null || createdAt >= match.lostAt)
    return matches.every(isOfLost) && matches.some(({ on }) => on === 'phone')
  }

  #leaveOut({ externalId }: ImportedLead, match: NewMatch): Decision<LeadPlan> {
    if (externalId === null || this.#run.isTry) return { does: 'match' }
    if ('of' in match) {
      this.#alsoCalled(match.of, externalId)
      return { does: 'match' }
    }
    if (!this.#mayEdit(match)) return { does: 'match' }
    return { does: 'update', plan: { does: 'known', externalId, leadId: match.leadId } }
  }

  #alsoCalled(plan: NewLeadPlan, externalId: string | null): void {
    if (externalId === null || externalId === plan.ready.lead.externalId) return
    plan.otherIds.push(externalId)
    this.#newById.set(externalId, plan)
  }

  /** Whether an id that the file names is here that of somebody whose name has no word in common: ids of two systems may be the same
   *  numbers. */
  #isCalledElse({ externalId, name }: ImportedLead, known: KnownLead): boolean {
    const isMade = this.#run.mapping.composed?.name !== undefined || externalId?.startsWith('row:')
    const words = new Set(nameWords(known.name))
    return !isMade && !nameWords(name).some(word => words.has(word))
  }

  #create(plan: NewLeadPlan, terms: readonly string[]): Decision<LeadPlan> {
    this.#remember(plan, plan.ready.lead, terms)
    return { does: 'create', plan }
  }

  #remember(plan: NewLeadPlan, { externalId }: ImportedLead, terms: readonly string[]): void {
    if (externalId !== null) this.#newById.set(externalId, plan)
    for (const term of terms) this.#newByTerm.set(term, [...(this.#newByTerm.get(term) ?? []), plan])
    if (!this.#run.isTry) return
    if (externalId !== null) this.#run.seen.add(`id ${externalId}`)
    for (const term of terms) this.#run.seen.add(term)
  }

  #update(lead: ImportedLead, standing: Standing): Decision<LeadPlan> {
    if (this.#mayEdit(standing))
      return { does: 'update', plan: { does: 'update', lead, leadId: standing.leadId } }
    return { does: 'refuse', problems: [{ path: 'row', message: 'is a lead that you may not change' }] }
  }

  #intoNew(plan: NewLeadPlan, { lead, contactTerms }: ReadyLead): Decision<LeadPlan> {
    if (this.#run.mapping.on_duplicate !== 'update') return { does: 'match' }
    plan.ready = plan.ready.with(lead)
    this.#alsoCalled(plan, lead.externalId)
    this.#remember(plan, lead, contactTerms)
    return { does: 'update', plan: { does: 'merged' } }
  }

  /** Of rows in chunks before, which a try has not written. */
  #wasSeen({ externalId }: ImportedLead, terms: readonly string[]): boolean {
    if (externalId !== null && this.#run.seen.has(`id ${externalId}`)) return true
    return this.#run.mapping.on_duplicate !== 'flag' && terms.some(term => this.#run.seen.has(term))
  }

  /** Each other lead once for the phone and once for the e-mail. */
  #matches(terms: readonly string[]): NewMatch[] {
    const matches = new Map<string, NewMatch>()
    for (const term of terms) {
      const on = matchedOn(term)
      for (const { lead_id, owner_id, team_id, lost_at } of this.#sharing.get(term) ?? [])
        matches.set(`${on} ${lead_id}`, {
          on,
          ...{ leadId: lead_id, ownerId: owner_id, teamId: team_id, lostAt: lost_at },
        })
      for (const of of this.#newByTerm.get(term) ?? []) {
        const isThere = [...matches.values()].some(
          match => 'of' in match && match.of === of && match.on === on,
        )
        if (!isThere) matches.set(`${on} new ${matches.size}`, { on, of })
      }
    }
    return [...matches.values()]
  }
}

function editRule(principal: Principal): (lead: Standing) => boolean {
  const scope = scopeOf(principal, 'CRM', 'edit')
  if (scope === null) return () => false
  const reach = reachOf(principal, scope)
  return ({ ownerId, teamId }) => isWithin(reach, { owner: ownerId, team: teamId })
}

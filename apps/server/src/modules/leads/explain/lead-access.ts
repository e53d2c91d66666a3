import type { Principal } from '@optimwalls/permissions'
import type { Connection } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import { deedsFor } from '../lead-deeds.ts'
import type { LeadReader } from '../lead-reader.ts'
import type { LeadNeighbours } from '../leads.neighbours.ts'
import type { LeadViewers, PersonAccess } from './explain.schemas.ts'
import { type LeadFacts, why } from './why.ts'

export interface LeadAccessNeeds {
  db: Connection
  reader: LeadReader
  neighbours: Pick<LeadNeighbours, 'people' | 'holdings'>
}

/** Who sees a lead, of the people whom the caller may see.
 *  @throws AppError "not-found" when the lead is out of the caller's reach */
export async function leadViewers(
  needs: LeadAccessNeeds,
  principal: Principal,
  leadId: number,
): Promise<LeadViewers> {
  const lead = await factsOf(needs, principal, leadId)
  const holdings = await needs.neighbours.holdings(principal)
  const told = holdings.map(holding => ({ person: holding.person, view: why(holding, 'view', lead) }))
  const data = told.filter(({ view }) => view.allowed)
  return { data, kept_out: told.length - data.length }
}

/** What one person may do with a lead, and why.
 *  @throws AppError "not-found" when the lead or the person is out of the caller's reach */
export async function leadAccessOf(
  needs: LeadAccessNeeds,
  principal: Principal,
  leadId: number,
  personId: number,
): Promise<PersonAccess> {
  const lead = await factsOf(needs, principal, leadId)
  const [holding] = await needs.neighbours.holdings(principal, personId)
  if (!holding) throw new AppError('not-found')
  return {
    person: holding.person,
    roles: [...(holding.principal?.roles ?? [])],
    data: deedsFor(lead).map(deed => why(holding, deed, lead)),
  }
}

async function factsOf(
  { db, reader, neighbours }: LeadAccessNeeds,
  principal: Principal,
  leadId: number,
): Promise<LeadFacts> {
  const { assigned_to, team_id, deleted_at } = await reader.standing(principal, leadId)
  const people = await neighbours.people.all()
  const [team] = await db.rows<{ name: string }>(
    'SELECT name FROM teams WHERE id = $1',
    [team_id],
    'lead-access-team',
  )
  const owner = assigned_to === null ? undefined : people.get(assigned_to)
  return { assigned_to, team_id, deleted_at, owner: owner?.name ?? null, team: team?.name ?? null }
}

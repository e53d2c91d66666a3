import { isWithin, type Principal, reachOf, scopeOf } from '@optimwalls/permissions'
import type { Transaction } from '../../platform/database/database.ts'
import { addPairs, lockSameContact, lockTerms, type SameContact } from './lead-duplicates.repository.ts'
import type { Where } from './lead-filter.ts'
import type { LeadRow } from './lead-row.ts'
import { matchedOn } from './lead-terms.ts'
import type { Person } from './leads.neighbours.ts'
import { findInScope, lockById } from './leads.repository.ts'
import type { Duplicate } from './leads.schemas.ts'

/** A lead that shares a phone or an e-mail with the one being looked at. */
export interface Match {
  leadId: number
  matchedOn: 'phone' | 'email'
  ownerId: number | null
  teamId: number | null
}

/** The other leads of these rows, each once for the phone and once for the e-mail. */
export function toMatches(rows: readonly SameContact[], exceptLeadId: number | null): Match[] {
  const matches = new Map<string, Match>()
  for (const row of rows) {
    if (row.lead_id === exceptLeadId) continue
    const match = {
      leadId: row.lead_id,
      matchedOn: matchedOn(row.term),
      ownerId: row.owner_id,
      teamId: row.team_id,
    }
    matches.set(`${match.leadId} ${match.matchedOn}`, match)
  }
  return [...matches.values()]
}

/** Finds the living leads with the same contact, and holds off others who would add one until `tx` ends. */
export async function lockMatches(
  tx: Transaction,
  contactTerms: readonly string[],
  exceptLeadId: number | null,
): Promise<Match[]> {
  if (contactTerms.length === 0) return []
  return toMatches(await lockSameContact(tx, contactTerms), exceptLeadId)
}

/** Locks a living lead whose duplicates may change: first the contact, before and after, then the lead. A pair also writes the mark
 *  of the other lead: were the lead locked first, two edits of duplicates would each hold what the other waits for. */
export async function lockWithContact(
  tx: Transaction,
  id: number,
  scope: Where,
  contactTermsOf: (lead: LeadRow) => readonly string[],
): Promise<LeadRow | undefined> {
  const seen = await findInScope(tx, id, scope)
  if (!seen || seen.deleted_at) return undefined
  await lockTerms(tx, contactTermsOf(seen))
  return lockById(tx, id, scope)
}

export async function markPairs(tx: Transaction, leadId: number, matches: readonly Match[]): Promise<void> {
  if (matches.length > 0) await addPairs(tx, leadId, matches)
}

/** What the caller may know of a match: that it is there and whose it is; its id only when they may see it. */
export function tellMatches(
  principal: Principal,
  matches: readonly Match[],
  people: ReadonlyMap<number, Person>,
): Duplicate[] {
  const scope = scopeOf(principal, 'CRM', 'view')
  const reach = scope && reachOf(principal, scope)
  const visible = (match: Match) =>
    reach !== null && isWithin(reach, { owner: match.ownerId, team: match.teamId })
  return matches.map(match => {
    const owner = match.ownerId === null ? undefined : people.get(match.ownerId)
    return {
      lead_id: visible(match) ? match.leadId : null,
      matched_on: match.matchedOn,
      owner: owner ? { id: owner.id, name: owner.name } : null,
    }
  })
}

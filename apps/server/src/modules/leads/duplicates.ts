import { isWithin, type Principal, reachOf, scopeOf } from '@optimwalls/permissions'
import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { askToken } from './access-requests/ask-token.ts'
import { addPairs, lockSameContact, type SameContact } from './lead-duplicates.repository.ts'
import { matchedOn } from './lead-terms.ts'
import type { Person } from './leads.neighbours.ts'
import type { Duplicate } from './leads.schemas.ts'

/** A lead that shares a phone or an e-mail with the one being looked at. */
export interface Match {
  leadId: number
  matchedOn: 'phone' | 'email'
  ownerId: number | null
  teamId: number | null
  /** Absent where nobody is told of it. */
  isLost?: boolean
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
      isLost: row.is_lost,
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
  return toMatches(await lockSameContact(tx, contactTerms, exceptLeadId), exceptLeadId)
}

export async function markPairs(tx: Transaction, leadId: number, matches: readonly Match[]): Promise<void> {
  if (matches.length > 0) await addPairs(tx, leadId, matches)
}

/** A match as it is told: also one that was made on a name. */
export interface ToldMatch extends Omit<Match, 'matchedOn'> {
  matchedOn: 'phone' | 'email' | 'name'
  /** When the caller asked for access to it, if they wait for an answer. */
  askedAt?: Date
}

/** What the caller may know of a match: that it is there and whose it is; its id only when they may see it, else a token to ask for
 *  access with. That a name reads alike is told of leads they see, of no other: names could be tried. */
export function tellMatches(
  crypto: Crypto,
  principal: Principal,
  matches: readonly ToldMatch[],
  people: ReadonlyMap<number, Person>,
  now: Date,
): Duplicate[] {
  const visible = visibleTo(principal)
  const movable = reachOfRight(principal, 'move')
  return matches.flatMap(match => {
    const isVisible = visible(match)
    if (!isVisible && match.matchedOn === 'name') return []
    const owner = match.ownerId === null ? undefined : people.get(match.ownerId)
    return {
      lead_id: isVisible ? match.leadId : null,
      matched_on: match.matchedOn,
      owner: owner ? { id: owner.id, name: owner.name } : null,
      ask_token: isVisible ? null : askToken(crypto, principal.userId, match.leadId, now),
      asked_at: isVisible ? null : (match.askedAt?.toISOString() ?? null),
      may_reopen: isVisible && match.isLost === true && movable(match),
    }
  })
}

/** Whether the person sees leads that stand so. */
export const visibleTo = (principal: Principal) => reachOfRight(principal, 'view')

function reachOfRight(
  principal: Principal,
  right: 'view' | 'move',
): (lead: { ownerId: number | null; teamId: number | null }) => boolean {
  const scope = scopeOf(principal, 'CRM', right)
  const reach = scope && reachOf(principal, scope)
  return lead => reach !== null && isWithin(reach, { owner: lead.ownerId, team: lead.teamId })
}

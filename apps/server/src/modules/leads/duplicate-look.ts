import type { Principal } from '@optimwalls/permissions'
import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Database } from '../../platform/database/database.ts'
import { openRequestsOf } from './access-requests/access-requests.repository.ts'
import { NO_CONTACT } from './contact.ts'
import { type ToldMatch, tellMatches, toMatches } from './duplicates.ts'
import { findSameContact, pairsOf } from './lead-duplicates.repository.ts'
import type { LeadReader, LeadSettings } from './lead-reader.ts'
import { contactTerms } from './lead-terms.ts'
import type { LeadNeighbours } from './leads.neighbours.ts'
import type { Duplicate } from './leads.schemas.ts'
import type { Author } from './leads.service.ts'
import { normalisePhone } from './normalise-phone.ts'

interface Needs {
  db: Database
  crypto: Crypto
  settings: LeadSettings
  neighbours: LeadNeighbours
  reader: LeadReader
}

/** Looks, while a person types, whether the phone or e-mail is on a lead already. What is not a phone yet matches nothing.
 *  Every look that finds a lead out of the caller's reach is in the audit log. */
export async function lookForDuplicates(
  { db, crypto, settings, neighbours }: Needs,
  by: Author,
  asked: { phone?: string; email?: string },
): Promise<Duplicate[]> {
  const phone = asked.phone === undefined ? null : normalisePhone(asked.phone, settings.country)
  const terms = contactTerms(crypto, { ...NO_CONTACT, phone, email: asked.email || null })
  if (terms.length === 0) return []
  const matches = toMatches(await findSameContact(db, terms), null)
  const told = tellMatches(crypto, by.principal, matches, await neighbours.people.all(), new Date())
  if (told.some(duplicate => duplicate.lead_id === null)) {
    await db.inTransaction(async tx => neighbours.audit(tx, { ...by, action: 'looked_for_duplicates' }))
  }
  return told
}

/** The leads that may be the same person as one that the caller sees. */
export async function pairedWith(
  { db, crypto, neighbours, reader }: Needs,
  principal: Principal,
  leadId: number,
): Promise<Duplicate[]> {
  await reader.standing(principal, leadId)
  const pairs = await pairsOf(db, leadId)
  if (pairs.length === 0) return []
  const ids = pairs.map(pair => pair.lead_id)
  const asked = await openRequestsOf(db, principal.userId, ids)
  const matches = pairs.map((pair): ToldMatch => {
    const askedAt = asked.get(pair.lead_id)
    return {
      leadId: pair.lead_id,
      matchedOn: pair.matched_on === 'phone' || pair.matched_on === 'email' ? pair.matched_on : 'name',
      ownerId: pair.owner_id,
      teamId: pair.team_id,
      isLost: pair.is_lost,
      ...(askedAt && { askedAt }),
    }
  })
  return tellMatches(crypto, principal, matches, await neighbours.people.all(), new Date())
}

import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { pair } from './add-lead.ts'
import type { Contact } from './contact.ts'
import { lockMatches, type Match } from './duplicates.ts'
import { CONTACT_KINDS, dropPairs, markDuplicate } from './lead-duplicates.repository.ts'
import type { LeadRow } from './lead-row.ts'
import { contactTerms, leadTerms } from './lead-terms.ts'
import { replaceTerms } from './leads.repository.ts'

/** A lead as it was, or is now. */
export interface Findable {
  row: LeadRow
  contact: Contact
}

/** Brings search terms and duplicate pairs in line with what an edited lead is called and how it is reached now; answers which leads it
 *  newly shares a phone or an e-mail with. `changedReach` when its phones or its e-mail are others than before. */
export async function refindLead(
  tx: Transaction,
  crypto: Crypto,
  before: Findable,
  now: Findable,
  changedReach: boolean,
): Promise<readonly Match[]> {
  const { row, contact } = now
  const isCalledTheSame = before.row.name === row.name && before.row.location === row.location
  if (!changedReach && isCalledTheSame && before.contact.address === contact.address) return []
  // The lock on the new contact comes before its terms are written: of two leads that get the same phone, one sees the other.
  const matches = changedReach ? await lockMatches(tx, contactTerms(crypto, contact), row.id) : []
  const termsOf = ({ row: { name, location }, contact: reached }: Findable) =>
    leadTerms(crypto, { name, location, contact: reached })
  await replaceTerms(tx, row.id, termsOf(before).terms, termsOf(now))
  if (!changedReach) return []
  const known = await dropPairs(tx, row.id, CONTACT_KINDS)
  await markDuplicate(tx, row.id, matches.length > 0)
  row.is_duplicate = matches.length > 0
  await pair(tx, row, matches, { known })
  return matches.filter(({ leadId }) => !known.includes(leadId))
}

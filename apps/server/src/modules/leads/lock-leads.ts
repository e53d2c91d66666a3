import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { openContact } from './contact.ts'
import { findPaired, holdMark, lockTerms } from './lead-duplicates.repository.ts'
import type { Where } from './lead-filter.ts'
import type { LeadRow } from './lead-row.ts'
import { contactTerms } from './lead-terms.ts'
import { findByIds, lockById } from './leads.repository.ts'

/**
 * Holds what the duplicates of these leads are found by, until the transaction ends: first the contacts as such, so that nobody else
 * changes them, then each phone and e-mail in them and those that `termsAfter` says they are about to get. Whoever writes contacts,
 * pairs or marks does this before locking a lead: they write the marks of other leads too, and two who began with the leads would each
 * hold what the other waits for.
 * @returns the phones and e-mails that are held
 */
export async function lockContacts(
  tx: Transaction,
  crypto: Crypto,
  ids: readonly number[],
  termsAfter: (lead: LeadRow) => readonly string[] = () => [],
): Promise<string[]> {
  const [, leads] = await Promise.all([
    lockTerms(
      tx,
      ids.map(id => `l:${id}`),
    ),
    findByIds(tx, ids),
  ])
  const terms = leads.flatMap(lead => [
    ...contactTerms(crypto, openContact(crypto, lead.contact)),
    ...termsAfter(lead),
  ])
  await lockTerms(tx, terms)
  return terms
}

/** Locks leads with their contacts, and with them those whose marks of duplicates change when one of these does: all in the order of their
 *  ids, as every change of many holds them. Two that began with their own lead would wait for each other's mark.
 *  @param lock locks one of `ids`
 *  @returns what it found of them */
export async function lockWithPaired(
  tx: Transaction,
  crypto: Crypto,
  ids: readonly number[],
  lock: (id: number) => Promise<LeadRow | undefined>,
  termsAfter?: (lead: LeadRow) => readonly string[],
): Promise<Map<number, LeadRow>> {
  const terms = await lockContacts(tx, crypto, ids, termsAfter)
  const paired = await findPaired(tx, ids, terms)
  const locked = new Map<number, LeadRow>()
  for (const id of [...new Set([...ids, ...paired])].sort((a, b) => a - b)) {
    if (!ids.includes(id)) {
      await holdMark(tx, id)
      continue
    }
    const row = await lock(id)
    if (row) locked.set(id, row)
  }
  return locked
}

/** Locks two living leads within `scope` with their contacts.
 *  @throws AppError "not-found" when one of them is not there */
export async function lockTwo(
  tx: Transaction,
  crypto: Crypto,
  ids: readonly [number, number],
  scope: Where,
  termsAfter: readonly string[] = [],
): Promise<Map<number, LeadRow>> {
  const locked = await lockWithPaired(
    tx,
    crypto,
    ids,
    id => lockById(tx, id, scope),
    () => termsAfter,
  )
  for (const id of ids) {
    const row = locked.get(id)
    if (!row || row.deleted_at) throw new AppError('not-found')
  }
  return locked
}

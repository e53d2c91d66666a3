import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Contact } from './contact.ts'
import { addressKey } from './duplicates/address-key.ts'
import { blockingKey } from './duplicates/name-key.ts'
import { nameWords } from './name-words.ts'
import { normaliseEmail } from './normalise-email.ts'

/** The terms of `lead_terms` that find a lead; migrations 0004 and 0015 say what the prefixes mean. */
export const terms = {
  nameWord: (word: string) => `n:${word}`,
  cityWord: (word: string) => `c:${word}`,
  email: (crypto: Crypto, email: string) => `e:${crypto.hash('email', normaliseEmail(email))}`,
  phone: (crypto: Crypto, e164: string) => `p:${crypto.hash('phone', e164)}`,
  lastDigits: (crypto: Crypto, fourDigits: string) => `4:${crypto.hash('phone-last-4', fourDigits)}`,
  soundsLike: (key: string) => `b:${key}`,
  address: (crypto: Crypto, key: string) => `a:${crypto.hash('address', key)}`,
}

const phonesOf = (contact: Contact): string[] =>
  contact.phone ? [contact.phone, ...contact.phones] : contact.phones

/** Terms under which two leads with the same phone or e-mail meet. */
export function contactTerms(crypto: Crypto, contact: Contact): string[] {
  const found = phonesOf(contact).map(phone => terms.phone(crypto, phone))
  if (contact.email) found.push(terms.email(crypto, contact.email))
  return [...new Set(found)]
}

/** What a match on a term of `contactTerms` was made on. */
export const matchedOn = (term: string): 'phone' | 'email' => (term.startsWith('p:') ? 'phone' : 'email')

/** The term under which leads of the same address meet; null when the address does not name one home. */
export function addressTerm(crypto: Crypto, contact: Contact): string | null {
  const key = contact.address === null ? null : addressKey(contact.address)
  return key === null ? null : terms.address(crypto, key)
}

/** The term under which leads meet whose names read alike in the same city; null when there is too little to go by. */
export function soundTerm(lead: { name: string; location: string | null }): string | null {
  const key = blockingKey(lead.name, lead.location)
  return key === null ? null : terms.soundsLike(key)
}

/** Every term of a lead, and the words among them for the dictionary; both sorted, so that writers never cross. `ofContact` where they are
 *  known. */
export function leadTerms(
  crypto: Crypto,
  lead: { name: string; location: string | null; contact: Contact },
  ofContact: readonly string[] = contactTerms(crypto, lead.contact),
): { terms: string[]; words: string[] } {
  const names = nameWords(lead.name)
  const cities = lead.location ? nameWords(lead.location) : []
  const all = [
    ...names.map(terms.nameWord),
    ...cities.map(terms.cityWord),
    ...ofContact,
    ...phonesOf(lead.contact).map(phone => terms.lastDigits(crypto, phone.slice(-4))),
    soundTerm(lead),
    addressTerm(crypto, lead.contact),
  ].filter(term => term !== null)
  return { terms: [...new Set(all)].sort(), words: [...new Set([...names, ...cities])].sort() }
}

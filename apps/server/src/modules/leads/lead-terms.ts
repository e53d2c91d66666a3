import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Contact } from './contact.ts'
import { nameWords } from './name-words.ts'
import { normaliseEmail } from './normalise-email.ts'

/** The terms of `lead_terms` that find a lead; migration 0004 says what the prefixes mean. */
export const terms = {
  nameWord: (word: string) => `n:${word}`,
  cityWord: (word: string) => `c:${word}`,
  email: (crypto: Crypto, email: string) => `e:${crypto.hash('email', normaliseEmail(email))}`,
  phone: (crypto: Crypto, e164: string) => `p:${crypto.hash('phone', e164)}`,
  lastDigits: (crypto: Crypto, fourDigits: string) => `4:${crypto.hash('phone-last-4', fourDigits)}`,
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

/** Every term of a lead, and the words among them for the dictionary; both sorted, so that writers never cross. */
export function leadTerms(
  crypto: Crypto,
  lead: { name: string; location: string | null; contact: Contact },
): { terms: string[]; words: string[] } {
  const names = nameWords(lead.name)
  const cities = lead.location ? nameWords(lead.location) : []
  const all = [
    ...names.map(terms.nameWord),
    ...cities.map(terms.cityWord),
    ...contactTerms(crypto, lead.contact),
    ...phonesOf(lead.contact).map(phone => terms.lastDigits(crypto, phone.slice(-4))),
  ]
  return { terms: [...new Set(all)].sort(), words: [...new Set([...names, ...cities])].sort() }
}

import type { Crypto } from '../../platform/crypto/crypto.ts'

/** How to reach a lead: everything of it that is never stored in the clear. Phones are in E.164. */
export interface Contact {
  email: string | null
  phone: string | null
  /** Further phones. */
  phones: string[]
  /** Street address. */
  address: string | null
}

export const NO_CONTACT: Contact = { email: null, phone: null, phones: [], address: null }

/** Bound to every ciphertext, so that none from another table opens as a contact. */
export const CONTACT_CONTEXT = 'lead.contact'

/** The contact as stored: one ciphertext and the id of its key; nulls when there is nothing to hide. */
export function sealContact(
  crypto: Crypto,
  contact: Contact,
): { contact: Buffer | null; contact_key_id: string | null } {
  const { email, phone, phones, address } = contact
  if (!email && !phone && !address && phones.length === 0) return { contact: null, contact_key_id: null }
  const sealed = crypto.seal(JSON.stringify([email, phone, phones, address]), CONTACT_CONTEXT)
  return { contact: sealed.bytes, contact_key_id: sealed.keyId }
}

export function openContact(crypto: Crypto, sealed: Uint8Array | null): Contact {
  if (!sealed) return NO_CONTACT
  const [email, phone, phones, address] = JSON.parse(crypto.open(sealed, CONTACT_CONTEXT).toString('utf8'))
  return { email, phone, phones, address }
}

import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Connection } from '../../../platform/database/database.ts'
import { openContact } from '../contact.ts'

/** What a person is found by where no id leads to them: in files, in kept answers, in mail. */
export interface Traces {
  names: string[]
  emails: string[]
  /** E.164. */
  phones: string[]
  addresses: string[]
}

/** The leads that are one person with these: merged into one another, however far. */
export async function withMerged(db: Connection, leadIds: readonly number[]): Promise<number[]> {
  const rows = await db.rows<{ id: number }>(
    `WITH RECURSIVE same (id) AS (
       SELECT unnest($1::int[])
       UNION SELECT CASE WHEN l.id = same.id THEN l.merged_into ELSE l.id END FROM same
         JOIN leads l ON l.merged_into = same.id OR l.id = same.id AND l.merged_into IS NOT NULL
     ) SELECT DISTINCT same.id FROM same JOIN leads l ON l.id = same.id ORDER BY 1`,
    [leadIds],
  )
  return rows.map(({ id }) => id)
}

/** Other living leads that may be the same person or a member of their household. */
export function relatedLeads(
  db: Connection,
  leadIds: readonly number[],
): Promise<{ id: number; how: 'contact' | 'household' }[]> {
  return db.rows(
    `SELECT t.lead_id AS id, CASE WHEN bool_or(t.term NOT LIKE 'a:%') THEN 'contact' ELSE 'household' END AS how
     FROM lead_terms o JOIN lead_terms t ON t.term = o.term JOIN leads l ON l.id = t.lead_id AND l.deleted_at IS NULL
     WHERE o.lead_id = ANY ($1::int[]) AND (o.term LIKE 'e:%' OR o.term LIKE 'p:%' OR o.term LIKE 'a:%') AND t.lead_id <> ALL ($1::int[])
     GROUP BY t.lead_id ORDER BY t.lead_id LIMIT 50`,
    [leadIds],
  )
}

/** By what these leads are found as they are now. */
export async function tracesOf(db: Connection, crypto: Crypto, leadIds: readonly number[]): Promise<Traces> {
  const rows = await db.rows<{ name: string; contact: Buffer | null }>(
    'SELECT name, contact FROM leads WHERE id = ANY ($1::int[]) AND erased_at IS NULL',
    [leadIds],
  )
  const contacts = rows.map(({ contact }) => openContact(crypto, contact))
  const filled = (texts: readonly (string | null)[]) => [...new Set(texts.filter(text => text !== null))]
  return {
    names: filled(rows.map(({ name }) => name)),
    emails: filled(contacts.map(({ email }) => email)),
    phones: filled(contacts.flatMap(({ phone, phones }) => [phone, ...phones])),
    addresses: filled(contacts.map(({ address }) => address)),
  }
}

/** Fewer digits are no phone. */
const TELLING_DIGITS = 7
const NATIONAL_DIGITS = 10

/** Whether a text tells of the person, in whatever writing: by e-mail, by phone, or by a whole name. */
export function tracer({ names, emails, phones, addresses }: Traces): (text: string) => boolean {
  const words = [...names, ...emails, ...addresses].map(plain).filter(word => word.length > 2)
  const numbers = phones
    .map(phone => phone.replace(/\D/g, '').slice(-NATIONAL_DIGITS))
    .filter(number => number.length >= TELLING_DIGITS)
  return text => {
    const read = plain(text)
    if (words.some(word => read.includes(word))) return true
    if (numbers.length === 0) return false
    // Digits that are written apart belong together.
    const digits = read.replace(/(?<=\d)[\s().\-/]+(?=\d)/g, '')
    return numbers.some(number => digits.includes(number))
  }
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

import { AppError, type FieldError } from '../../platform/errors.ts'
import { type Contact, NO_CONTACT } from './contact.ts'
import type { LeadPatch } from './leads.schemas.ts'
import { normalisePhone } from './normalise-phone.ts'

/** The contact after a person's writing: what is not mentioned stays as it was.
 *  @throws AppError "invalid-input" naming each phone that is none */
export function readContact(input: LeadPatch, before: Contact, country: string): Contact {
  const errors: FieldError[] = []
  const phone = (text: string, path: string): string => {
    const e164 = normalisePhone(text, country)
    if (e164 === null)
      errors.push({ path, message: 'Enter a phone number, with its country code if it is not from here' })
    return e164 ?? text
  }
  const contact: Contact = {
    email: input.email === undefined ? before.email : (input.email?.trim() ?? null),
    phone:
      input.phone === undefined ? before.phone : input.phone === null ? null : phone(input.phone, 'phone'),
    phones:
      input.phones === undefined ? before.phones : input.phones.map((text, i) => phone(text, `phones.${i}`)),
    address: input.address === undefined ? before.address : (input.address?.trim() ?? null),
  }
  if (errors.length > 0) throw new AppError('invalid-input', { errors })
  return { ...contact, phones: [...new Set(contact.phones)].filter(further => further !== contact.phone) }
}

/** The contact of a new lead. */
export const readNewContact = (input: LeadPatch, country: string): Contact =>
  readContact(input, NO_CONTACT, country)

/** Columns that hold what was written as it was written, but for white space around it. */
const TEXT_COLUMNS = [
  'name',
  'location',
  'language',
  'property_type',
  'configuration',
  'style',
  'source',
  'referred_by',
] as const
const PLAIN_COLUMNS = [
  'project_type',
  'carpet_area_sqft',
  'budget',
  'possession_date',
  'campaign_id',
  'consent',
] as const

export type PlainColumns = Pick<LeadPatch, (typeof TEXT_COLUMNS)[number] | (typeof PLAIN_COLUMNS)[number]>

/** The mentioned fields that are stored in a column of their own name. */
export function readColumns(input: LeadPatch): PlainColumns {
  const columns: Record<string, unknown> = {}
  for (const column of TEXT_COLUMNS)
    if (input[column] !== undefined) columns[column] = input[column]?.trim() ?? null
  for (const column of PLAIN_COLUMNS) if (input[column] !== undefined) columns[column] = input[column]
  // To the hundredth, as it is stored: a repeat then changes nothing.
  if (input.budget) columns.budget = Math.round(input.budget * 100) / 100
  return columns
}

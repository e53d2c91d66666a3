import { normaliseEmail } from '../../normalise-email.ts'
import { type DecimalMark, parseAmount } from '../parse-amount.ts'
import { type DateOrder, parseDay, parseInstant } from '../parse-date.ts'
import { readPhones } from '../read-phone.ts'
import type { ImportField } from './import-kind.ts'

/** How the values of a file are written, and what its words mean. */
export interface Writing {
  country: string
  order: DateOrder
  decimalMark: DecimalMark
  timeZone: string
  now: Date
  owners: Readonly<Record<string, number | null>>
  places: Readonly<Record<string, unknown>>
  /** By field, word and value. */
  choices: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** What came of a text, or why nothing did. */
export type Read = { value: unknown } | { message: string }

const LARGEST_AMOUNT = 1e12
const LARGEST_COUNT = 2_000_000_000
const LARGEST_AREA = 10_000_000
const DAY_MS = 86_400_000

/** The value of a cell with something in it. */
export function readValue(field: ImportField, text: string, how: Writing): Read {
  const orSay = (value: unknown, message: string): Read => (value === null ? { message } : { value })
  switch (field.type) {
    case 'text':
    case 'id': {
      const most = field.maxLength ?? 500
      return text.length > most ? { message: `is longer than ${most} characters` } : { value: text }
    }
    case 'email':
      return orSay(emailOf(text), 'is not an e-mail address')
    case 'phone':
      return phonesFrom(text, how.country, field.many === 'all')
    case 'amount':
      return orSay(within(parseAmount(text, how.decimalMark), 0, LARGEST_AMOUNT), 'is not an amount')
    case 'area': {
      const area = parseAmount(text.replace(/\s*(sq\.?\s*(ft|feet)\.?|sqft)$/i, ''), how.decimalMark)
      return orSay(rounded(within(area, 1, LARGEST_AREA)), 'is not an area in square feet')
    }
    case 'count':
      return orSay(rounded(within(parseAmount(text, how.decimalMark), 0, LARGEST_COUNT)), 'is not a number')
    case 'day':
      return orSay(parseDay(text, how.order), noDate(text, how.order))
    case 'instant':
      return orSay(parseInstant(text, how.order, how.timeZone), noDate(text, how.order))
    case 'past': {
      const at = parseInstant(text, how.order, how.timeZone)
      const isPast = at !== null && at.getTime() <= how.now.getTime() + DAY_MS
      return orSay(isPast ? at : null, at === null ? noDate(text, how.order) : 'lies in the future')
    }
    case 'person':
      return { value: how.owners[text] ?? null }
    case 'place':
      return { value: how.places[text] ?? 'new' }
    case 'choice': {
      const chosen = how.choices[field.name]?.[text] ?? guessChoice(field, text)
      return chosen === null
        ? { message: `“${text.slice(0, 40)}” is none of those known` }
        : { value: chosen }
    }
    case 'tags':
      return { value: tagsOf(text) }
  }
}

/** The choice that a word most likely means. */
export function guessChoice(field: ImportField, word: string): string | null {
  const plain = word.trim().toLowerCase()
  return field.choices?.find(({ value, called }) => value === plain || called.test(plain))?.value ?? null
}

function phonesFrom(text: string, country: string, mayBeSeveral: boolean): Read {
  const read = readPhones(text, country)
  if ('message' in read) return read
  if (mayBeSeveral) return { value: read.phones }
  return read.phones.length > 1 ? { message: 'holds several phone numbers' } : { value: read.phones[0] }
}

/** A file may hold dates of both orders. */
function noDate(text: string, order: DateOrder): string {
  const other = order === 'dmy' ? 'mdy' : 'dmy'
  if (parseDay(text, other) === null) return 'is not a date'
  return `is a date only if the ${other === 'mdy' ? 'month' : 'day'} comes first, as it does not in this file`
}

const within = (value: number | null, least: number, most: number): number | null =>
  value !== null && value >= least && value <= most ? value : null
const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value))

const emailOf = (text: string): string | null => {
  const plain = text.replace(/^mailto:/i, '').replace(/^.*<([^<>]+)>$/, '$1')
  return plain.length <= 254 && /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/.test(plain) ? normaliseEmail(plain) : null
}

const tagsOf = (text: string): string[] =>
  text
    .split(/[;,|]/)
    .map(tag => tag.trim().slice(0, 40))
    .filter(tag => tag !== '')
    .slice(0, 20)

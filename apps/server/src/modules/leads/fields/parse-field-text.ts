import { parseAmount } from '../import/parse-amount.ts'
import { parseDay } from '../import/parse-date.ts'
import { type Reading, readValue } from './field-values.ts'
import type { LeadField } from './lead-field.ts'

const YES = new Set(['yes', 'y', 'true', '1', 'on', 'x', 'checked', 'haan', 'ja', 'oui', 'si'])
const NO = new Set(['no', 'n', 'false', '0', 'off', 'unchecked', 'nahi', 'nein', 'non'])

const plain = (text: string) => text.trim().toLowerCase()

/** A cell of a file as a value of the field: options by label or value, amounts as people write them (`22.5 L`), days in the file's
 *  order. Empty text is no value. */
export function parseFieldText(field: LeadField, text: string, dateOrder: 'dmy' | 'mdy'): Reading {
  const given = text.trim()
  if (given === '') return { value: null }
  switch (field.kind) {
    case 'text':
      return readValue(field, given)
    case 'number':
    case 'money': {
      const amount = parseAmount(given)
      return amount === null ? { problem: 'is not a number' } : readValue(field, amount)
    }
    case 'date': {
      const day = parseDay(given, dateOrder)
      return day === null ? { problem: 'is not a date' } : { value: day }
    }
    case 'yes_no':
      if (YES.has(plain(given))) return { value: true }
      return NO.has(plain(given)) ? { value: false } : { problem: 'is neither yes nor no' }
    case 'choice':
      return readValue(field, optionOf(field, given) ?? given)
    case 'multi_choice':
      return readValue(
        field,
        given
          .split(/[;,|\n]/)
          .map(part => part.trim())
          .filter(part => part !== '')
          .map(part => optionOf(field, part) ?? part),
      )
  }
}

const optionOf = (field: LeadField, text: string): string | undefined =>
  field.options.find(({ label, value }) => plain(label) === plain(text) || value === text)?.value

/** A value as it stands in a file: options by their labels, several with `; ` between them. */
export function fieldText(field: LeadField, value: unknown): string | number | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  const label = (one: unknown) => field.options.find(option => option.value === one)?.label ?? String(one)
  if (Array.isArray(value)) return value.map(label).join('; ')
  if (typeof value === 'number') return value
  return field.kind === 'choice' ? label(value) : String(value)
}

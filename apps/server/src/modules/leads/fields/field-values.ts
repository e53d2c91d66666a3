import { isDeepStrictEqual } from 'node:util'
import { AppError, type FieldError } from '../../../platform/errors.ts'
import { isDay } from '../../../platform/http/formats.ts'
import { type Custom, type CustomValue, type LeadField, showsIn } from './lead-field.ts'

/** Longest text of a field, in characters. */
export const MAX_TEXT = 500
/** Largest amount and number, as of a budget. */
const MAX_NUMBER = 999_999_999_999.99

/** What somebody wrote into custom fields; null empties one. */
export type CustomPatch = Readonly<Record<string, CustomValue | null>>

/** Either the value as it is kept, null for none, or what is wrong with it. */
export type Reading = { value: CustomValue | null } | { problem: string }

/** A value of this field as it is kept. `before`, what the lead has, may be an option that is no longer offered. */
export function readValue(field: LeadField, given: unknown, before?: CustomValue): Reading {
  if (given === null || given === undefined || given === '') return { value: null }
  switch (field.kind) {
    case 'text':
      return readText(given)
    case 'number':
    case 'money':
      return readNumber(given, field.kind)
    case 'date':
      return typeof given === 'string' && isDay(given)
        ? { value: given }
        : { problem: 'must be a day, YYYY-MM-DD' }
    case 'yes_no':
      return typeof given === 'boolean' ? { value: given } : { problem: 'must be true or false' }
    case 'choice':
      return typeof given === 'string' && isOffered(field, given, before)
        ? { value: given }
        : { problem: offers(field) }
    case 'multi_choice':
      return readSeveral(field, given, before)
  }
}

function readText(given: unknown): Reading {
  if (typeof given !== 'string') return { problem: 'must be text' }
  const text = given.trim()
  return text.length > MAX_TEXT
    ? { problem: `must be at most ${MAX_TEXT} characters long` }
    : { value: text || null }
}

function readNumber(given: unknown, kind: 'number' | 'money'): Reading {
  if (typeof given !== 'number' || !Number.isFinite(given)) return { problem: 'must be a number' }
  if (kind === 'money' && given < 0) return { problem: 'must not be below 0' }
  if (Math.abs(given) > MAX_NUMBER) return { problem: 'is too large' }
  // An amount to the hundredth, as a budget; a number to what stays exact on its way through JSON and the database.
  const digits = kind === 'money' ? 100 : 10_000
  const rounded = Math.round(given * digits) / digits
  return { value: rounded === 0 ? 0 : rounded }
}

function readSeveral(field: LeadField, given: unknown, before?: CustomValue): Reading {
  if (!Array.isArray(given)) return { problem: 'must be a list of options' }
  const wanted = new Set(given)
  const had = Array.isArray(before) ? before : []
  for (const one of wanted) {
    if (typeof one !== 'string' || !(isOffered(field, one) || had.includes(one)))
      return { problem: offers(field) }
  }
  // In the order of the options, so that the same choice is the same value.
  const value = field.options.filter(option => wanted.has(option.value)).map(option => option.value)
  return { value: value.length > 0 ? value : null }
}

const isOffered = (field: LeadField, value: string, before?: CustomValue): boolean =>
  field.options.some(option => option.value === value && (!option.archived || before === value))

function offers(field: LeadField): string {
  const values = field.options.filter(option => !option.archived).map(option => option.value)
  const shown = values.slice(0, 8).join(', ')
  return values.length === 0
    ? 'has no options yet'
    : `must be one of ${shown}${values.length > 8 ? ' …' : ''}`
}

/** What a lead holds after the patch. Keys that the patch does not mention stay.
 *  @throws AppError "invalid-input" naming each `custom.key` that is wrong */
export function afterPatch(
  fields: ReadonlyMap<string, LeadField>,
  before: Custom,
  patch: CustomPatch,
): Custom {
  const errors: FieldError[] = []
  const after = { ...before }
  for (const [key, given] of Object.entries(patch)) {
    const field = fields.get(key)
    const path = `custom.${key}`
    // What is written back as it stands is no change, whatever became of the field.
    if (isDeepStrictEqual(given, before[key])) continue
    if (!field) {
      errors.push({ path, message: 'There is no such field' })
      continue
    }
    const reading = readValue(field, given, before[key])
    if ('problem' in reading) errors.push({ path, message: reading.problem })
    else if (reading.value !== null) after[key] = reading.value
    else if (field.is_required && !field.is_archived && before[key] !== undefined)
      errors.push({ path, message: `${field.label} must be filled in` })
    else delete after[key]
  }
  if (errors.length > 0) throw new AppError('invalid-input', { errors })
  return after
}

/** Refuses a new lead that lacks what its pipeline asks for.
 *  @throws AppError "invalid-input" naming each `custom.key` that is missing */
export function demandRequired(fields: Iterable<LeadField>, custom: Custom, pipelineId: number): void {
  const errors = [...fields]
    .filter(field => field.is_required && custom[field.key] === undefined && showsIn(field, pipelineId))
    .map(field => ({ path: `custom.${field.key}`, message: `${field.label} must be filled in` }))
  if (errors.length > 0) throw new AppError('invalid-input', { errors })
}

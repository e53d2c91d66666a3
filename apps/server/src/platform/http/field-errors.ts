import type { ErrorObject } from 'ajv'
import type { FieldError } from '../errors.ts'

/** The part of a request that was validated. */
export type RequestPart = 'body' | 'querystring' | 'params' | 'headers'

/** More than these help nobody. */
const MAX_ERRORS = 50

/** Stands for a field whose name is empty text. */
export const NAMELESS = '""'

const FORMATS: Record<string, string> = {
  date: 'must be a day that exists, YYYY-MM-DD',
  'date-time': 'must be a time with its zone, such as 2026-01-31T09:30:00Z',
  email: 'must be an e-mail address',
  uri: 'must be an address such as https://example.com',
}
const TYPES: Record<string, string> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
}

/** What Ajv found, in words, each with the name of its field. */
export function toFieldErrors(found: readonly ErrorObject[], part: RequestPart): FieldError[] {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  for (const error of withoutNoise(found)) {
    const path = fieldName(error, part)
    const message = inWords(error, found)
    if (seen.has(`${path} ${message}`)) continue
    seen.add(`${path} ${message}`)
    if (errors.push({ path, message }) === MAX_ERRORS) break
  }
  return errors
}

/** Of a choice between schemas, Ajv reports every branch that did not fit and the choice itself. Only what a person can act on
 *  stays: the complaints about the value where one branch had the right type, else the types it may have. */
function withoutNoise(found: readonly ErrorObject[]): ErrorObject[] {
  const choices = found.filter(isChoice)
  return found.filter(error => {
    // Empty text is also text without the form asked for.
    if (error.keyword === 'pattern' && found.some(other => isEmptyText(other, error.instancePath)))
      return false
    if (isChoice(error)) return !branches(error, found).some(branch => branch.keyword !== 'type')
    const choice = choices.find(({ schemaPath }) => error.schemaPath.startsWith(`${schemaPath}/`))
    return !choice || error.keyword !== 'type' || error.instancePath !== choice.instancePath
  })
}

function isEmptyText(error: ErrorObject, path: string): boolean {
  return error.keyword === 'minLength' && error.instancePath === path
}

function isChoice(error: ErrorObject): boolean {
  return error.keyword === 'anyOf' || error.keyword === 'oneOf'
}

function branches(choice: ErrorObject, found: readonly ErrorObject[]): ErrorObject[] {
  return found.filter(
    error =>
      error.schemaPath.startsWith(`${choice.schemaPath}/`) &&
      error.instancePath.startsWith(choice.instancePath),
  )
}

function fieldName(error: ErrorObject, part: RequestPart): string {
  const names = error.instancePath.split('/').slice(1).map(unescapePointer)
  const { missingProperty, additionalProperty } = error.params as Record<string, string | undefined>
  const last = missingProperty ?? additionalProperty
  if (last !== undefined) names.push(last)
  if (names.length === 0) return part === 'querystring' ? 'query' : part
  // Of a parameter that may be repeated, the parameter itself is the field.
  const name = part === 'querystring' ? names[0] : names.join('.')
  return name || NAMELESS
}

function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~')
}

function inWords(error: ErrorObject, found: readonly ErrorObject[]): string {
  const params = error.params as Record<string, unknown>
  switch (error.keyword) {
    case 'required':
      return 'is required'
    case 'additionalProperties':
      return 'is not known here'
    case 'type':
      return `must be ${typeInWords(params.type)}`
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`
    case 'const':
      return `must be ${String(params.allowedValue)}`
    case 'format':
      return FORMATS[String(params.format)] ?? `must be a valid ${String(params.format)}`
    case 'pattern':
      return params.pattern === '\\S' ? 'must not be blank' : 'does not have the form asked for'
    case 'minLength':
      return params.limit === 1 ? 'must not be empty' : `must have at least ${params.limit} characters`
    case 'maxLength':
      return `must have at most ${params.limit} characters`
    case 'minimum':
      return `must be ${params.limit} or more`
    case 'maximum':
      return `must be ${params.limit} or less`
    case 'maxItems':
      return `must have at most ${params.limit} entries`
    case 'minProperties':
      return 'must name at least one field'
    case 'anyOf':
    case 'oneOf':
      return `must be ${typesOf(branches(error, found)) || 'one of the forms asked for'}`
    default:
      return error.message ?? 'is not valid'
  }
}

function typesOf(errors: readonly ErrorObject[]): string {
  const types = errors.map(error => (error.params as { type?: unknown }).type)
  return [...new Set(types.map(typeInWords))].join(' or ')
}

function typeInWords(type: unknown): string {
  if (Array.isArray(type)) return type.map(typeInWords).join(' or ')
  return TYPES[String(type)] ?? String(type)
}

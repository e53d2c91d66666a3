import { Ajv, type AnySchema, type ErrorObject, type Options } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { IsOptional, type TSchema } from 'typebox'
import { AppError, invalidInput } from '../errors.ts'
import { compileWhenNeeded } from './compile-schemas.ts'
import { NAMELESS, type RequestPart, toFieldErrors } from './field-errors.ts'
import { isDay, isInstant } from './formats.ts'
import { textFlaw } from './json-body.ts'

const OPTIONS: Options = {
  allErrors: true,
  removeAdditional: false,
  useDefaults: true,
  strict: true,
  strictTypes: false,
  allowUnionTypes: true,
  addUsedSchema: false,
}

type Check = true | { error: ErrorObject[] | AppError }

const checkOfBody = compileWhenNeeded(checkedBy({}, () => true))
const checkOfAddress = compileWhenNeeded(checkedBy({ coerceTypes: 'array' }, refuseInfinity))

/** Checks requests against the schemas of their routes and names every field that is wrong. Only addresses are text that must
 *  be read as numbers; in a body the type must be right. What a schema does not know is refused, never dropped. */
export function validateRequests(app: FastifyInstance): void {
  app.setValidatorCompiler(({ schema, httpPart }) => {
    if (httpPart !== 'body') return checkOfAddress(schema)
    const check = checkOfBody(schema)
    // No body comes here as null.
    return IsOptional(schema as TSchema) ? (data: object | null) => data === null || check(data) : check
  })
  app.setSchemaErrorFormatter((errors, part) => {
    const found = errors as unknown as Parameters<typeof toFieldErrors>[0]
    return new AppError('invalid-input', { errors: toFieldErrors(found, part as RequestPart) })
  })
  app.addHook('onRoute', closeSchemas)
  app.addHook('preValidation', (request, _reply, done) => {
    done(request.url.includes('%00') ? nullInAddress(request.params, request.query) : undefined)
  })
}

/** Checks by Ajv, then what Ajv lets pass. */
function checkedBy(
  options: Options,
  then: (data: object) => Check,
): (schema: AnySchema) => (data: object) => Check {
  const ajv = buildAjv(options)
  return schema => {
    const validate = ajv.compile(schema)
    // What is compiled is kept with its schema, by us.
    ajv.removeSchema(schema)
    return data => (validate(data) ? then(data) : { error: validate.errors ?? [] })
  }
}

function buildAjv(options: Options): Ajv {
  const ajv = new Ajv({ ...OPTIONS, ...options })
  addFormats.default(ajv)
  ajv.addFormat('date', isDay)
  ajv.addFormat('date-time', isInstant)
  return ajv
}

/** Ajv reads `1e999` as a number and does not look again. */
function refuseInfinity(data: object): Check {
  for (const [name, value] of Object.entries(data)) {
    if ([value].flat().some(one => Math.abs(one) === Number.POSITIVE_INFINITY)) {
      return { error: invalidInput(name, 'is too large') }
    }
  }
  return true
}

const NOTHING = { type: 'object', properties: {} }
const closedOf = new WeakMap<object, object>()

/** A documented route takes the parameters that its schema names, and no others. A schema that says `additionalProperties` itself
 *  keeps its word. */
function closeSchemas(route: RouteOptions): void {
  const { schema } = route
  if (!schema || schema.hide) return
  schema.querystring ??= NOTHING
  for (const part of ['body', 'querystring', 'params'] as const) {
    const given = schema[part]
    if (isOpenObject(given)) schema[part] = closed(given)
  }
}

/** The same for the same, so that it is compiled once. */
function closed(schema: object): object {
  const known = closedOf.get(schema) ?? { ...schema, additionalProperties: false }
  closedOf.set(schema, known)
  return known
}

function isOpenObject(schema: unknown): schema is object {
  return (
    typeof schema === 'object' &&
    schema !== null &&
    (schema as { type?: unknown }).type === 'object' &&
    !('additionalProperties' in schema)
  )
}

function nullInAddress(...parts: unknown[]): AppError | undefined {
  for (const part of parts) {
    for (const [name, value] of Object.entries(part ?? {})) {
      for (const text of [name, value].flat()) {
        const flaw = textFlaw(String(text))
        if (flaw) return invalidInput(name.replaceAll('\0', '') || NAMELESS, flaw)
      }
    }
  }
  return undefined
}

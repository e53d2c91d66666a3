import { Ajv, type Options } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { IsOptional, type TSchema } from 'typebox'
import { AppError, invalidInput } from '../errors.ts'
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

/** Checks requests against the schemas of their routes and names every field that is wrong. Only addresses are text that must
 *  be read as numbers; in a body the type must be right. What a schema does not know is refused, never dropped. */
export function validateRequests(app: FastifyInstance): void {
  const ofBodies = buildAjv({})
  const ofAddresses = buildAjv({ coerceTypes: 'array' })
  app.setValidatorCompiler(({ schema, httpPart }) => {
    if (httpPart === 'body') {
      const validate = ofBodies.compile(schema as object)
      // No body comes here as null.
      if (IsOptional(schema as TSchema))
        return (data: unknown) => data === null || validate(data) || { error: validate.errors ?? [] }
      return validate
    }
    const validate = ofAddresses.compile(schema as object)
    return (data: object) => (validate(data) ? refuseInfinity(data) : { error: validate.errors ?? [] })
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

function buildAjv(options: Options): Ajv {
  const ajv = new Ajv({ ...OPTIONS, ...options })
  addFormats.default(ajv)
  ajv.addFormat('date', isDay)
  ajv.addFormat('date-time', isInstant)
  return ajv
}

/** Ajv reads `1e999` as a number and does not look again. */
function refuseInfinity(data: object): true | { error: AppError } {
  for (const [name, value] of Object.entries(data)) {
    if ([value].flat().some(one => Math.abs(one) === Number.POSITIVE_INFINITY)) {
      return { error: invalidInput(name, 'is too large') }
    }
  }
  return true
}

/** A documented route takes the parameters that its schema names, and no others. A schema that says `additionalProperties` itself
 *  keeps its word. */
function closeSchemas(route: RouteOptions): void {
  const { schema } = route
  if (!schema || schema.hide) return
  schema.querystring ??= { type: 'object', properties: {} }
  for (const part of ['body', 'querystring', 'params'] as const) {
    const given = schema[part]
    if (isOpenObject(given)) schema[part] = { ...given, additionalProperties: false }
  }
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

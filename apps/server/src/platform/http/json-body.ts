import type { FastifyInstance } from 'fastify'
import { AppError, invalidInput } from '../errors.ts'

/** Objects and lists may be this deep inside each other. */
const MAX_DEPTH = 32

/** Takes JSON bodies and no others, and refuses what no schema would catch: deep nesting, keys that reach for prototypes, and
 *  text that PostgreSQL cannot keep. */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, parseJsonBody(text as string))
    } catch (error) {
      done(error as Error)
    }
  })
}

/** @throws AppError `malformed-body`, or `invalid-input` naming the field. */
export function parseJsonBody(text: string): unknown {
  if (text.length === 0) return undefined
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new AppError('malformed-body', { errors: [{ path: 'body', message: 'is not JSON' }] })
  }
  inspect(body, '', 0)
  return body
}

function inspect(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string') {
    const flaw = textFlaw(value)
    if (flaw) throw invalidInput(path || 'body', flaw)
  } else if (typeof value === 'object' && value !== null) {
    if (depth === MAX_DEPTH) throw invalidInput(path, `is nested more than ${MAX_DEPTH} levels deep`)
    for (const key in value) {
      const inner = path ? `${path}.${key}` : key
      if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
        throw invalidInput(inner, 'is not known here')
      }
      if (textFlaw(key)) throw invalidInput(path || 'body', 'has a field whose name is not valid text')
      inspect((value as Record<string, unknown>)[key], inner, depth + 1)
    }
  }
}

/** Why PostgreSQL cannot keep the text, if it cannot. */
export function textFlaw(text: string): string | undefined {
  if (text.includes('\0')) return 'must not contain null characters'
  if (!text.isWellFormed()) return 'must not contain broken characters'
  return undefined
}

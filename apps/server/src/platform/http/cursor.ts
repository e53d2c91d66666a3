import { isUtf8 } from 'node:buffer'
import { AppError } from '../errors.ts'
import { isDay, isInstant } from './formats.ts'

/** Where a list goes on: the hash of the query it belongs to and the sort key of the last row. */
export interface Cursor {
  q: string
  k: unknown[]
}

/** What stands at one place of a sort key. */
export type CursorPart = 'number' | 'integer' | 'text' | 'instant' | 'day'

const MAX_LENGTH = 1000
const MAX_ID = 2_147_483_647

const FITS: Record<CursorPart, (value: unknown) => boolean> = {
  number: value => typeof value === 'number' && Math.abs(value) < 1e15,
  integer: value => Number.isInteger(value) && Math.abs(value as number) <= MAX_ID,
  text: value => typeof value === 'string' && !value.includes('\0') && value.isWellFormed(),
  instant: value => typeof value === 'string' && isInstant(value),
  day: value => typeof value === 'string' && isDay(value),
}

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.q, ...cursor.k])).toString('base64url')
}

/** The sort key in a cursor of the query with the hash `q`. A cursor may be made up by the caller, so `parts` says what each
 *  place must hold before it reaches the database; without it the reader checks for itself. With `mayLackFirst` the first place may
 *  be null: the last row had no key.
 *  @throws AppError `invalid-cursor` when it is damaged, made up or of another query. */
export function decodeCursor(
  text: string,
  q: string,
  parts?: readonly CursorPart[],
  mayLackFirst = false,
): unknown[] {
  const [query, ...key] = parse(text)
  if (query !== q) throw invalidCursor('belongs to another list: start again without it')
  const fits = (part: CursorPart, i: number) =>
    FITS[part](key[i]) || (mayLackFirst && i === 0 && key[i] === null)
  if (parts && (key.length !== parts.length || !parts.every(fits))) throw invalidCursor()
  return key
}

function parse(text: string): unknown[] {
  if (text.length > MAX_LENGTH || !/^[\w-]+$/.test(text)) throw invalidCursor()
  const bytes = Buffer.from(text, 'base64url')
  if (!isUtf8(bytes)) throw invalidCursor()
  try {
    const value: unknown = JSON.parse(bytes.toString())
    if (Array.isArray(value)) return value
  } catch {
    // Not JSON: answered like every other damaged cursor.
  }
  throw invalidCursor()
}

function invalidCursor(message = 'is not a cursor of this list') {
  return new AppError('invalid-cursor', { errors: [{ path: 'cursor', message }] })
}

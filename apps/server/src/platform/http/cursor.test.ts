import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AppError } from '../errors.ts'
import { type CursorPart, decodeCursor, encodeCursor } from './cursor.ts'

const PARTS: CursorPart[] = ['instant', 'integer']
const KEY = ['2026-01-31T09:30:00.123Z', 42]

const typeOf = (work: () => unknown) => {
  try {
    return work()
  } catch (error) {
    return (error as AppError).type
  }
}

test('gives back the key of the same query', () => {
  expect(decodeCursor(encodeCursor({ q: 'new', k: KEY }), 'new', PARTS)).toEqual(KEY)
})

test.each<[string, string]>([
  ['of another query', encodeCursor({ q: 'old', k: KEY })],
  ['with a part too many', encodeCursor({ q: 'new', k: [...KEY, 1] })],
  ['with a part too few', encodeCursor({ q: 'new', k: [KEY[0]] })],
  ['with a day that does not exist', encodeCursor({ q: 'new', k: ['2026-02-30T00:00:00Z', 1] })],
  ['with an id beyond the database', encodeCursor({ q: 'new', k: [KEY[0], 2 ** 31] })],
  ['that is not JSON', Buffer.from('["new"').toString('base64url')],
  ['that is JSON of another kind', Buffer.from('{"q":"new"}').toString('base64url')],
  ['that is not base64url', 'a+b/'],
  ['that is empty', ''],
  ['that is over-long', 'a'.repeat(1001)],
])('refuses a cursor %s', (_, text) => {
  expect(typeOf(() => decodeCursor(text, 'new', PARTS))).toBe('invalid-cursor')
})

test('names the field', () => {
  expect.assertions(1)
  try {
    decodeCursor('?', 'new', PARTS)
  } catch (error) {
    expect((error as AppError).facts.errors).toEqual([
      { path: 'cursor', message: 'is not a cursor of this list' },
    ])
  }
})

test('any text is a cursor of the query or refused as one', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      expect(typeOf(() => decodeCursor(text, 'new', PARTS))).toBe('invalid-cursor')
    }),
  )
})

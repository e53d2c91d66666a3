import { expect, test } from 'vitest'
import { AppError } from '../errors.ts'
import { etag, parseIfMatch } from './versions.ts'

test.each([
  [undefined, undefined],
  ['*', undefined],
  ['3', 3],
  ['"3"', 3],
  ['W/"3"', 3],
  [' "12" ', 12],
])('%s asks for version %s', (header, version) => {
  expect(parseIfMatch(header)).toBe(version)
})

test.each(['', '0', '-1', '3.5', '"3', "'3'", '"3", "4"', 'abc', '9999999999', '03'])(
  'refuses %s',
  header => {
    expect(() => parseIfMatch(header)).toThrow(AppError)
  },
)

test('a tag is read back', () => {
  expect(parseIfMatch(etag(7))).toBe(7)
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ERROR_TYPES } from './error-types.ts'

test('docs/errors.md lists every type with its status and title, and no other', () => {
  const text = readFileSync(new URL('../../../../../docs/errors.md', import.meta.url), 'utf8')
  const rows = [...text.matchAll(/^\| `([a-z-]+)` +\| (\d{3}) +\| ([^|]+?) +\| [^|]+ \|$/gm)]
  const documented = rows.map(([, type, status, title]) => [type, { status: Number(status), title }])
  expect(documented).toEqual(Object.entries(ERROR_TYPES))
})

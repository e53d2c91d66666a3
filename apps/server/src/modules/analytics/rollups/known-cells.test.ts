import { expect, test } from 'vitest'
import { type Known, KnownCells } from './known-cells.ts'

const known = (bytes: number): Known => ({
  cells: new Map(),
  sum: [{ value: '1-9', received: 1, answered: 1, spread: Buffer.alloc(bytes) }],
})

test('what was not asked for the longest gives way', () => {
  const cells = new KnownCells(3000)
  cells.keep('a', known(1000))
  cells.keep('b', known(1000))
  expect(cells.of('a')).toBeDefined()
  cells.keep('c', known(1000))
  expect(['a', 'b', 'c'].map(question => cells.of(question) !== undefined)).toEqual([true, false, true])
})

test('what is kept anew counts once, and what is too much is not kept at all', () => {
  const cells = new KnownCells(3000)
  for (let time = 0; time < 9; time++) cells.keep('a', known(1000))
  cells.keep('b', known(1000))
  expect(cells.of('a')).toBeDefined()
  cells.keep('c', known(5000))
  expect(cells.of('c')).toBeUndefined()
})

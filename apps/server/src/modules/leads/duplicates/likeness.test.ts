import { expect, test } from 'vitest'
import { scoreOf } from './likeness.ts'

const NOTHING = { project_type: null, configuration: null, budget: null }
const FLAT = { project_type: 'residential', configuration: '3 BHK', budget: 1_500_000 }

test.each([
  ['the same name alone', 1, NOTHING, NOTHING, 80],
  ['the same name and home', 1, FLAT, FLAT, 99],
  ['a name close to it and the same home', 0.7, FLAT, FLAT, 75],
  ['a name close to it alone', 0.7, NOTHING, NOTHING, 56],
  ['a name not so close alone', 0.65, NOTHING, NOTHING, null],
  ['another home', 1, FLAT, { project_type: 'commercial', configuration: 'Office', budget: 9_000_000 }, null],
  ['a budget a little off', 1, FLAT, { ...FLAT, budget: 1_400_000 }, 99],
  ['names that only meet under one key', 0.3, FLAT, FLAT, null],
  ['no budgets', 1, { ...FLAT, budget: 0 }, { ...FLAT, budget: 0 }, 92],
])('%s', (_what, alike, one, other, score) => {
  expect(scoreOf(alike, one, other)).toBe(score)
  expect(scoreOf(alike, other, one)).toBe(score)
})

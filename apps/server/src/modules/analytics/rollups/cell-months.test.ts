import { expect, test } from 'vitest'
import { cellMonths } from './cell-months.ts'

test.each([
  ['whole months', '2026-01-01', '2026-03-31', '2026-01-01', '2026-04-01'],
  [
    'a month that has hardly begun is taken, its last days come off',
    '2025-03-10',
    '2026-01-20',
    '2025-03-01',
    '2026-02-01',
  ],
  [
    'of a month that is nearly over the days are added',
    '2025-03-20',
    '2026-01-10',
    '2025-04-01',
    '2026-01-01',
  ],
  [
    'the month under way is whole: nothing came after today',
    '2025-12-01',
    '2026-06-03',
    '2025-12-01',
    '2026-07-01',
  ],
  ['most of one month', '2026-02-02', '2026-02-27', '2026-02-01', '2026-03-01'],
  ['a year back from the end of a leap month', '2024-02-29', '2025-02-28', '2024-03-01', '2025-03-01'],
])('%s', (_, from, to, first, before) => {
  expect(cellMonths({ from, to }, '2026-06-03')).toEqual({ from: first, before })
})

test.each([
  ['2026-02-20', '2026-03-10'],
  ['2026-05-05', '2026-05-09'],
  ['2026-02-20', '2026-02-28'],
])('from %s to %s there is none', (from, to) => {
  expect(cellMonths({ from, to }, '2026-06-03')).toBeNull()
})

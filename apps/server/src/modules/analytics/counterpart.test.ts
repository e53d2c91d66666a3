import { expect, it } from 'vitest'
import { counterpartOf } from './counterpart.ts'
import type { DimensionName } from './reports.schemas.ts'

it.each<[DimensionName[], (string | null)[], string, string, (string | null)[]]>([
  [['month'], ['2026-01-01'], '2025-11-29', '2024-11-29', ['2025-01-01']],
  [['month', 'source'], ['2026-07-01', 'Website'], '2026-07-01', '2026-01-01', ['2026-01-01', 'Website']],
  [['day'], ['2026-03-01'], '2026-02-20', '2025-02-20', ['2025-03-01']],
  [['day'], ['2028-03-01'], '2028-02-28', '2027-02-28', ['2027-03-02']],
  [['week'], ['2026-11-09'], '2026-11-04', '2026-10-01', ['2026-10-05']],
  [['source'], [null], '2026-07-01', '2026-01-01', [null]],
])('of %s %s in the days from %s, compared with those from %s', (by, values, from, other, counterpart) => {
  const to = '2030-01-01'
  expect(counterpartOf(by, values, { from, to }, { from: other, to })).toEqual(counterpart)
})

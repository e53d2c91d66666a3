import { expect, it } from 'vitest'
import { cutEnds } from './cut-ends.ts'

const rows = (...keys: string[]) => keys.map(key => ({ key }))
const year = ['2025-11-01', '2025-12-01', '2026-01-01', '2026-02-01', '2026-11-01']

it.each([
  ['2025-11-29', '2026-11-28', { first: true, last: true }],
  ['2025-11-01', '2026-11-30', { first: false, last: false }],
  ['2025-11-01', '2026-11-29', { first: false, last: true }],
])('of the months from %s to %s the cut ones are known', (from, to, expected) => {
  expect(cutEnds(rows(...year), { from, to })).toEqual({ ...expected, unit: 'month' })
})

it('what is no period is never cut', () => {
  const sources = rows('Instagram', 'Website', 'Referral', 'Walk-in')
  expect(cutEnds(sources, { from: '2025-11-29', to: '2026-11-28' })).toMatchObject({
    first: false,
    last: false,
  })
})

it('weeks end on Sunday, days are whole', () => {
  const weeks = rows('2026-10-05', '2026-10-12', '2026-10-19', '2026-10-26', '2026-11-02', '2026-11-09')
  expect(cutEnds(weeks, { from: '2026-10-05', to: '2026-11-15' })).toMatchObject({
    first: false,
    last: false,
  })
  expect(cutEnds(weeks, { from: '2026-10-07', to: '2026-11-14' })).toMatchObject({ first: true, last: true })
  const days = rows('2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04')
  expect(cutEnds(days, { from: '2026-11-01', to: '2026-11-04' })).toMatchObject({ first: false, last: false })
})

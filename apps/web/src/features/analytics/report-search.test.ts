import { expect, it } from 'vitest'
import { narrowed, rangesOf, readReportSearch } from './report-search.ts'

const NOW = new Date(2026, 10, 27, 9)

it.each([
  [{}, {}],
  [{ report: 'conversions', span: '12m', by: 'time', as: 'chart' }, {}],
  [
    { report: 'funnel', pipeline: '2', by: 'source' },
    { report: 'funnel', pipeline: 2 },
  ],
  [
    { report: 'sources', by: 'campaign', compare: 'true', as: 'table' },
    { report: 'sources', by: 'campaign', compare: true, as: 'table' },
  ],
  [{ report: '<script>', span: 'x', by: 'shoe', pipeline: 2, from: '2026-02-30' }, {}],
  [{ from: '2026-03-01', to: '2026-02-01' }, {}],
  [
    { by: 'source', and: 'location', source: 'Website', campaign_id: ['3', 'x', -1], team_id: [] },
    { by: 'source', and: 'location', source: ['Website'], campaign_id: [3] },
  ],
  [{ and: 'time' }, {}],
  [{ compare: 'year' }, { compare: 'year' }],
  [{ compare: 'never', compare_from: '2026-03-01' }, {}],
  [
    { compare: true, compare_from: '2025-02-01', compare_to: '2025-03-01' },
    { compare_from: '2025-02-01', compare_to: '2025-03-01' },
  ],
  [{ report: 'team-performance', and: 'team' }, { report: 'team-performance' }],
  [
    { from: '2026-02-01', to: '2026-03-01' },
    { from: '2026-02-01', to: '2026-03-01' },
  ],
])('the address %j is read as %j', (address, read) => {
  expect(readReportSearch(address)).toEqual(read)
})

it('twelve months are whole ones up to today, and are compared with the twelve before; days with as many before', () => {
  expect(rangesOf({ compare: true }, NOW)).toEqual({
    range: { from: '2025-12-01', to: '2026-11-27' },
    compared: { from: '2024-12-01', to: '2025-11-27' },
  })
  expect(rangesOf({ span: '30d', compare: true }, NOW)).toEqual({
    range: { from: '2026-10-29', to: '2026-11-27' },
    compared: { from: '2026-09-29', to: '2026-10-28' },
  })
})

it("any days are compared with the same a year before, or with days of one's own", () => {
  const leap = { from: '2028-02-29', to: '2028-03-01' }
  expect(rangesOf({ ...leap, compare: 'year' }, NOW).compared).toEqual({
    from: '2027-02-28',
    to: '2027-03-01',
  })
  const own = { compare_from: '2020-01-01', compare_to: '2020-01-31' }
  expect(rangesOf({ ...leap, ...own }, NOW).compared).toEqual({ from: '2020-01-01', to: '2020-01-31' })
})

it('a bar narrows the page to what it is of, parted by what tells more', () => {
  expect(narrowed({ report: 'sources', and: 'location' }, 'source', 'Website')).toEqual({
    report: 'sources',
    source: ['Website'],
    by: 'campaign',
  })
  expect(narrowed({ by: 'campaign' }, 'campaign', '7')).toMatchObject({ campaign_id: [7], by: 'time' })
  expect(narrowed({ by: 'owner' }, 'owner', null)).toMatchObject({ assigned_to: ['none'] })
  expect(narrowed({ by: 'source' }, 'source', null)).toBeNull()
  expect(narrowed({}, 'time', '2026-03-01')).toBeNull()
})

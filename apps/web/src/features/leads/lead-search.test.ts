import { describe, expect, it } from 'vitest'
import { filtersOf, isNarrowed, readLeadSearch } from './lead-search.ts'

describe('readLeadSearch', () => {
  it('keeps what the API knows', () => {
    const search = {
      q: 'joshi',
      status: ['new', 'qualified'],
      assigned_to: ['7', 'none'],
      stage_id: [3],
      budget_min: 1_000_000,
      created_from: '2026-01-31',
      duplicates: true,
      sort: '-score',
      view: 'cards',
    }
    expect(readLeadSearch(search)).toEqual(search)
  })

  it('takes one value where many may stand, and numbers written as text', () => {
    expect(readLeadSearch({ status: 'new', stage_id: '3', location: 400001, score_min: '60' })).toEqual({
      status: ['new'],
      stage_id: [3],
      location: ['400001'],
      score_min: 60,
    })
  })

  it.each([
    [{ status: 'hot' }],
    [{ stage_id: ['x', -1, 1.5] }],
    [{ assigned_to: ['me'] }],
    [{ budget_min: -5 }],
    [{ score_max: 300 }],
    [{ created_from: '2026-13-45' }],
    [{ q: '   ' }],
    [{ duplicates: 'no' }],
    [{ sort: 'rm -rf' }],
    [{ sort: '-created_at' }],
    [{ unknown: 1 }],
    [{ status: { $ne: 'new' } }],
  ])('leaves out %j', search => {
    expect(readLeadSearch(search)).toEqual({})
  })

  it('reads links of earlier versions', () => {
    expect(readLeadSearch({ status: '["new","lost"]', stage_id: '[3,4]', location: '["Pune"' })).toEqual({
      status: ['new', 'lost'],
      stage_id: [3, 4],
      location: ['["Pune"'],
    })
  })

  it('says each value once', () => {
    expect(readLeadSearch({ source: ['Website', 'Website '] })).toEqual({ source: ['Website'] })
  })
})

it('orders filters alike however they were chosen', () => {
  const one = filtersOf({ source: ['Website'], q: 'a', sort: 'name' })
  const other = filtersOf({ view: 'cards', q: 'a', source: ['Website'] })
  expect(JSON.stringify(one)).toBe(JSON.stringify(other))
})

it('knows a narrowed list from the whole', () => {
  expect(isNarrowed({ sort: 'name', view: 'cards' })).toBe(false)
  expect(isNarrowed({ deleted: true })).toBe(true)
})

import { describe, expect, it } from 'vitest'
import { chipWords, FILTER_FIELDS, type FilterName, withoutField } from './filter-fields.ts'
import type { LeadFilters } from './lead-search.ts'

const field = (name: FilterName) => {
  const found = FILTER_FIELDS.find(candidate => candidate.name === name)
  if (!found) throw new Error(name)
  return found
}
const say = (name: FilterName, filters: LeadFilters) =>
  chipWords(field(name), filters, (_field, value) => `#${value}`)

describe('chipWords', () => {
  it('says nothing of a filter that is not set', () => {
    for (const each of FILTER_FIELDS) expect(chipWords(each, {}, () => '')).toBeNull()
  })

  it.each<[FilterName, LeadFilters, string]>([
    ['source', { source: ['a'] }, 'is #a'],
    ['stage_id', { stage_id: [1, 2] }, 'is any of #1, #2'],
    ['location', { location: ['a', 'b', 'c', 'd'] }, 'is any of #a, #b and 2 more'],
    ['budget', { budget_min: 2_250_000 }, 'at least ₹22.5 L'],
    ['budget', { budget_max: 0 }, 'at most ₹0'],
    ['score', { score_min: 40, score_max: 70 }, 'is 40 to 70'],
    ['created', { created_from: '2025-02-03' }, 'from 3 Feb 2025'],
    ['possession', { possession_from: '2025-02-03', possession_to: '2025-02-03' }, 'is 3 Feb 2025'],
    ['duplicates', { duplicates: true }, 'are sharing a phone or e-mail'],
  ])('%s %j', (name, filters, words) => {
    const said = say(name, filters)
    expect(`${said?.operator} ${said?.value}`).toBe(words)
  })
})

it('removes both ends of a range and nothing else', () => {
  expect(withoutField({ budget_min: 1, budget_max: 2, q: 'x' }, field('budget'))).toEqual({ q: 'x' })
  expect(withoutField({ status: ['new'], q: 'x' }, field('status'))).toEqual({ q: 'x' })
})

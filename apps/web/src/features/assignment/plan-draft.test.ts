import { describe, expect, it, test } from 'vitest'
import type { Choices, Conditions } from './api.ts'
import {
  conditionFields,
  endOf,
  isAsked,
  withEnd,
  withoutField,
  withWords,
  wordsOf,
} from './condition-fields.ts'
import { bodyOf, draftOf, freshName, moved, newRule, strategyOf } from './plan-draft.ts'

test.each([
  [0, 2, 'bca'],
  [2, 0, 'cab'],
  [1, 9, 'acb'],
  [1, -1, 'bac'],
])('a rule moves from %i to %i, not beyond the ends', (from, to, order) => {
  expect(moved(['a', 'b', 'c'], from, to).join('')).toBe(order)
})

it('goes to the server as it came from there', () => {
  const rule = { ...newRule('All'), id: 3 }
  const { key: _, ...kept } = rule
  const sent = { ...kept, conditions: {} }
  const plan = {
    is_on: true,
    keeps_owner: true,
    takes_back: true,
    most_takes: 3,
    fallback_owner_id: 1,
    version: 4,
    rules: [sent],
  }
  const { version, ...body } = plan
  expect(bodyOf(draftOf(plan))).toEqual(body)
  expect(freshName([newRule('Rule 2')])).toBe('Rule 3')
  expect(strategyOf('expertise,least_open')).toEqual(['expertise', 'least_open'])
})

describe('conditions', () => {
  const NOTHING: Choices = {
    ...{ people: [], teams: [], tags: [], sources: ['Website'], cities: [] },
    campaigns: [{ id: 7, name: 'Diwali', channel: 'social', starts_on: null, ends_on: null, budget: null }],
    fields: [],
  }
  const fields = conditionFields(NOTHING)
  const field = (id: string) => fields.find(one => one.id === id) ?? fields[0]

  it('are put in, read and taken away', () => {
    const campaign = field('campaign_id')
    const budget = field('budget')
    if (!campaign || budget?.kind !== 'range') throw new Error('a field is missing')
    let conditions: Conditions = withWords({}, campaign, ['7'])
    expect(conditions).toEqual({ campaign_id: [7] })
    conditions = withEnd(conditions, budget, 'budget_min', '500')
    expect([wordsOf(conditions, campaign), endOf(conditions, 'budget_min')]).toEqual([['7'], '500'])
    expect(isAsked(conditions, budget)).toBe(true)
    expect(withEnd(conditions, budget, 'budget_min', '')).toEqual({ campaign_id: [7] })
    expect(withoutField(conditions, campaign)).toEqual({ budget_min: 500 })
    expect(withWords(conditions, campaign, [])).toEqual({ budget_min: 500 })
  })
})

import { expect, it } from 'vitest'
import type { Lead } from './lead.ts'
import { changedFields } from './lead-changes.ts'

it('finds the fields that differ, by value', () => {
  const known = { id: 17, budget: 8, tags: ['a'], consent: { call: true }, style: null }
  const before = known as Lead
  const after = { ...before, budget: 12, tags: ['a'], consent: { call: false }, style: 'Japandi' }
  expect(changedFields(before, after)).toEqual(['budget', 'consent', 'style'])
  expect(changedFields(before, { ...before, tags: [...before.tags] })).toEqual([])
})

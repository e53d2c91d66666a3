import { expect, test } from 'vitest'
import { changedFields, toldChanges } from './lead-edits.ts'
import type { Lead } from './leads.schemas.ts'

const lead = (fields: Partial<Lead>) =>
  ({ name: 'Asha', email: null, phones: [], tags: [], budget: 5, custom: {}, ...fields }) as Lead

test('only what differs has changed, lists and objects by their content', () => {
  const before = lead({ tags: ['vip'], custom: { floor: 1 } })
  const after = lead({ tags: ['vip'], custom: { floor: 2 }, budget: 6 })
  expect(changedFields({ tags: ['vip'], custom: { floor: 2 }, budget: 6 }, before, after)).toEqual([
    'custom.floor',
    'budget',
  ])
})

test('what the patch does not mention has not been changed by it', () => {
  expect(changedFields({ budget: 6 }, lead({}), lead({ name: 'Anita', budget: 6 }))).toEqual(['budget'])
})

test('the history tells plain facts, and of a contact or a name nothing', () => {
  const before = lead({})
  const after = lead({
    custom: { floor: 3 },
    name: 'Anita',
    email: 'a@b.example',
    phone: '+919812345678',
    address: 'MG Road',
    budget: 6,
  })
  expect(toldChanges(['name', 'email', 'phone', 'address', 'custom.floor', 'budget'], before, after)).toEqual(
    {
      'custom.floor': { from: null, to: 3 },
      budget: { from: 5, to: 6 },
    },
  )
})

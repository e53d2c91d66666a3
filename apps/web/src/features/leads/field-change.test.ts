import { expect, it } from 'vitest'
import { fieldChange } from './field-change.ts'

const edit = (changes: object) => ({ name: 'lead.updated', data: { fields: Object.keys(changes), changes } })

it('says from what to what a field went', () => {
  const entry = edit({ budget: { from: 800_000, to: 1_200_000 }, style: { from: null, to: 'Japandi' } })
  expect(fieldChange('budget', entry, {})).toEqual({ from: '₹8,00,000', to: '₹12,00,000' })
  expect(fieldChange('style', entry, {})).toEqual({ from: 'nothing', to: 'Japandi' })
})

it('names who a lead went to', () => {
  const names = { person: (id: number) => (id === 7 ? 'Meera Iyer' : undefined) }
  const entry = { name: 'lead.assigned', data: { from: null, to: 7 } }
  expect(fieldChange('assigned_to', entry, names)).toEqual({ from: 'nothing', to: 'Meera Iyer' })
})

it('knows nothing of values that are not kept', () => {
  expect(fieldChange('phone', { name: 'lead.updated', data: { fields: ['phone'] } }, {})).toBeNull()
  expect(fieldChange('phone', edit({ budget: { from: 1, to: 2 } }), {})).toBeNull()
})

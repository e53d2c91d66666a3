import { expect, test } from 'vitest'
import { after, leadOrder, orderBy } from './lead-order.ts'
import { LEAD_SORTS } from './leads.schemas.ts'

test.each([
  ['-created_at', 'l.created_at DESC, l.id DESC'],
  ['created_at', 'l.created_at ASC, l.id ASC'],
  ['name', 'lower(l.name) ASC, l.id ASC'],
  ['-budget', 'coalesce(l.budget, -1) DESC, l.id DESC'],
] as const)('%s orders by %s', (sort, sql) => {
  expect(orderBy(leadOrder(sort))).toBe(sql)
})

test('the next page is a comparison with the last row, whose values are parameters', () => {
  const values: unknown[] = ['before']
  expect(after(leadOrder('-budget'), [500, 7], values)).toBe(
    '(coalesce(l.budget, -1), l.id) < ($2::numeric, $3::int)',
  )
  expect(values).toEqual(['before', 500, 7])
  expect(after(leadOrder('name'), ['asha', 7], [])).toBe('(lower(l.name), l.id) > ($1::text, $2::int)')
})

test.each(LEAD_SORTS)('%s says what its cursor holds', sort => {
  expect(leadOrder(sort).part).toMatch(/^(number|integer|text|instant|day)$/)
})

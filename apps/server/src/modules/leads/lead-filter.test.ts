import { expect, test } from 'vitest'
import { leadConditions, type SearchTerms, type Where } from './lead-filter.ts'
import type { LeadFilters } from './leads.schemas.ts'

function conditions(filters: LeadFilters, search: SearchTerms | null = null): Where {
  const where: Where = { sql: 'l.team_id = $1', values: [7], isPlain: true }
  leadConditions(filters, search, 'Asia/Kolkata', where)
  return where
}

test('comes after the scope and leaves deleted leads out', () => {
  expect(conditions({})).toEqual({
    sql: 'l.team_id = $1 AND l.deleted_at IS NULL',
    values: [7],
    isPlain: true,
  })
  expect(conditions({ deleted: true }).sql).toContain('l.deleted_at IS NOT NULL')
})

test('every value is a parameter', () => {
  const evil = "x'; DROP TABLE leads; --"
  const { sql, values } = conditions({ source: [evil], location: [evil, 'Pune'], tag: [evil] }, [[evil]])
  expect(sql).not.toContain('DROP')
  expect(values).toEqual([7, evil, [evil.toLowerCase(), 'pune'], [evil], [evil]])
})

test('one value is an equality, several are a list', () => {
  expect(conditions({ status: ['new'] }).sql).toContain('l.status = $2')
  expect(conditions({ status: ['new', 'lost'] }).sql).toContain('l.status = ANY ($2::text[])')
  expect(conditions({ assigned_to: ['3'] })).toMatchObject({
    sql: expect.stringContaining('l.assigned_to = $2'),
    values: [7, 3],
  })
})

test('nobody is an owner too, alone and among others', () => {
  expect(conditions({ assigned_to: ['none'] }).sql).toMatch(/AND l\.assigned_to IS NULL$/)
  expect(conditions({ assigned_to: ['none', '3'] })).toMatchObject({
    sql: expect.stringContaining('(l.assigned_to IS NULL OR l.assigned_to = ANY ($2::int[]))'),
    values: [7, [3]],
  })
})

test.each([
  [{ status: ['new'], source: ['web'] }, true],
  [{ tag: ['vip'] }, false],
  [{ budget_min: 5 }, false],
] satisfies [LeadFilters, boolean][])('%j may be prepared: %s', (filters, isPlain) => {
  expect(conditions(filters).isPlain).toBe(isPlain)
})

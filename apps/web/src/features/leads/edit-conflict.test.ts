import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../lib/problem.ts'
import { conflictFields, conflictOf, fieldWords, patchOf, sayValue } from './edit-conflict.ts'

const problem = { type: 'edit-conflict', title: 'x', status: 409, version: 9, current: { budget: 2_400_000 } }

describe('conflictOf', () => {
  it('holds both values and the version to try again on', () => {
    expect(conflictOf(new ProblemError(problem), { budget: 2_250_000 })).toEqual({
      version: 9,
      yours: { budget: 2_250_000 },
      theirs: { budget: 2_400_000 },
      by: null,
    })
  })

  it('names who was faster', () => {
    const told = { ...problem, changed_by: { id: 4, name: 'Meera Iyer' } }
    expect(conflictOf(new ProblemError(told), {})?.by).toBe('Meera Iyer')
    expect(conflictOf(new ProblemError({ ...problem, changed_by: null }), {})?.by).toBeNull()
  })

  it('is nothing for other failures', () => {
    expect(conflictOf(new Error('x'), {})).toBeNull()
    expect(conflictOf(new ProblemError({ ...problem, type: 'invalid-input' }), {})).toBeNull()
    expect(conflictOf(new ProblemError({ ...problem, version: undefined }), {})).toBeNull()
  })
})

describe('conflictFields', () => {
  const conflict = (yours: object, theirs: object) => ({ version: 9, yours, theirs, by: null })

  it.each([
    ['name', 'Asha', 'Usha', null],
    ['email', 'a@b.example', null, null],
    ['phone', '+919812345678', '+919812345679', null],
    ['phones', ['+919812345678'], ['+919812345679'], ['+919812345679', '+919812345678']],
    ['project_type', 'residential', null, null],
    ['carpet_area_sqft', 900, 1200, null],
    ['possession_date', '2027-02-01', '2027-03-01', null],
    ['assigned_to', 7, null, null],
    ['consent', { call: true }, { call: false }, null],
    ['tags', ['a', 'b'], ['b', 'c'], ['b', 'c', 'a']],
    ['tags', ['a', 'b'], ['a'], null],
  ])('%s: both values, and both together where there can be several', (field, yours, theirs, both) => {
    expect(conflictFields(conflict({ [field]: yours }, { [field]: theirs }))).toEqual([
      { field, yours, theirs, both },
    ])
  })

  it("holds the firm's own fields each by itself", () => {
    const own = conflict({ custom: { floor: 3, lift: true } }, { 'custom.floor': 4 })
    expect(conflictFields(own)).toEqual([{ field: 'custom.floor', yours: 3, theirs: 4, both: null }])
    expect(
      patchOf(
        new Map<string, unknown>([
          ['custom.floor', 3],
          ['budget', 5],
        ]),
      ),
    ).toEqual({
      budget: 5,
      custom: { floor: 3 },
    })
    expect(patchOf(new Map())).toEqual({})
    expect([fieldWords('custom.site_visit'), fieldWords('budget')]).toEqual(['Site visit', 'Budget'])
  })
})

describe('sayValue', () => {
  it.each([
    ['budget', 2_250_000, '₹22,50,000'],
    ['budget', null, 'nothing'],
    ['carpet_area_sqft', 1420, '1,420 sq ft'],
    ['phone', '+919812345678', '+91 98123 45678'],
    ['phones', ['+919812345678'], '+91 98123 45678'],
    ['tags', [], 'nothing'],
    ['tags', ['a', 'b'], 'a, b'],
    ['project_type', 'high_budget', 'High budget'],
    ['possession_date', '2025-02-03', '3 Feb 2025'],
    ['consent', { whatsapp: true, call: false }, 'WhatsApp, no Calls'],
    ['style', 'Japandi', 'Japandi'],
  ])('%s %j: %s', (field, value, said) => {
    expect(sayValue(field, value)).toBe(said)
  })

  it('names people and stages where it can', () => {
    const names = { person: (id: number) => (id === 7 ? 'Meera Iyer' : undefined) }
    expect(sayValue('assigned_to', 7, names)).toBe('Meera Iyer')
    expect(sayValue('assigned_to', 8, names)).toBe('someone')
  })
})

import { describe, expect, it } from 'vitest'
import { EMPTY_FORM, errorOf, isTyped, readForm } from './lead-form.ts'

describe('readForm', () => {
  it('needs a name and nothing else', () => {
    expect(readForm(EMPTY_FORM, 'IN')).toEqual({ errors: { name: 'A lead needs a name.' } })
    expect(readForm({ ...EMPTY_FORM, name: ' Asha ' }, 'IN')).toEqual({ lead: { name: 'Asha' } })
  })

  it('turns what was typed into what the API takes', () => {
    const values = {
      ...EMPTY_FORM,
      name: 'Asha',
      phone: '98123 45678',
      budget: '22.5 L',
      carpet_area_sqft: '1,420 sq ft',
      assigned_to: '7',
      tags: ['villa'],
    }
    expect(readForm(values, 'IN')).toEqual({
      lead: {
        name: 'Asha',
        phone: '+919812345678',
        budget: 2_250_000,
        carpet_area_sqft: 1420,
        assigned_to: 7,
        tags: ['villa'],
      },
    })
  })

  it('names every field that is wrong', () => {
    const values = {
      ...EMPTY_FORM,
      name: 'x'.repeat(101),
      phone: '12',
      email: 'no',
      budget: 'much',
      carpet_area_sqft: '0',
    }
    expect(readForm(values, 'IN')).toEqual({
      errors: {
        name: expect.stringContaining('100'),
        phone: expect.stringContaining('India'),
        email: expect.stringContaining('e-mail'),
        budget: expect.stringContaining('22.5 L'),
        carpet_area_sqft: expect.stringContaining('square feet'),
      },
    })
  })
})

it('checks one field at a time', () => {
  expect(errorOf('email', { ...EMPTY_FORM, email: 'a@b.in' }, 'IN')).toBeUndefined()
  expect(errorOf('email', { ...EMPTY_FORM, email: 'a@b' }, 'IN')).toBeDefined()
})

it('knows an empty form', () => {
  expect(isTyped(EMPTY_FORM, EMPTY_FORM)).toBe(false)
  expect(isTyped({ ...EMPTY_FORM, assigned_to: '7' }, { ...EMPTY_FORM, assigned_to: '7' })).toBe(false)
  expect(isTyped({ ...EMPTY_FORM, tags: ['x'] }, EMPTY_FORM)).toBe(true)
})

import { describe, expect, it } from 'vitest'
import { readBudget, writeBudget } from './budget.ts'

describe('readBudget', () => {
  it.each([
    ['22.5 L', 2_250_000],
    ['22.5l', 2_250_000],
    ['22.5 lakhs', 2_250_000],
    ['1.2 cr', 12_000_000],
    ['1.2Cr.', 12_000_000],
    ['₹1.86 Crore', 18_600_000],
    ['2250000', 2_250_000],
    ['22,50,000', 2_250_000],
    ['Rs. 22,50,000.50', 2_250_000.5],
    ['45k', 45_000],
    ['.5 cr', 5_000_000],
    ['0', 0],
    ['0.29 L', 29_000],
  ])('reads %s', (text, value) => {
    expect(readBudget(text)).toEqual({ value })
  })

  it('takes an empty field as no budget', () => {
    expect(readBudget('  ')).toEqual({ value: null })
  })

  it.each(['-5', '−2 L', 'abc', '12 bananas', '1.2.3', '99999999 cr', 'L', ','])('refuses %s', text => {
    expect(readBudget(text)).toHaveProperty('error')
  })
})

it('writes an amount in Indian grouping that it reads back', () => {
  expect(writeBudget(2_250_000)).toBe('22,50,000')
  expect(readBudget(writeBudget(12_345_678.5))).toEqual({ value: 12_345_678.5 })
  expect(writeBudget(null)).toBe('')
})

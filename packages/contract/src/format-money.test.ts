import { describe, expect, it } from 'vitest'
import { formatMoney, formatMoneyInFull } from './format-money.ts'

describe('formatMoney', () => {
  it.each([
    [420_000, '₹4.2 L'],
    [2_250_000, '₹22.5 L'],
    [3_800_000, '₹38 L'],
    [18_600_000, '₹1.86 Cr'],
    [108_000_000, '₹10.8 Cr'],
    [100_000, '₹1 L'],
    [99_999, '₹99,999'],
    [99_999.5, '₹1 L'],
    [9_996_000, '₹1 Cr'],
    [9_994_000, '₹99.9 L'],
    [10_000_000, '₹1 Cr'],
    [12_345_678_900, '₹1,235 Cr'],
    [0, '₹0'],
    [-420_000, '−₹4.2 L'],
    [null, '—'],
    [undefined, '—'],
  ])('%s reads as %s', (amount, text) => {
    expect(formatMoney(amount)).toBe(text)
  })

  it('speaks of lakh and crore in rupees only', () => {
    expect(formatMoney(420_000, 'USD')).toBe('$420K')
    expect(formatMoney(-1_250_000, 'AED')).toMatch(/^−AED\s1.25M$/)
  })
})

describe('formatMoneyInFull', () => {
  it.each([
    [225_000, 'INR', '₹2,25,000'],
    [225_000.5, 'INR', '₹2,25,000.50'],
    [-225_000, 'INR', '−₹2,25,000'],
    [225_000, 'USD', '$225,000'],
  ])('%s %s reads as %s', (amount, currency, text) => {
    expect(formatMoneyInFull(amount, currency)).toBe(text)
  })
})

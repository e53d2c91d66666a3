import { expect, test } from 'vitest'
import { decimalMarkOf, parseAmount } from './parse-amount.ts'

test.each([
  ['22700', 22_700],
  ['$22,700.00', 22_700],
  ['₹12,50,000', 1_250_000],
  ['₹ 12,50,000.50/-', 1_250_000.5],
  ['Rs. 5,00,000', 500_000],
  ['INR 500000', 500_000],
  ['€ 1,234,567', 1_234_567],
  ['22.5 L', 2_250_000],
  ['22.5 lakhs', 2_250_000],
  ['1.2 cr', 12_000_000],
  ['1.2 Crore', 12_000_000],
  ['₹ 5 lakh only', 500_000],
  ['50000 only', 50_000],
  ['50k', 50_000],
  ['1.5m', 1_500_000],
  ['.5 cr', 5_000_000],
  ['0', 0],
  ['0.005', 0.01],
  ['0.0', 0],
  ['$342.09K', 342_090],
  ['1 234 567.50', 1_234_567.5],
  ['1,234.50 €', 1234.5],
  ["1'250'000", 1_250_000],
])('%j is %d', (text, amount) => {
  expect(parseAmount(text)).toBe(amount)
})

test.each([
  '',
  'ask',
  '-5',
  '(500)',
  '5-6 L',
  '22,5',
  '1.234,56',
  '12,50,00',
  ',500',
  '5 apples',
  '1.2.3',
  '1e6',
  '$',
  'NaN',
])('%j is none', text => {
  expect(parseAmount(text)).toBeNull()
})

test.each([
  ['1.234,56', 1234.56],
  ['R$ 1.234.567,89', 1_234_567.89],
  ['22,5', 22.5],
  ['12 500,5', 12_500.5],
])('with a decimal comma, %j is %d', (text, amount) => {
  expect(parseAmount(text, ',')).toBe(amount)
})

test.each([
  ['1,234.56', '.'],
  ['1.234,56', ','],
  ['12,50,000', '.'],
  ['22,5', ','],
  ['22.5', '.'],
  ['1,234', null],
  ['1.234', null],
  ['500', null],
] as const)('%j tells the mark %j', (text, mark) => {
  expect(decimalMarkOf(text)).toBe(mark)
})

import { expect, test } from 'vitest'
import { isTotal } from './total-row.ts'

const anyColumn = () => true

test.each([
  [['Total', '', '12'], true],
  [['', 'GRAND TOTAL :', '₹ 12,50,000.00', '7'], true],
  [['Summe', '1.234,56'], true],
  [['Total', '', ''], false],
  [['Total', 'Pune', '12'], false],
  [['Totally Home', '12'], false],
  [['12', 'Total'], false],
])('%j sums up others: %s', (cells, expected) => {
  expect(isTotal(cells, anyColumn)).toBe(expected)
})

test('where a number is a phone, nothing is summed', () => {
  expect(isTotal(['Total', '9845070009', '12'], index => index !== 1)).toBe(false)
})

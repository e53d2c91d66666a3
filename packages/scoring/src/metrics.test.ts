import { expect, it } from 'vitest'
import { guessColumns, readNumber } from './guess-columns.ts'
import { areaUnderCurve, measure, reliabilityCurve } from './metrics.ts'

it('measures the order, with ties shared', () => {
  expect(areaUnderCurve([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9])).toBe(1)
  expect(areaUnderCurve([0, 0, 1, 1], [0.9, 0.8, 0.2, 0.1])).toBe(0)
  expect(areaUnderCurve([0, 1, 0, 1], [0.5, 0.5, 0.5, 0.5])).toBe(0.5)
  expect(areaUnderCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])).toBe(0.75)
  expect(areaUnderCurve([1, 1], [0.1, 0.4])).toBeNull()
})

it('measures the probability, and keeps a certainty that was wrong finite', () => {
  const { logLoss, brier } = measure([1, 0], [0.5, 0.5])
  expect(logLoss).toBeCloseTo(Math.LN2)
  expect(brier).toBe(0.25)
  expect(Number.isFinite(measure([1], [0]).logLoss)).toBe(true)
})

it('cuts the rows into even steps', () => {
  const steps = reliabilityCurve([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], 2)
  expect(steps.map(({ rows, observed }) => [rows, observed])).toEqual([
    [2, 0],
    [2, 1],
  ])
  expect(steps[1]?.forecast).toBeCloseTo(0.85)
  expect(reliabilityCurve([1], [0.5], 10)).toHaveLength(1)
})

it.each([
  ['12,34,567', 1_234_567],
  ['₹ 2,500', 2500],
  ['-$22,700.50', -22_700.5],
  ['1.234,5', 1234.5],
  ['0,25', 0.25],
  ['40 %', 40],
  ['1970-01-03', 2],
  ['.5', 0.5],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['.', Number.NaN],
  ['Info', Number.NaN],
  ['02.Medium', Number.NaN],
  ['', Number.NaN],
])('reads "%s" as %s', (cell, number) => {
  expect(readNumber(cell)).toBe(number)
})

it('reads a column of numbers as one though many of them are beyond all numbers', () => {
  const [amount] = guessColumns(['amount'], [['1'], ['inf'], ['-Infinity'], ['1e400'], ['NaN']])
  expect(amount?.kind).toBe('numeric')
})

it('tells numbers from words, and what means nothing from both', () => {
  const [amount, word] = guessColumns(
    ['amount', 'word'],
    [
      ['1', 'Google'],
      ['Select', 'google'],
      ['2.5', 'N/A'],
      ['3', ''],
    ],
  )
  expect(amount).toEqual({ name: 'amount', kind: 'numeric', values: Float64Array.of(1, Number.NaN, 2.5, 3) })
  expect(word).toEqual({ name: 'word', kind: 'categorical', values: ['google', 'google', null, null] })
})

import { describe, expect, test } from 'vitest'
import {
  addDays,
  atMinute,
  daysOf,
  dayText,
  layOut,
  readDay,
  spanWords,
  toQuarter,
  turn,
} from './calendar-days.ts'

const day = (text: string) => readDay(text) ?? expect.fail(`${text} is no day`)

describe('days of a view', () => {
  test('a week goes from Monday to Sunday, over the end of a year', () => {
    expect(daysOf('week', day('2026-12-31')).map(dayText)).toEqual([
      '2026-12-28',
      '2026-12-29',
      '2026-12-30',
      '2026-12-31',
      '2027-01-01',
      '2027-01-02',
      '2027-01-03',
    ])
  })

  test.each([
    ['2026-11-27', '2026-10-26', '2026-12-06', 42],
    ['2027-02-10', '2027-02-01', '2027-02-28', 28],
    ['2026-08-31', '2026-07-27', '2026-09-06', 42],
  ])('the month of %s goes from %s to %s', (of, first, last, count) => {
    const days = daysOf('month', day(of)).map(dayText)
    expect([days[0], days.at(-1), days.length]).toEqual([first, last, count])
  })

  test('from the last day of a month the next is the next month, not the one after', () => {
    expect(dayText(turn('month', day('2027-01-31'), 1))).toBe('2027-02-01')
    expect(dayText(turn('week', day('2026-12-31'), 1))).toBe('2027-01-07')
    expect(dayText(turn('day', day('2026-03-01'), -1))).toBe('2026-02-28')
  })

  test('what is no day is none', () => {
    for (const text of ['2026-02-30', 'today', '2026-1-1', '']) expect(readDay(text)).toBeNull()
  })
})

describe('what is due together stands side by side', () => {
  const laid = (...minutes: number[]) =>
    layOut(minutes, minute => minute).map(({ lane, lanes }) => `${lane}/${lanes}`)

  test.each([
    [
      [600, 660],
      ['0/1', '0/1'],
    ],
    [
      [600, 600, 615],
      ['0/3', '1/3', '2/3'],
    ],
    [
      [600, 615, 630],
      ['0/2', '1/2', '0/2'],
    ],
    [
      [615, 600],
      ['0/2', '1/2'],
    ],
    [[], []],
  ])('%o stands as %o', (minutes, expected) => {
    expect(laid(...minutes)).toEqual(expected)
  })
})

test('a day on, the clock shows the same', () => {
  const at = new Date(2026, 2, 28, 10, 30)
  expect(addDays(at, 1).getHours()).toBe(10)
  expect(addDays(at, 1).getDate()).toBe(29)
})

test('a minute is brought to a quarter of that day', () => {
  expect([-20, 7, 8, 600, 1439].map(toQuarter)).toEqual([0, 0, 15, 600, 1425])
  expect(atMinute(new Date(2026, 10, 27, 18), 630)).toEqual(new Date(2026, 10, 27, 10, 30))
})

test.each([
  ['day', '2026-11-27', 'Friday 27 November 2026'],
  ['week', '2026-11-27', '23 – 29 Nov 2026'],
  ['week', '2026-12-01', '30 Nov – 6 Dec 2026'],
  ['week', '2026-12-31', '28 Dec 2026 – 3 Jan 2027'],
  ['month', '2026-11-27', 'November 2026'],
] as const)('a %s around %s is called %s', (view, of, words) => {
  expect(spanWords(view, day(of))).toBe(words)
})

import { describe, expect, it } from 'vitest'
import {
  formatAgo,
  formatDay,
  formatDayInFull,
  formatExact,
  formatLate,
  formatLeft,
  formatPossession,
  formatQuiet,
  formatWhen,
} from './format-time.ts'

/** Monday, local time of whoever runs this. */
const now = new Date(2026, 10, 23, 14, 0)
const at = (day: number, hour = 14, minute = 0, month = 10, year = 2026) =>
  new Date(year, month, day, hour, minute).toISOString()

describe('formatAgo', () => {
  it.each([
    [at(23, 13, 59), '1 min ago'],
    [new Date(2026, 10, 23, 13, 59, 30).toISOString(), 'just now'],
    [at(23, 14, 1), 'just now'],
    [at(23, 13, 19), '41 min ago'],
    [at(23, 12), '2 h ago'],
    [at(23, 0, 30), '13 h ago'],
    [at(22, 23), 'Yesterday'],
    [at(20), '3 d ago'],
    [at(24, 9, 0, 9), '30 d ago'],
    [at(12, 9, 0, 9), 'Mon 12 Oct'],
    [at(12, 9, 0, 1, 2026), '12 Feb 2026'],
    [null, '—'],
  ])('%s', (instant, text) => {
    expect(formatAgo(instant, now)).toBe(text)
  })

  it('counts hours across midnight while they are few', () => {
    expect(formatAgo(at(22, 23), new Date(2026, 10, 23, 1, 30))).toBe('2 h ago')
  })
})

describe('formatWhen', () => {
  it.each([
    [at(23, 16, 30), 'Today 4:30 pm'],
    [at(24, 10), 'Tomorrow 10 am'],
    [at(22, 12), 'Yesterday 12 pm'],
    [at(26, 0, 5), 'Thu 12:05 am'],
    [at(30, 11), 'Mon 30 Nov'],
    [at(12, 11, 0, 1, 2028), '12 Feb 2028'],
    [undefined, '—'],
  ])('%s', (instant, text) => {
    expect(formatWhen(instant, now)).toBe(text)
  })
})

it.each([
  ['2026-11-25', 'Wed 25 Nov'],
  ['2026-09-01', 'Tue 1 Sep'],
  ['2027-01-04', '4 Jan 2027'],
  ['2027-09-12', '12 Sep 2027'],
  [null, '—'],
])('the day %s reads as %s', (day, text) => {
  expect(formatDay(day, now)).toBe(text)
})

it('a day within the week of New Year needs no year', () => {
  expect(formatDay('2027-01-03', new Date(2026, 11, 28, 14, 0))).toBe('Sun 3 Jan')
  expect(formatDay('2027-01-04', new Date(2026, 11, 28, 14, 0))).toBe('4 Jan 2027')
})

it.each([
  ['2027-02-28', 'Feb 2027'],
  ['2026-11-23', 'Ready'],
  ['2026-11-24', 'Nov 2026'],
  [null, '—'],
])('possession on %s reads as %s', (day, text) => {
  expect(formatPossession(day, now)).toBe(text)
})

it.each([
  [at(23, 9), 'today'],
  [at(22, 23), '1 day'],
  [at(1, 9), '22 days'],
  [at(1, 9, 0, 3), '7 months'],
  [at(1, 9, 0, 3, 2024), '2 years'],
])('quiet since %s is %s', (since, text) => {
  expect(formatQuiet(since, now)).toBe(text)
})

it.each([
  ['2026-11-05', '5 Nov 2026'],
  ['2026-09-12T16:30', '12 Sep 2026, 4:30 pm'],
  ['no day', ''],
])('in a field %s reads as %s', (day, text) => {
  expect(formatDayInFull(day)).toBe(text)
})

it('names the zone with the exact time', () => {
  expect(formatExact(at(23, 16, 30))).toMatch(/^Mon 23 Nov 2026, 4:30 pm \S+/)
})

describe('formatLate', () => {
  it.each([
    [at(23, 13, 59), '1 min late'],
    [at(23, 13, 19), '41 min late'],
    [at(23, 9), '5 h late'],
    [at(22, 23), '1 d overdue'],
    [at(21, 9), '2 d overdue'],
  ])('%s', (due, text) => {
    expect(formatLate(due, now)).toBe(text)
  })
})

describe('formatLeft', () => {
  it.each([
    [at(23, 14, 9), '9 min left'],
    [at(23, 17, 30), '3 h left'],
    [at(24, 10), 'Tomorrow 10 am'],
  ])('%s', (due, text) => {
    expect(formatLeft(due, now)).toBe(text)
  })
})

import { describe, expect, test } from 'vitest'
import { nextTime, readRepeat } from './repeat-rule.ts'

/** Times of a rule as they come when each is done on time. */
function times(rule: string, from: string, zone: string, count: number): string[] {
  const found: string[] = []
  let after = new Date(from)
  for (let i = 0; i < count; i++) {
    const next = nextTime(rule, new Date(from), zone, after)
    if (!next) break
    found.push(next.toISOString())
    after = next
  }
  return found
}

describe('the next time of a rule', () => {
  test.each([
    // Nine in the morning stays nine in the morning when the clocks go back and forth.
    [
      'FREQ=WEEKLY',
      '2026-10-19T08:00:00Z',
      'Europe/London',
      ['2026-10-26T09:00:00.000Z', '2026-11-02T09:00:00.000Z'],
    ],
    [
      'FREQ=DAILY',
      '2026-03-07T14:00:00Z',
      'America/New_York',
      ['2026-03-08T13:00:00.000Z', '2026-03-09T13:00:00.000Z'],
    ],
    // 2:30 does not exist on the night of the change: RFC 5545 leaves such a time out.
    [
      'FREQ=DAILY',
      '2026-03-07T07:30:00Z',
      'America/New_York',
      ['2026-03-09T06:30:00.000Z', '2026-03-10T06:30:00.000Z'],
    ],
    // Half and three quarters of an hour.
    ['FREQ=DAILY', '2026-11-26T04:30:00Z', 'Asia/Kolkata', ['2026-11-27T04:30:00.000Z']],
    ['FREQ=WEEKLY', '2026-09-20T04:15:00Z', 'Pacific/Chatham', ['2026-09-27T03:15:00.000Z']],
    ['FREQ=DAILY', '2026-11-26T03:45:00Z', 'Asia/Kathmandu', ['2026-11-27T03:45:00.000Z']],
    ['FREQ=DAILY', '2026-10-02T23:30:00Z', 'Australia/Lord_Howe', ['2026-10-03T23:00:00.000Z']],
    // A month without a 31st is left out; the last day is the last day.
    [
      'FREQ=MONTHLY',
      '2026-10-31T04:30:00Z',
      'Asia/Kolkata',
      ['2026-12-31T04:30:00.000Z', '2027-01-31T04:30:00.000Z'],
    ],
    [
      'FREQ=MONTHLY;BYMONTHDAY=-1',
      '2027-01-31T04:30:00Z',
      'Asia/Kolkata',
      ['2027-02-28T04:30:00.000Z', '2027-03-31T04:30:00.000Z'],
    ],
    // The evening in New York is the next day in UTC.
    ['FREQ=WEEKLY;BYDAY=MO', '2026-11-24T01:00:00Z', 'America/New_York', ['2026-12-01T01:00:00.000Z']],
    ['FREQ=MONTHLY;BYDAY=1MO', '2026-11-02T04:30:00Z', 'Asia/Kolkata', ['2026-12-07T04:30:00.000Z']],
    ['FREQ=YEARLY', '2028-02-29T04:30:00Z', 'Asia/Kolkata', ['2032-02-29T04:30:00.000Z']],
    [
      'FREQ=DAILY;COUNT=3',
      '2026-11-26T04:30:00Z',
      'Asia/Kolkata',
      ['2026-11-27T04:30:00.000Z', '2026-11-28T04:30:00.000Z'],
    ],
    [
      'FREQ=WEEKLY;UNTIL=20261204T000000Z',
      '2026-11-26T04:30:00Z',
      'Asia/Kolkata',
      ['2026-12-03T04:30:00.000Z'],
    ],
  ])('%s from %s in %s', (rule, from, zone, expected) => {
    expect(times(rule, from, zone, 2).slice(0, expected.length)).toEqual(expected)
    if (/COUNT|UNTIL/.test(rule)) expect(times(rule, from, zone, 5)).toEqual(expected)
  })

  test('skips what passed while nobody did it, and stays in step', () => {
    const late = nextTime(
      'FREQ=WEEKLY',
      new Date('2026-11-02T04:30:00Z'),
      'Asia/Kolkata',
      new Date('2026-11-25T12:00:00Z'),
    )
    expect(late?.toISOString()).toBe('2026-11-30T04:30:00.000Z')
  })
})

test.each([
  ['rrule:freq=weekly;byday=mo', 'FREQ=WEEKLY;BYDAY=MO'],
  ['FREQ=DAILY', 'FREQ=DAILY'],
  ['FREQ=HOURLY', null],
  ['FREQ=DAILY;BYHOUR=1,2,3', null],
  ['FREQ=SOMETIMES', null],
  ['every monday', null],
  ['FREQ=DAILY\nDTSTART:20200101T000000Z', null],
  ['FREQ=WEEKLY;BYDAY=XX', null],
])('%j is read as %j', (text, expected) => {
  expect(readRepeat(text, new Date('2026-11-26T04:30:00Z'), 'Asia/Kolkata')).toBe(expected)
})

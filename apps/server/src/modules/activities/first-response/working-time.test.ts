import { describe, expect, test } from 'vitest'
import { responseDue, type WorkingCalendar, workingMinutes } from './working-time.ts'

const TEN_TO_SEVEN = { from: '10:00', to: '19:00' }
const INDIA: WorkingCalendar = {
  timeZone: 'Asia/Kolkata',
  days: [TEN_TO_SEVEN, TEN_TO_SEVEN, TEN_TO_SEVEN, TEN_TO_SEVEN, TEN_TO_SEVEN, TEN_TO_SEVEN, null],
  holidays: new Set(['2026-11-25']),
}
const LONDON: WorkingCalendar = {
  ...INDIA,
  timeZone: 'Europe/London',
  days: Array(7).fill({ from: '00:30', to: '04:00' }),
}
const EARLY: WorkingCalendar = {
  ...INDIA,
  days: Array(7).fill({ from: '08:00', to: '17:00' }),
  holidays: new Set(),
}

describe('until when a lead is to be contacted', () => {
  test.each([
    // Monday 23 November, 11:00 in India.
    ['2026-11-23T05:30:00Z', 15, INDIA, '2026-11-23T05:45:00.000Z'],
    // Ten minutes before closing: the rest counts on the next day.
    ['2026-11-23T13:20:00Z', 15, INDIA, '2026-11-24T04:35:00.000Z'],
    // At night, and before a holiday: by ten of the day after it.
    ['2026-11-23T16:00:00Z', 15, INDIA, '2026-11-24T04:30:00.000Z'],
    ['2026-11-24T16:00:00Z', 5, INDIA, '2026-11-26T04:30:00.000Z'],
    // On a Sunday, and early in the morning.
    ['2026-11-29T06:00:00Z', 5, INDIA, '2026-11-30T04:30:00.000Z'],
    ['2026-11-26T01:00:00Z', 5, INDIA, '2026-11-26T04:30:00.000Z'],
    // Those who open at eight have until ten.
    ['2026-11-26T01:00:00Z', 5, EARLY, '2026-11-26T04:30:00.000Z'],
    // In the night in which the clocks go forward an hour is missing.
    ['2026-03-29T00:45:00Z', 60, LONDON, '2026-03-29T01:45:00.000Z'],
  ])('%s, %i minutes', (at, minutes, calendar, due) => {
    expect(responseDue(new Date(at), minutes, calendar).toISOString()).toBe(due)
  })

  test('a firm that never works counts plain minutes', () => {
    const never = { ...INDIA, days: Array(7).fill(null) }
    expect(responseDue(new Date('2026-11-23T05:30:00Z'), 15, never).toISOString()).toBe(
      '2026-11-23T05:45:00.000Z',
    )
  })
})

describe('minutes of work', () => {
  test.each([
    ['2026-11-23T05:30:00Z', '2026-11-23T05:37:59Z', INDIA, 7],
    // Over the night: to seven, and from ten.
    ['2026-11-23T13:20:00Z', '2026-11-24T04:35:00Z', INDIA, 15],
    // Over a holiday and a night.
    ['2026-11-24T13:00:00Z', '2026-11-26T05:00:00Z', INDIA, 60],
    ['2026-11-29T06:00:00Z', '2026-11-29T09:00:00Z', INDIA, 0],
    ['2026-11-24T05:00:00Z', '2026-11-23T05:00:00Z', INDIA, 0],
    // A year later: 52 weeks of six days, and a Monday.
    ['2025-11-24T04:30:00Z', '2026-11-24T04:30:00Z', INDIA, 313 * 540],
    ['2026-03-29T00:30:00Z', '2026-03-29T03:00:00Z', LONDON, 150],
    ['2026-10-25T00:00:00Z', '2026-10-25T04:00:00Z', LONDON, 240],
  ])('from %s to %s', (from, to, calendar, minutes) => {
    expect(workingMinutes(new Date(from), new Date(to), calendar)).toBe(minutes)
  })
})

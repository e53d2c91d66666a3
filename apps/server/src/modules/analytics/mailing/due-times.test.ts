import { describe, expect, it } from 'vitest'
import { lastDue, nextDue, weeklyRange } from './due-times.ts'

const MONDAY_NINE = { weekday: 1, hour: 9 }
const IN = 'Asia/Kolkata'

describe('the hour of a weekday by the clock of the zone', () => {
  it.each([
    // Friday noon in India.
    ['2026-11-27T06:30:00Z', IN, '2026-11-23T03:30:00.000Z', '2026-11-30T03:30:00.000Z'],
    // The very moment, and one before.
    ['2026-11-23T03:30:00Z', IN, '2026-11-23T03:30:00.000Z', '2026-11-30T03:30:00.000Z'],
    ['2026-11-23T03:29:59Z', IN, '2026-11-16T03:30:00.000Z', '2026-11-23T03:30:00.000Z'],
    // Still Sunday in New York, Monday elsewhere; summer time ended on 1 November.
    ['2026-11-02T04:00:00Z', 'America/New_York', '2026-10-26T13:00:00.000Z', '2026-11-02T14:00:00.000Z'],
  ])('at %s in %s', (at, zone, last, next) => {
    expect(lastDue(MONDAY_NINE, zone, new Date(at)).at.toISOString()).toBe(last)
    expect(nextDue(MONDAY_NINE, zone, new Date(at)).toISOString()).toBe(next)
  })

  it('an hour that summer time leaves out is the next there is, and the day is that of the zone', () => {
    const due = lastDue({ weekday: 7, hour: 2 }, 'America/New_York', new Date('2026-03-08T12:00:00Z'))
    expect(due).toEqual({ at: new Date('2026-03-08T07:00:00.000Z'), day: '2026-03-08' })
  })
})

describe('the days of a mail', () => {
  it.each([
    ['7d', { from: '2026-11-23', to: '2026-11-29' }, { from: '2026-11-16', to: '2026-11-22' }],
    ['30d', { from: '2026-10-31', to: '2026-11-29' }, { from: '2026-10-01', to: '2026-10-30' }],
    ['12m', { from: '2025-12-01', to: '2026-11-29' }, { from: '2024-12-01', to: '2025-11-29' }],
  ] as const)('%s end the day before, and are compared with as many before', (span, range, compared) => {
    expect(weeklyRange(span, '2026-11-30', true)).toEqual({ range, compared })
    expect(weeklyRange(span, '2026-11-30', false).compared).toBeNull()
  })
})

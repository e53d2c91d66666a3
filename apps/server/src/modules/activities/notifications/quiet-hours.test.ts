import { expect, test } from 'vitest'
import { quietUntil } from './quiet-hours.ts'

const NIGHT = { from: '22:00', to: '07:30' }

test.each([
  // Half-hour zone: 17:00 UTC is 22:30 in India.
  ['2026-11-26T17:00:00Z', NIGHT, 'Asia/Kolkata', '2026-11-27T02:00:00.000Z'],
  ['2026-11-26T01:00:00Z', NIGHT, 'Asia/Kolkata', '2026-11-26T02:00:00.000Z'],
  ['2026-11-26T02:00:00Z', NIGHT, 'Asia/Kolkata', '2026-11-26T02:00:00.000Z'],
  ['2026-11-26T10:00:00Z', NIGHT, 'Asia/Kolkata', '2026-11-26T10:00:00.000Z'],
  // The night in which the clocks go back is an hour longer.
  ['2026-10-24T22:00:00Z', NIGHT, 'Europe/London', '2026-10-25T07:30:00.000Z'],
  ['2026-03-29T00:30:00Z', NIGHT, 'Europe/London', '2026-03-29T06:30:00.000Z'],
  ['2026-11-26T07:00:00Z', { from: '12:00', to: '13:00' }, 'Asia/Kolkata', '2026-11-26T07:30:00.000Z'],
  ['2026-11-26T07:00:00Z', null, 'Asia/Kolkata', '2026-11-26T07:00:00.000Z'],
])('at %s with %j in %s it may ring at %s', (now, quiet, zone, expected) => {
  expect(quietUntil(new Date(now), quiet, zone).toISOString()).toBe(expected)
})

import { expect, it } from 'vitest'
import { unitOf } from './unit-of.ts'

it('time is parted into some dozens of points', () => {
  expect(unitOf({ from: '2026-10-29', to: '2026-11-27' })).toBe('day')
  expect(unitOf({ from: '2026-08-30', to: '2026-11-27' })).toBe('week')
  expect(unitOf({ from: '2025-11-28', to: '2026-11-27' })).toBe('month')
})

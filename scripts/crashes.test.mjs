import { expect, test } from 'vitest'
import { crashUnderCreates } from './lib/crashes.ts'

test('every create that was answered survives kill -9, exactly once', async () => {
  const report = await crashUnderCreates(3, () => {})
  expect(report.faults).toEqual([])
  expect(report.answered).toBeGreaterThan(10)
})

import { describe, expect, test } from 'vitest'
import { countPlaywright, countsOf, countVitest, sum, summary } from './lib/reports.mjs'

describe('the last line of a test run', () => {
  test.each([
    [{ passed: 3, failed: 0, skipped: 0 }, '3 passed, 0 failed'],
    [{ passed: 0, failed: 2, skipped: 1 }, '0 passed, 2 failed, 1 skipped'],
  ])('%o reads %s', (counts, line) => {
    expect(summary(counts)).toBe(line)
  })

  test('parts add up', () => {
    expect(sum([{ passed: 2, failed: 1 }, { skipped: 4 }, { passed: 1 }])).toEqual({
      passed: 3,
      failed: 1,
      skipped: 4,
    })
  })
})

describe('counts of a report', () => {
  const vitest = {
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [],
  }

  test('a skipped or unwritten test is skipped', () => {
    expect(countVitest(vitest)).toEqual({ passed: 5, failed: 0, skipped: 2 })
  })

  test('a file that cannot be loaded has failed', () => {
    const report = { ...vitest, testResults: [{ status: 'failed', assertionResults: [] }] }
    expect(countVitest(report).failed).toBe(1)
  })

  test('a journey that needed a second try has failed', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 0 }
    expect(countPlaywright({ stats })).toEqual({ passed: 4, failed: 2, skipped: 0 })
  })

  test('a tool that dies without a report has failed', async () => {
    const counts = await countsOf({ path: '/nowhere/report.json', code: 1, count: countVitest })
    expect(counts).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })
})

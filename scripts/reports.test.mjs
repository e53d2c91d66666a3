import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  countPlaywright,
  countVitest,
  failuresOfPlaywright,
  failuresOfVitest,
  inWords,
  sum,
  summary,
} from './lib/reports.mjs'
import { outcomeOf, runSuite } from './lib/suites.mjs'

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

describe('a report of Vitest', () => {
  const one = (status, fullName = 'adds') => ({ status, fullName, failureMessages: ['3 is not 4'] })
  const reportOf = (...assertionResults) => ({
    testResults: [{ name: 'sum.test.ts', status: 'failed', message: '', assertionResults }],
  })

  test('a skipped or unwritten test is skipped', () => {
    const counts = countVitest(
      reportOf(one('passed'), one('passed'), one('pending'), one('todo'), one('failed')),
    )
    expect(counts).toEqual({ passed: 2, failed: 1, skipped: 2 })
  })

  test('a file that cannot be loaded has failed', () => {
    const report = reportOf()
    expect(countVitest(report).failed).toBe(1)
    expect(failuresOfVitest(report)).toEqual([{ file: 'sum.test.ts', name: '', message: '' }])
  })

  test('what failed is named with its reason', () => {
    const [failure] = failuresOfVitest(reportOf(one('passed'), one('failed', 'sums big numbers')))
    expect(inWords(failure)).toBe('sum.test.ts › sums big numbers\n    3 is not 4')
  })
})

describe('a report of Playwright', () => {
  test('a journey that it tried twice has failed', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 0 }
    expect(countPlaywright({ stats })).toEqual({ passed: 4, failed: 2, skipped: 0 })
  })

  test('what failed is named by its groups', () => {
    const spec = (title, ok) => ({
      title,
      ok,
      file: 'board.spec.ts',
      tests: [{ results: [{ errors: [{ message: 'no card' }] }] }],
    })
    const suites = [
      {
        title: 'board.spec.ts',
        suites: [{ title: 'a phone', specs: [spec('lifts', false), spec('drops', true)] }],
      },
    ]
    expect(failuresOfPlaywright({ suites })).toEqual([
      { file: 'board.spec.ts', name: 'a phone › lifts', message: 'no card' },
    ])
  })
})

describe('the outcome of a tool', () => {
  const readers = { count: countVitest, list: failuresOfVitest }

  test('one that dies without a report has failed, and the end of its words is kept', async () => {
    const outcome = await outcomeOf({
      path: '/nowhere/report.json',
      code: 1,
      output: 'out of memory\n',
      ...readers,
    })
    expect(outcome.counts).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(outcome.failures[0].message).toBe('out of memory')
  })

  test('one whose tests all passed but that failed has failed', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'report-')), 'report.json')
    await writeFile(path, JSON.stringify({ testResults: [] }))
    const outcome = await outcomeOf({ path, code: 1, output: 'an error nobody caught', ...readers })
    expect(outcome.counts.failed).toBe(1)
  })
})

describe('what failed is run once more by itself', () => {
  const failure = name => ({ file: 'a.test.ts', name, message: 'no' })
  const outcome = (passed, ...names) => ({
    counts: { passed, failed: names.length, skipped: 0 },
    failures: names.map(failure),
  })
  const suite = (first, second) => ({ all: async () => first, again: async () => second })

  test('and is told as unsteady when it passes then', async () => {
    const { counts, failures, unsteady } = await runSuite(suite(outcome(8, 'x', 'y'), outcome(5, 'y')))
    expect(counts).toEqual({ passed: 9, failed: 1, skipped: 0 })
    expect(failures.map(({ name }) => name)).toEqual(['y'])
    expect(unsteady.map(({ name }) => name)).toEqual(['x'])
  })

  test('where something else fails then, that has failed', async () => {
    const { counts } = await runSuite(suite(outcome(8, 'x'), outcome(5, 'z')))
    expect(counts).toEqual({ passed: 8, failed: 1, skipped: 0 })
  })

  test('but not when many failed, or the tool itself', async () => {
    const never = {
      all: async () => outcome(1, 'a', 'b', 'c', 'd', 'e', 'f'),
      again: () => expect.unreachable(),
    }
    expect((await runSuite(never)).counts.failed).toBe(6)
    const broken = {
      counts: { passed: 1, failed: 1, skipped: 0 },
      failures: [{ file: '', name: '', message: '' }],
    }
    expect((await runSuite({ ...never, all: async () => broken })).counts.failed).toBe(1)
  })
})

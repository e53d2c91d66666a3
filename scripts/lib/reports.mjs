import { readFile } from 'node:fs/promises'

/**
 * How many tests went which way.
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/** @type {(parts: readonly Partial<Counts>[]) => Counts} */
export function sum(parts) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const part of parts) for (const kind of Object.keys(total)) total[kind] += part[kind] ?? 0
  return total
}

/** The last line of a test run. */
export const summary = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

/**
 * The counts of Vitest's JSON report. A file that could not run at all counts as one failed test.
 * @returns {Counts}
 */
export function countVitest(report) {
  const broken = report.testResults.filter(
    file => file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/**
 * The counts of Playwright's JSON report. A test that needed a second try has failed; so has a run that could not start.
 * @returns {Counts}
 */
export function countPlaywright({ stats, errors = [] }) {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  }
}

/**
 * The counts of the report that a tool left in a file, held against its exit code: a tool that failed without naming a
 * failed test counts as one.
 * @param {{ path: string, code: number, count: (report: any) => Counts }} run
 * @returns {Promise<Counts>}
 */
export async function countsOf({ path, code, count }) {
  const counts = await readFile(path, 'utf8').then(
    text => count(JSON.parse(text)),
    () => ({ passed: 0, failed: 0, skipped: 0 }),
  )
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

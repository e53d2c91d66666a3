/**
 * How many tests went which way.
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 */

/**
 * A test that failed.
 * @typedef {object} Failure
 * @property {string} file Where it stands.
 * @property {string} name Its full name; empty when the file could not run at all.
 * @property {string} message What was wrong, first things first.
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
  const counts = { passed: 0, failed: failuresOfVitest(report).length, skipped: 0 }
  for (const { assertionResults } of report.testResults)
    for (const { status } of assertionResults) {
      if (status === 'passed') counts.passed += 1
      else if (status !== 'failed') counts.skipped += 1
    }
  return counts
}

/** @returns {Failure[]} What failed, by Vitest's JSON report. */
export function failuresOfVitest(report) {
  return report.testResults.flatMap(({ name: file, status, message, assertionResults }) => {
    const failed = assertionResults.filter(test => test.status === 'failed')
    if (failed.length === 0) return status === 'failed' ? [{ file, name: '', message: message ?? '' }] : []
    return failed.map(test => ({
      file,
      name: test.fullName,
      message: (test.failureMessages ?? []).join('\n'),
    }))
  })
}

/**
 * The counts of Playwright's JSON report. A test that Playwright itself tried twice has failed; so has a run that could
 * not start.
 * @returns {Counts}
 */
export function countPlaywright({ stats, errors = [] }) {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  }
}

/** @returns {Failure[]} What failed, by Playwright's JSON report. */
export function failuresOfPlaywright({ suites = [], errors = [] }) {
  const inSuite = (suite, path) => [
    ...(suite.suites ?? []).flatMap(inner => inSuite(inner, [...path, inner.title])),
    ...(suite.specs ?? [])
      .filter(spec => !spec.ok)
      .map(spec => ({
        file: spec.file,
        name: [...path, spec.title].join(' › '),
        message: spec.tests
          .flatMap(test => test.results)
          .flatMap(({ errors }) => errors.map(error => error.message))
          .join('\n'),
      })),
  ]
  return [
    ...suites.flatMap(suite => inSuite(suite, [])),
    ...errors.map(({ message }) => ({ file: '', name: '', message })),
  ]
}

/** A failure in words for the end of a run: where, which, and the first lines of what was wrong. */
export function inWords({ file, name, message }) {
  const place = [file, name].filter(Boolean).join(' › ')
  const lines = message.trimEnd().split('\n').slice(0, 30)
  return [place, ...lines.map(line => `    ${line.slice(0, 300)}`)].join('\n')
}

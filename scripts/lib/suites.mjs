import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nodeBin } from './check-steps.mjs'
import { countPlaywright, countVitest, failuresOfPlaywright, failuresOfVitest } from './reports.mjs'
import { run } from './steps.mjs'

/**
 * What one run of a suite came to.
 * @typedef {object} Outcome
 * @property {import('./reports.mjs').Counts} counts
 * @property {import('./reports.mjs').Failure[]} failures
 */

/**
 * A suite of tests that can be run whole, or only what failed.
 * @typedef {object} Suite
 * @property {() => Promise<Outcome>} all
 * @property {(failures: readonly import('./reports.mjs').Failure[]) => Promise<Outcome>} again What failed, with nothing beside it.
 */

/**
 * More failures than this are no accident of a busy machine.
 */
const mostLookedAtAgain = 5

/**
 * Runs a suite; the few tests that failed are run once more by themselves, so that what a busy machine did is told from
 * what is broken. What passes only then is told as unsteady: it is a fault to be mended, of the test or of the product.
 * @param {Suite} suite
 * @returns {Promise<{ counts: import('./reports.mjs').Counts, failures: import('./reports.mjs').Failure[], unsteady: import('./reports.mjs').Failure[] }>}
 */
export async function runSuite(suite) {
  const { counts, failures } = await suite.all()
  const sure = { counts, failures, unsteady: [] }
  if (failures.length === 0 || failures.length > mostLookedAtAgain || failures.some(({ file }) => !file))
    return sure
  console.log(`\nOnce more, by themselves: ${failures.length} that failed\n`)
  const again = await suite.again(failures)
  const still = key => again.failures.some(failure => keyOf(failure) === key)
  const unsteady = failures.filter(failure => !still(keyOf(failure)))
  const left = failures.length - unsteady.length
  // Something else than before may fail now; it counts as well.
  const fresh = again.failures.filter(
    ({ name, file }) => !failures.some(old => keyOf(old) === keyOf({ name, file })),
  )
  return {
    counts: {
      ...counts,
      passed: counts.passed + unsteady.length - fresh.length,
      failed: left + fresh.length,
    },
    failures: again.failures,
    unsteady,
  }
}

const keyOf = ({ file, name }) => `${file} › ${name}`

/**
 * The tests that stand beside the code.
 * @param {{ reports: string, redis?: string }} needs A folder for reports, and the program of Redis where there is one.
 * @returns {Suite}
 */
export function testsBesideTheCode({ reports, redis }) {
  const path = join(reports, 'vitest.json')
  const runVitest = async args => {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${path}`]
    const { code, output } = await run([...nodeBin('vitest'), 'run', ...reporters, ...args], {
      echo: true,
      env: redis ? { REDIS_SERVER: redis } : {},
    })
    return outcomeOf({ path, code, output, count: countVitest, list: failuresOfVitest })
  }
  return {
    all: () => runVitest([]),
    again: failures => runVitest(['--no-file-parallelism', ...new Set(failures.map(({ file }) => file))]),
  }
}

/**
 * The journeys in a browser. Without one they are listed, so that each counts as skipped.
 * @param {{ reports: string, browser?: string }} needs A folder for reports, and the browser where there is one.
 * @returns {Suite}
 */
export function journeys({ reports, browser }) {
  const path = join(reports, 'playwright.json')
  const command = [...nodeBin('@playwright/test', 'playwright'), 'test', '--config=e2e/playwright.config.ts']
  const runPlaywright = async args => {
    const { code, output } = await run([...command, '--reporter=list,json', ...args], {
      echo: true,
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: path, CHROMIUM: browser },
    })
    return outcomeOf({ path, code, output, count: countPlaywright, list: failuresOfPlaywright })
  }
  const listOnly = async () => {
    const { code, output } = await run([...command, '--list', '--reporter=json'], {
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: path },
    })
    const { counts, failures } = await outcomeOf({
      path,
      code,
      output,
      count: countPlaywright,
      list: failuresOfPlaywright,
    })
    const skipped = Math.max(1, counts.passed + counts.skipped)
    return { counts: { passed: 0, failed: counts.failed, skipped }, failures }
  }
  return {
    all: () => (browser ? runPlaywright([]) : listOnly()),
    again: () => runPlaywright(['--last-failed', '--workers=1']),
  }
}

/**
 * The outcome that a tool left as a report in a file, held against its exit code: a tool that failed without naming a
 * failed test counts as one failure, told by the end of its output.
 * @param {{ path: string, code: number, output: string, count: (report: any) => import('./reports.mjs').Counts, list: (report: any) => import('./reports.mjs').Failure[] }} run
 * @returns {Promise<Outcome>}
 */
export async function outcomeOf({ path, code, output, count, list }) {
  const { counts, failures } = await readFile(path, 'utf8')
    .then(text => JSON.parse(text))
    .then(
      report => ({ counts: count(report), failures: list(report) }),
      () => ({ counts: { passed: 0, failed: 0, skipped: 0 }, failures: [] }),
    )
  if (code === 0 || counts.failed > 0) return { counts, failures }
  const end = output.trimEnd().split('\n').slice(-30).join('\n')
  return { counts: { ...counts, failed: 1 }, failures: [{ file: '', name: '', message: end }] }
}

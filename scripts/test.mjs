// `npm test`: everything that is checked, on a machine that has only Node and npm. Ends with one line of counts.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootstrap } from './lib/bootstrap.mjs'

await bootstrap(import.meta.url)

// These speak of installed packages, so they come after the installation.
const { checkSteps, nodeBin } = await import('./lib/check-steps.mjs')
const { findBrowser, findRedis } = await import('./lib/programs.mjs')
const { countPlaywright, countsOf, countVitest, sum, summary } = await import('./lib/reports.mjs')
const { run, runSteps } = await import('./lib/steps.mjs')

const reports = await mkdtemp(join(tmpdir(), 'test-reports-'))
const redis = announce('redis-server', await findRedis())
const browser = announce('browser', await findBrowser())

const counts = [await runSteps(checkSteps), await testsBesideTheCode(), await journeys()]
await rm(reports, { recursive: true })

const total = sum(counts)
console.log(summary(total))
process.exitCode = total.failed === 0 ? 0 : 1

function announce(need, program) {
  console.log(
    program ? `using  ${need}: ${program.origin}` : `missing ${need}: tests that need it are skipped`,
  )
  return program?.path
}

async function testsBesideTheCode() {
  const path = join(reports, 'vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${path}`]
  const { code } = await run([...nodeBin('vitest'), 'run', ...reporters], {
    echo: true,
    env: redis ? { REDIS_SERVER: redis } : {},
  })
  return countsOf({ path, code, count: countVitest })
}

/** Without a browser the journeys are listed, so that each counts as skipped. */
async function journeys() {
  const path = join(reports, 'playwright.json')
  const command = [...nodeBin('@playwright/test', 'playwright'), 'test', '--config=e2e/playwright.config.ts']
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: path }
  if (!browser) {
    const { code } = await run([...command, '--list', '--reporter=json'], { env })
    const listed = await countsOf({ path, code, count: countPlaywright })
    return { failed: code === 0 ? 0 : 1, skipped: Math.max(1, listed.passed + listed.skipped) }
  }
  const { code } = await run([...command, '--reporter=list,json'], {
    echo: true,
    env: { ...env, CHROMIUM: browser },
  })
  return countsOf({ path, code, count: countPlaywright })
}

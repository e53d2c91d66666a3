// `npm test`: everything that is checked, on a machine that has only Node and npm. Ends with one line of counts.
import { bootstrap } from './lib/bootstrap.mjs'

await bootstrap(import.meta.url)

// These speak of installed packages, so they come after the installation.
const { checkSteps } = await import('./lib/check-steps.mjs')
const { folderOfRun } = await import('./lib/memory-folder.mjs')
const { findBrowser, findRedis } = await import('./lib/programs.mjs')
const { inWords, sum, summary } = await import('./lib/reports.mjs')
const { runSteps } = await import('./lib/steps.mjs')
const { journeys, runSuite, testsBesideTheCode } = await import('./lib/suites.mjs')

const reports = await folderOfRun()
process.env.TMPDIR = reports
const redis = announce('redis-server', await findRedis())
const browser = announce('browser', await findBrowser())

const checked = await runSteps(checkSteps)
const outcomes = [
  await runSuite(testsBesideTheCode({ reports, redis })),
  await runSuite(journeys({ reports, browser })),
]

tell(
  'Unsteady, passed only by themselves',
  outcomes.flatMap(({ unsteady }) => unsteady),
)
tell(
  'Failed',
  outcomes.flatMap(({ failures }) => failures),
)
const total = sum([checked, ...outcomes.map(({ counts }) => counts)])
console.log(summary(total))
process.exitCode = total.failed === 0 ? 0 : 1

function announce(need, program) {
  console.log(
    program ? `using  ${need}: ${program.origin}` : `missing ${need}: tests that need it are skipped`,
  )
  return program?.path
}

/** Says at the end, where it is looked for, what went wrong in the thousands of lines before. */
function tell(title, failures) {
  if (failures.length === 0) return
  console.log(`\n${title}:`)
  for (const failure of failures.slice(0, 20)) console.log(inWords(failure))
  console.log()
}

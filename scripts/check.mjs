// `npm run check`: the same here and in continuous integration.
import { bootstrap } from './lib/bootstrap.mjs'

await bootstrap(import.meta.url)

const { checkSteps } = await import('./lib/check-steps.mjs')
const { runSteps } = await import('./lib/steps.mjs')

const { failed } = await runSteps(checkSteps)
process.exitCode = failed === 0 ? 0 : 1

// `npm run check`: the same here and in continuous integration.
import { checkSteps } from './lib/check-steps.mjs'
import { runSteps } from './lib/steps.mjs'

const { failed } = await runSteps(checkSteps)
process.exitCode = failed === 0 ? 0 : 1

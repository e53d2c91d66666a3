// `npm run soak`: the long versions of what `npm test` tries for seconds. `--kills N`, default 50.
import { parseArgs } from 'node:util'
import { bootstrap } from './lib/bootstrap.mjs'

await bootstrap(import.meta.url)

const { crashUnderCreates } = await import('./lib/crashes.ts')
const { values } = parseArgs({ options: { kills: { type: 'string', default: '50' } } })

const { kills, answered, unanswered, faults } = await crashUnderCreates(Number(values.kills), line =>
  console.log(line),
)
console.log(`${kills} kills, ${answered} creates answered, ${unanswered} broken off, ${faults.length} faults`)
for (const fault of faults) console.log(fault)
process.exitCode = faults.length === 0 ? 0 : 1

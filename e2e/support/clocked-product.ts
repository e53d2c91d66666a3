// The product with a clock that is set from outside: started by `startClockedProduct`, never by users.
import { buildApp } from '../../apps/server/src/app.ts'
import { readConfig } from '../../apps/server/src/platform/config/config.ts'

let aheadMs = 0
const app = await buildApp(readConfig(process.env), { now: () => new Date(Date.now() + aheadMs) })
process.on('message', async message => {
  aheadMs = Number(message)
  // What waits for the clock is looked for at once, not when the next real minute begins.
  await app.platform.db.rows('SELECT FROM graphile_worker.add_job($1)', ['first-response-missed'])
  process.send?.('set')
})
process.on('SIGTERM', async () => {
  await app.stop()
  process.exit(0)
})
await app.start()

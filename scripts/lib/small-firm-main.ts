// The product with the people of the demo firm and nothing else, which is there in a moment, and with a clock that is set from outside:
// started by `startSmallFirm`, never by users.
import { buildApp } from '../../apps/server/src/app.ts'
import { isFirmEmpty } from '../../apps/server/src/demo/demo-firm.ts'
import { createDemoPeople } from '../../apps/server/src/modules/access/index.ts'
import { readConfig } from '../../apps/server/src/platform/config/config.ts'

let aheadMs = 0
const app = await buildApp(readConfig(process.env), { now: () => new Date(Date.now() + aheadMs) })
const { db } = app.platform
if (await isFirmEmpty(db)) await db.inTransaction(createDemoPeople)
process.on('message', async message => {
  aheadMs = Number(message)
  // What waits for the clock is looked for at once, not when the next real minute begins.
  await db.rows('SELECT FROM graphile_worker.add_job($1)', ['first-response-missed'])
  process.send?.('set')
})
process.on('SIGTERM', async () => {
  await app.stop()
  process.exit(0)
})
await app.start()

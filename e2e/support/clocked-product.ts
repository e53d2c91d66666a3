// The product with a clock that is set from outside: started by `startClockedProduct`, never by users.
import { buildApp } from '../../apps/server/src/app.ts'
import { readConfig } from '../../apps/server/src/platform/config/config.ts'

let aheadMs = 0
process.on('message', message => {
  aheadMs = Number(message)
  process.send?.('set')
})
const app = await buildApp(readConfig(process.env), { now: () => new Date(Date.now() + aheadMs) })
process.on('SIGTERM', async () => {
  await app.stop()
  process.exit(0)
})
await app.start()

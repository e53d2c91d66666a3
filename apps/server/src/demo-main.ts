import { buildApp } from './app.ts'
import type { DemoOrder, DemoOutcome } from './demo/fill-apart.ts'
import { readConfig } from './platform/config/config.ts'
import { explainStart } from './start-failure.ts'

// Started by demo/fill-apart.ts over the database that the server has opened: fills it and ends.
process.once('disconnect', () => process.exit(1))
process.once('message', async ({ databaseUrl }: DemoOrder) => {
  const config = { ...readConfig(process.env), databaseUrl }
  try {
    const app = await buildApp(config)
    await app.fillDemoFirm()
    await app.stop()
    answer({ failure: null })
  } catch (error) {
    answer({ failure: explainStart(error, config) })
  }
})

/** Ends with its answer, whatever an app that could not be made has left open. */
function answer(outcome: DemoOutcome): void {
  if (!process.connected) process.exit(1)
  process.removeAllListeners('disconnect')
  process.send?.(outcome, () => process.exit())
}

import { buildApp } from './app.ts'
import { type Config, readConfig } from './platform/config/config.ts'
import { checkOutsideServer } from './platform/database/outside-server.ts'
import { explainStart } from './start-failure.ts'

// Making the app migrates; it is never started.
let config: Config | undefined
try {
  config = readConfig(process.env)
  if (config.databaseUrl) await checkOutsideServer(config.databaseUrl)
  const app = await buildApp(config)
  await app.stop()
  process.stdout.write('The database is up to date.\n')
} catch (error) {
  process.stderr.write(`${explainStart(error, config)}\n`)
  process.exitCode = 1
}

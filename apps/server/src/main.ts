import { type App, buildApp } from './app.ts'
import { fillApart } from './demo/fill-apart.ts'
import { type Config, readConfig } from './platform/config/config.ts'
import { checkOutsideServer } from './platform/database/outside-server.ts'
import { explainStart } from './start-failure.ts'

/** A stop that takes longer than this is ended by force. */
const PATIENCE_MS = 90_000
/** The terminal and npm both pass on one Ctrl-C; what comes later was pressed again. */
const SAME_SIGNAL_MS = 1000

let config: Config | undefined
let building: Promise<App> | undefined
let stoppingSince: number | undefined

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stoppingSince === undefined) void stop(0)
    else if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(1)
  })
}

try {
  config = readConfig(process.env)
  if (config.databaseUrl) await checkOutsideServer(config.databaseUrl)
  building = buildApp(config, { onLost: () => void stop(1), fillApart })
  const app = await building
  const { address } = await app.start()
  if (stoppingSince === undefined) await greet(app, address)
} catch (error) {
  // A stop while it was still starting pulls the ground from under the start.
  if (stoppingSince === undefined) {
    process.stderr.write(`${explainStart(error, config)}\n`)
    await stop(1)
  }
}

/** Finishes requests and jobs, closes the database, and ends this process. */
async function stop(exitCode: number): Promise<void> {
  stoppingSince ??= performance.now()
  // Should something never answer and nothing else be left to do, Node ends by itself, with this.
  process.exitCode = exitCode
  setTimeout(() => process.exit(1), PATIENCE_MS).unref()
  try {
    const app = await building?.catch(() => undefined)
    await app?.stop()
  } catch (error) {
    process.stderr.write(`The stop was not clean: ${error instanceof Error ? error.stack : error}\n`)
    process.exit(1)
  }
  process.exit(exitCode)
}

async function greet(app: App, address: string): Promise<void> {
  const lines = [`OptimWalls CRM is ready${address && ` at ${shown(address)}`}`]
  const demo = app.loginsToShow()
  if (demo) {
    const [first, ...others] = demo.logins
    lines.push('', `Sign in as ${first}`, ...others.map(login => `        or ${login}`))
    lines.push(`  password ${demo.password}`)
  }
  const link = await app.firstAdminLink()
  if (link) lines.push('', `Make the first Super Admin, once, at ${link}`)
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** The address to type: a name rather than a number, since passkeys and cookies are for a name. */
function shown(address: string): string {
  return address.replace(/\/\/(127\.0\.0\.1|\[::1\])(?=:|$)/, '//localhost')
}

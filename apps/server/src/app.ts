import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createDemoFirm, isFirmEmpty } from './demo/demo-firm.ts'
import { DEMO_LOGINS, DEMO_PASSWORD } from './modules/access/index.ts'
import { createModules, type Modules } from './modules/index.ts'
import { type Config, isLoopback } from './platform/config/config.ts'
import { openDatabase } from './platform/database/database.ts'
import { startEmbedded } from './platform/database/embedded.ts'
import { migrate } from './platform/database/migrate.ts'
import { trustedOrigins } from './platform/http/cross-site.ts'
import { createLog, type Log } from './platform/http/log.ts'
import { buildHttp, type Http } from './platform/http/server.ts'
import { migrateJobs } from './platform/jobs/runner.ts'
import { registerMailboxRoutes } from './platform/mail/mailbox-routes.ts'
import { createPlatform, type Platform } from './platform/platform.ts'
import { registerFileRoutes } from './platform/storage/file-routes.ts'

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const MIGRATIONS = pathOf('../migrations')
const WEB_ROOT = pathOf('../../web/dist')
const VERSION = JSON.parse(readFileSync(pathOf('../package.json'), 'utf8')).version as string

/** The whole product in one process. */
export interface App {
  http: Http
  platform: Platform
  modules: Modules
  /** Listens, works, or both, as `ROLES` says; ready when it resolves. */
  start(): Promise<{ address: string }>
  /** Finishes requests and jobs, then closes everything. Safe to call at any time, and twice. */
  stop(): Promise<void>
  /** Logins that may be shown on this machine; empty without the demo firm. */
  loginsToShow(): { logins: readonly string[]; password: string } | null
  /** The one-time link that makes the first Super Admin; null when there is one. */
  firstAdminLink(): Promise<string | null>
}

export interface AppOptions {
  log?: Log
  /** The embedded database ended by itself: nothing can be served any more. */
  onLost?: () => void
}

/** The only way to make the app; `main.ts` and every test use it.
 *  @throws StartError in one clear sentence when it cannot be made here */
export async function buildApp(config: Config, options: AppOptions = {}): Promise<App> {
  const log = options.log ?? createLog(config.logLevel)
  const embedded = config.databaseUrl
    ? undefined
    : await startEmbedded({ dataDir: config.dataDir, log, ...(options.onLost && { onLost: options.onLost }) })
  const db = openDatabase({ url: config.databaseUrl ?? embedded?.url ?? '', log })
  const closers: (() => Promise<unknown>)[] = [() => db.close(), async () => embedded?.stop()]
  const closeAll = async () => {
    for (const close of closers.splice(0)) await close()
  }
  try {
    await migrate(db, MIGRATIONS, log)
    await migrateJobs(db, log)
    return await assemble(config, createPlatform(config, db, log), closers, closeAll)
  } catch (error) {
    await closeAll()
    throw error
  }
}

async function assemble(
  config: Config,
  platform: Platform,
  closers: (() => Promise<unknown>)[],
  closeAll: () => Promise<void>,
): Promise<App> {
  const { log, db, events, jobs, realtime } = platform
  const modules = createModules(platform)
  let isReady = false
  const http = await buildHttp({
    config,
    log,
    version: VERSION,
    isReady: () => isReady,
    authenticate: modules.access.authenticate,
    scopeOf: modules.access.scopeOf,
    onRefused: modules.access.onRefused,
    metrics: [],
    ...(existsSync(WEB_ROOT) && { webRoot: WEB_ROOT }),
  })
  registerFileRoutes(http, platform.storage)
  registerMailboxRoutes(http, { config, db, crypto: platform.crypto })
  modules.routes(http)
  const mayShowLogins = config.demo && isLoopback(config.host)

  return {
    http,
    platform,
    modules,
    async start() {
      await modules.access.prepare()
      if (config.demo && (await isFirmEmpty(db))) await createDemoFirm(platform, modules)
      await platform.bus.ready()
      closers.unshift(
        async () => {
          await modules.access.stop()
        },
        () => platform.cache.close(),
        () => platform.bus.close(),
      )
      if (config.roles.has('worker')) {
        await events.start()
        await jobs.start()
        const endUpkeep = modules.startUpkeep()
        closers.unshift(endUpkeep, () => jobs.stop())
      }
      closers.unshift(() => events.stop())
      if (!config.roles.has('api')) {
        isReady = true
        return { address: '' }
      }
      await http.ready()
      const sockets = realtime.attach({
        server: http.server,
        authenticate: modules.access.authenticateSocket,
        roomsOf: modules.roomsOf,
        isTrustedOrigin: origin => trustedOrigins(config.publicUrl, portOf(http, config)).has(origin),
      })
      closers.unshift(
        () => sockets.close(),
        () => http.close(),
      )
      isReady = true
      const address = await http.listen({ host: config.host, port: config.port })
      return { address }
    },
    async stop() {
      isReady = false
      await closeAll()
    },
    loginsToShow: () => (mayShowLogins ? { logins: DEMO_LOGINS, password: DEMO_PASSWORD } : null),
    firstAdminLink: () => modules.access.firstAdminLink(),
  }
}

/** The port it listens on; the one asked for until it does. */
function portOf(http: Http, config: Config): number {
  const address = http.server.address()
  return address && typeof address === 'object' ? address.port : config.port
}

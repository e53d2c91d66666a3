import { existsSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createDemoFirm, isFirmEmpty } from './demo/demo-firm.ts'
import { APPEND_ONLY, DEMO_LOGINS, DEMO_PASSWORD } from './modules/access/index.ts'
import { createModules, type Modules } from './modules/index.ts'
import { cacheMetrics } from './platform/cache/cache-metrics.ts'
import { type Config, servesThisMachineOnly } from './platform/config/config.ts'
import { type Database, openDatabase } from './platform/database/database.ts'
import { type EmbeddedDatabase, startEmbedded } from './platform/database/embedded.ts'
import { migrate } from './platform/database/migrate.ts'
import { registerEventMetrics } from './platform/events/metrics.ts'
import { trustedOrigins } from './platform/http/cross-site.ts'
import { createLog, type Log } from './platform/http/log.ts'
import { poolMetrics } from './platform/http/pool-metrics.ts'
import { buildHttp, type Http } from './platform/http/server.ts'
import { migrateJobs } from './platform/jobs/runner.ts'
import { registerMailboxRoutes } from './platform/mail/mailbox-routes.ts'
import { createPlatform, type Platform } from './platform/platform.ts'
import { registerFileRoutes } from './platform/storage/file-routes.ts'

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const MIGRATIONS = pathOf('../migrations')
const WEB_ROOT = pathOf('../../web/dist')
const VERSION = JSON.parse(readFileSync(pathOf('../package.json'), 'utf8')).version as string

/** How long a start waits for messages from other processes, in milliseconds; they are hints, it can do without. */
const BUS_PATIENCE_MS = 3000

/** The whole product in one process. */
export interface App {
  http: Http
  platform: Platform
  modules: Modules
  /** Listens, works, or both, as `ROLES` says; ready when it resolves. */
  start(): Promise<{ address: string }>
  /** Fills the database with the demo firm, unless somebody is there already. */
  fillDemoFirm(): Promise<void>
  /** Finishes requests and jobs, then closes everything. Safe to call at any time, and twice. */
  stop(): Promise<void>
  /** Logins that may be shown on this machine; null without the demo firm. */
  loginsToShow(): { logins: readonly string[]; password: string } | null
  /** The one-time link that makes the first Super Admin; null when there is one. */
  firstAdminLink(): Promise<string | null>
}

export interface AppOptions {
  log?: Log
  /** The embedded database ended by itself: nothing can be served any more. */
  onLost?: () => void
  /** The clock; tests set it. */
  now?: () => Date
  /** Fills a database with the demo firm outside of this process; without it, the app does so itself. */
  fillApart?: (databaseUrl: string) => Promise<void>
}

/** What has been opened; closed in the reverse order. */
class Opened {
  readonly #closers: (() => unknown)[] = []

  add(close: () => unknown): void {
    this.#closers.push(close)
  }

  /** Closes all, also when one of them fails; the first failure is thrown at the end. */
  async close(): Promise<void> {
    const failures: unknown[] = []
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) {
      try {
        await close()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}

/** The only way to make the app; `main.ts` and every test use it.
 *  @throws StartError in one clear sentence when it cannot be made here */
export async function buildApp(config: Config, options: AppOptions = {}): Promise<App> {
  const log = options.log ?? createLog(config.logLevel)
  const opened = new Opened()
  try {
    const { db, url } = await openMigrated(config, options, log, opened)
    const platform = createPlatform(config, db, log, options.now)
    opened.add(() => platform.bus.close())
    opened.add(() => platform.cache.close())
    opened.add(() => platform.mail.close())
    const modules = createModules(platform)
    opened.add(() => modules.access.stop())
    const fillDemoFirm = () => createDemoFirm(platform, modules)
    const { fillApart } = options
    return await assemble(platform, modules, opened, {
      fillDemoFirm,
      fill: fillApart ? () => fillApart(url) : fillDemoFirm,
    })
  } catch (error) {
    await opened.close()
    throw error
  }
}

async function openMigrated(
  config: Config,
  options: AppOptions,
  log: Log,
  opened: Opened,
): Promise<{ db: Database; url: string }> {
  let url = config.databaseUrl
  let embedded: EmbeddedDatabase | undefined
  if (url === undefined) {
    const { dataDir } = config
    embedded = await startEmbedded({ dataDir, log, ...(options.onLost && { onLost: options.onLost }) })
    opened.add(() => embedded?.stop())
    url = embedded.url
  }
  const db = openDatabase({ url, log })
  opened.add(() => db.close())
  await migrate(db, MIGRATIONS, log, async () => embedded?.openAppendOnly(APPEND_ONLY))
  await embedded?.keepAppendOnly(APPEND_ONLY)
  await migrateJobs(db, log)
  return { db, url }
}

interface Filling {
  /** Here, in this process. */
  fillDemoFirm(): Promise<void>
  /** Wherever the start has it done. */
  fill(): Promise<void>
}

async function assemble(
  platform: Platform,
  modules: Modules,
  opened: Opened,
  { fillDemoFirm, fill }: Filling,
): Promise<App> {
  const { config, log, db, events, jobs, realtime, cache } = platform
  let isReady = false
  const http = await buildHttp({
    config,
    log,
    version: VERSION,
    isReady: () => isReady,
    authenticate: modules.access.authenticate,
    scopeOf: modules.access.scopeOf,
    onRefused: modules.access.onRefused,
    onTurnedAway: modules.access.onTurnedAway,
    metrics: [
      poolMetrics(db.pool),
      cacheMetrics(cache),
      registry => registerEventMetrics(registry, db),
      modules.metrics,
    ],
    ...(existsSync(WEB_ROOT) && { webRoot: WEB_ROOT }),
  })
  registerFileRoutes(http, platform.storage, modules.access.onLinkRefused)
  registerMailboxRoutes(http, { config, db, crypto: platform.crypto })
  modules.routes(http)
  const mayShowLogins = config.demo && servesThisMachineOnly(config)

  async function startWork(): Promise<void> {
    await events.start()
    await jobs.start()
    opened.add(() => jobs.stop())
    opened.add(modules.startUpkeep())
  }

  async function startServing(): Promise<string> {
    await http.ready()
    const sockets = realtime.attach({
      server: http.server,
      authenticate: modules.access.authenticateSocket,
      roomsOf: modules.roomsOf,
      topics: modules.topics,
      onRefused: modules.access.onTopicRefused,
      isTrustedOrigin: origin => trustedOrigins(config.publicUrl, portOf(http, config)).has(origin),
    })
    opened.add(() => http.close())
    opened.add(() => sockets.close())
    return http.listen({ host: config.host, port: config.port })
  }

  return {
    http,
    platform,
    modules,
    fillDemoFirm,
    async start() {
      await modules.access.prepare()
      if (config.demo && (await isFirmEmpty(db))) await fill()
      await Promise.race([platform.bus.ready(), setTimeout(BUS_PATIENCE_MS, undefined, { ref: false })])
      opened.add(() => events.stop())
      if (config.roles.has('worker')) await startWork()
      const address = config.roles.has('api') ? await startServing() : ''
      isReady = true
      return { address }
    },
    async stop() {
      isReady = false
      await opened.close()
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

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { type App, buildApp } from '../../src/app.ts'
import { createDemoPeople, DEMO_PASSWORD, type DemoStaff } from '../../src/modules/access/index.ts'
import { readConfig } from '../../src/platform/config/config.ts'
import { describeError } from '../../src/platform/http/log.ts'
import { type Caller, cookieFrom, createCaller } from './caller.ts'
import { openPage, type Page, type PageOptions } from './page.ts'

/** What several processes of one installation share. */
export interface Ground {
  /** Undefined: the embedded server in `dataDir`. */
  databaseUrl?: string
  dataDir: string
  redisUrl?: string
}

/** One process of the product as its users meet it: listening, with sockets, with the jobs of its roles. */
export interface Office {
  app: App
  address: string
  /** Everything logged so far, at every level. */
  logged(): string
  /** Signs in as `manager` (@demo.optimwalls.example); null is somebody who is not signed in. */
  callerFor(login: string | null): Promise<Caller>
  /** The same person, through this process. */
  withCookie(cookie: string | undefined): Caller
  /** Opens a page that listens, and waits until nothing will be missed. */
  pageOf(caller: Caller, options?: PageOptions): Promise<Page>
  stop(): Promise<void>
}

export async function openOffice(ground: Ground, roles = 'api,worker'): Promise<Office> {
  const lines: string[] = []
  const log = pino(
    { level: 'trace', serializers: { err: describeError } },
    { write: line => lines.push(line) },
  )
  // Keys come from the folder, as where the database is embedded: so they can be rotated.
  const config = readConfig({ DATA_DIR: ground.dataDir, PORT: '0', DEMO: 'off', ROLES: roles })
  const app = await buildApp(
    { ...config, databaseUrl: ground.databaseUrl, redisUrl: ground.redisUrl },
    { log },
  )
  const { address } = await app.start()
  const pages: Page[] = []
  return {
    app,
    address,
    logged: () => lines.join(''),
    async callerFor(login) {
      const stranger = createCaller(address, undefined)
      if (login === null) return stranger
      const answer = await stranger.send('POST', '/api/auth/sign-in/email', {
        body: { email: `${login}@demo.optimwalls.example`, password: DEMO_PASSWORD },
      })
      if (answer.status !== 200) throw new Error(`${login} cannot sign in: ${answer.text}`)
      return createCaller(address, cookieFrom(answer.headers['set-cookie']))
    },
    withCookie: cookie => createCaller(address, cookie),
    async pageOf(caller, options) {
      const page = await openPage(address, caller.cookie ?? '', options)
      pages.push(page)
      return page
    },
    async stop() {
      for (const page of pages) page.close()
      await app.stop()
    },
  }
}

/** The people of the demo firm, in an empty database. */
export function hire(office: Office): Promise<DemoStaff> {
  return office.app.platform.db.inTransaction(createDemoPeople)
}

export async function emptyFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'optimwalls-system-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

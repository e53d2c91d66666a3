import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { type App, buildApp } from '../src/app.ts'
import { createDemoPeople, DEMO_PASSWORD, type DemoStaff } from '../src/modules/access/index.ts'
import type { Lead } from '../src/modules/leads/index.ts'
import { type Config, type ModuleName, readConfig } from '../src/platform/config/config.ts'
import type { Database } from '../src/platform/database/database.ts'
import { quiet, testDatabase } from './test-database.ts'

/** What came back. `json` is the parsed body, `{}` when there is none. */
export interface Answer<T> {
  status: number
  headers: Record<string, unknown>
  text: string
  bytes: Buffer
  json: T
}

/** A body as problem+json, as far as tests look at it. */
export interface Problem {
  type: string
  errors?: { path: string; message: string }[]
  [fact: string]: unknown
}

/** Sends requests as one person. */
export interface Client {
  send<T>(request: InjectOptions): Promise<Answer<T>>
  get<T = Lead>(url: string): Promise<Answer<T>>
  post<T = Lead & Problem>(
    url: string,
    payload?: object,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>
  patch<T = Lead & Problem>(
    url: string,
    payload: object,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>
  put<T = Problem>(url: string, payload: object): Promise<Answer<T>>
  delete<T = Problem>(url: string): Promise<Answer<T>>
  /** Adds a lead; `name` is "Lead" unless given. @throws Error when it is refused */
  lead(fields?: object): Promise<Lead>
}

/** The whole product with the demo people and no leads, asked through its HTTP server without a network. */
export interface LeadApp {
  app: App
  db: Database
  staff: DemoStaff
  /** For another process on the same data. */
  databaseUrl: string
  dataDir: string
  /** Signs in once, as `employee` (@demo.optimwalls.example). */
  as(login: string): Promise<Client>
  close(): Promise<void>
}

/** @param options.works also runs jobs, by default false
 *  @param options.modules those that it runs, by default all
 *  @param options.config what is set otherwise than usual
 *  @param options.now the clock of everything but the database */
export async function openLeadApp(
  options: {
    works?: boolean
    now?: () => Date
    smtpUrl?: string
    modules?: readonly ModuleName[]
    config?: Partial<Config>
  } = {},
): Promise<LeadApp> {
  const server = await testDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'optimwalls-leads-'))
  const config = readConfig({ DATA_DIR: dataDir, PORT: '0', DEMO: 'off', LOG_LEVEL: 'silent' })
  const modules = options.modules ? new Set(options.modules) : config.modules
  const roles = new Set(options.works ? (['worker'] as const) : [])
  const app = await buildApp(
    { ...config, databaseUrl: server.url, roles, modules, smtpUrl: options.smtpUrl, ...options.config },
    { log: quiet, ...(options.now && { now: options.now }) },
  )
  const { db } = app.platform
  const staff = await db.inTransaction(createDemoPeople)
  await app.start()
  await app.http.ready()
  const clients = new Map<string, Promise<Client>>()

  return {
    app,
    db,
    staff,
    databaseUrl: server.url,
    dataDir,
    as(login) {
      const known = clients.get(login) ?? signIn(app, login)
      clients.set(login, known)
      return known
    },
    async close() {
      await app.stop()
      await server.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function signIn(app: App, login: string): Promise<Client> {
  const payload = { email: `${login}@demo.optimwalls.example`, password: DEMO_PASSWORD }
  const signedIn = await app.http.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload })
  if (signedIn.statusCode !== 200) throw new Error(`${login} cannot sign in: ${signedIn.body}`)
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0]

  async function send<T>(request: InjectOptions): Promise<Answer<T>> {
    const answer = await app.http.inject({ ...request, headers: { ...request.headers, cookie } })
    const isJson = String(answer.headers['content-type']).includes('json')
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      bytes: answer.rawPayload,
      json: (isJson && answer.body ? answer.json() : {}) as T,
    }
  }
  return {
    send,
    get: url => send({ method: 'GET', url }),
    post: (url, payload, headers = {}) => send({ method: 'POST', url, headers, ...(payload && { payload }) }),
    patch: (url, payload, headers = {}) => send({ method: 'PATCH', url, payload, headers }),
    put: (url, payload) => send({ method: 'PUT', url, payload }),
    delete: url => send({ method: 'DELETE', url }),
    async lead(fields = {}) {
      const answer = await send<Lead>({
        method: 'POST',
        url: '/crm/leads',
        payload: { name: 'Lead', ...fields },
      })
      if (answer.status !== 201) throw new Error(`the lead was refused: ${answer.text}`)
      return answer.json
    },
  }
}

/** Has every team at work at every hour, for tests that go by the clock of the machine. */
export async function workRoundTheClock(admin: Client): Promise<void> {
  const days = Array(7).fill({ from: '00:00', to: '23:59' })
  const answer = await admin.put('/crm/settings/response', {
    hours: [{ team_id: null, time_zone: 'UTC', days }],
    holidays: [],
    targets: [{ source: null, is_hot: false, minutes: 15 }],
  })
  if (answer.status !== 200) throw new Error(answer.text)
}

import type { Principal } from '@optimwalls/permissions'
import pino from 'pino'
import {
  type Access,
  createAccess,
  createDemoPeople,
  DEMO_PASSWORD,
  type DemoStaff,
} from '../src/modules/access/index.ts'
import type { OidcConfig } from '../src/platform/config/config.ts'
import { createCrypto } from '../src/platform/crypto/crypto.ts'
import { createKeyRing } from '../src/platform/crypto/key-ring.ts'
import type { Database } from '../src/platform/database/database.ts'
import { buildHttp, type Http } from '../src/platform/http/server.ts'
import { testDatabase } from './test-database.ts'

const quiet = pino({ level: 'silent' })

export interface SentMail {
  to: string
  subject: string
  text: string
}

/** The module on real HTTP and a real database with the demo people, for its tests; what lies outside is written down. */
export interface TestAccess {
  db: Database
  http: Http
  access: Access
  staff: DemoStaff
  mails: SentMail[]
  endedSessions: number[]
  refreshed: (readonly number[] | 'all')[]
  /** Signs in as `manager` (@demo.optimwalls.example). @returns the cookie header */
  signIn(login: string, password?: string): Promise<string>
  /** Sends requests as somebody, signed in once. */
  as(login: string): Promise<Sender>
  /** The id of somebody by their login. */
  idOf(login: string): Promise<number>
  /** The principal behind a cookie; null where it is refused. */
  who(cookie: string): Promise<Principal | null>
  close(): Promise<void>
}

/** Sends a request. `json` is the parsed body, `{}` when there is none. */
export type Sender = <T = Problem>(
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
) => Promise<{ status: number; text: string; json: T }>

export interface Problem {
  type: string
  detail: string
  errors: { path: string; message: string }[]
  [fact: string]: unknown
}

export interface TestAccessOptions {
  host?: string
  publicUrl?: string
  now?: () => Date
  oidc?: OidcConfig
  /** Default true. */
  people?: boolean
}

export async function createTestAccess(options: TestAccessOptions = {}): Promise<TestAccess> {
  const server = await testDatabase()
  const db = server.database
  const mails: SentMail[] = []
  const endedSessions: number[] = []
  const refreshed: (readonly number[] | 'all')[] = []
  const config = {
    host: options.host ?? '127.0.0.1',
    port: 3000,
    publicUrl: options.publicUrl ?? 'http://localhost:3000',
    trustProxy: false,
    authSecret: 'a-secret-of-the-tests-that-is-long-enough',
    sessionIdleHours: 168,
    sessionMaxHours: 720,
    currency: 'INR',
    country: 'IN',
    timeZone: 'Asia/Kolkata',
    oidc: options.oidc,
  }
  const access = createAccess({
    config,
    db,
    log: quiet,
    crypto: createCrypto(
      createKeyRing({
        activeId: 'k1',
        byId: new Map([['k1', Buffer.alloc(32, 1)]]),
        hashKey: Buffer.alloc(32, 2),
      }),
    ),
    mail: { send: async mail => mails.push(mail) },
    rotation: { addTarget() {} },
    realtime: {
      endSession: id => endedSessions.push(id),
      refreshAccess: ids => refreshed.push(ids),
    },
    now: options.now ?? (() => new Date()),
  })
  await access.prepare()
  const staff = options.people === false ? undefined : await db.inTransaction(createDemoPeople)
  const http = await buildHttp({ ...access, config, log: quiet, isReady: () => true, version: '0.0.0' })
  access.routes(http)
  await http.ready()

  async function signIn(login: string, password = DEMO_PASSWORD): Promise<string> {
    const response = await http.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      payload: { email: `${login}@demo.optimwalls.example`, password },
    })
    if (response.statusCode !== 200) throw new Error(`${login} cannot sign in: ${response.body}`)
    return cookieOf(response.headers['set-cookie'])
  }

  return {
    db,
    http,
    access,
    staff: staff as DemoStaff,
    mails,
    endedSessions,
    refreshed,
    signIn,
    as: async login => senderOf(http, { cookie: await signIn(login) }),
    async idOf(login) {
      const email = `${login}@demo.optimwalls.example`
      const [row] = await db.rows<{ id: number }>('SELECT id FROM users WHERE email = $1', [email])
      if (!row) throw new Error(`there is no ${login}`)
      return row.id
    },
    who: cookie => access.authenticate({ headers: { cookie } }),
    async close() {
      await http.close()
      await access.stop()
      await server.close()
    },
  }
}

/** Sends requests with these headers: a cookie, or an API key. */
export function senderOf(http: Http, headers: Record<string, string>): Sender {
  return async (method, url, payload) => {
    const answer = await http.inject({ method, url, headers, ...(payload && { payload }) })
    const isJson = String(answer.headers['content-type']).includes('json')
    return {
      status: answer.statusCode,
      text: answer.body,
      json: (isJson && answer.body ? answer.json() : {}) as never,
    }
  }
}

/** The cookie header that a browser would send after these `set-cookie` headers. */
export function cookieOf(setCookie: string | string[] | undefined): string {
  return [setCookie ?? []]
    .flat()
    .map(cookie => cookie.split(';')[0])
    .join('; ')
}

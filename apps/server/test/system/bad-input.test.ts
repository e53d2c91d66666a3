import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDemoPeople, DEMO_PASSWORD } from '../../src/modules/access/index.ts'
import { endAllServers, type ServerProcess, startServer } from '../server-process.ts'
import { type TestDatabase, testDatabase } from '../test-database.ts'
import { type Caller, cookieFrom, createCaller, upload } from './caller.ts'
import { emptyFolder } from './office.ts'

/** The process as its users run it, under bodies that nobody should send: it refuses them and stays as it was. */

let database: TestDatabase
let folder: { path: string; remove(): Promise<void> }
let server: ServerProcess
let address: string
let admin: Caller

const MB = 1024 * 1024
/** What a heap may gain by warming up and between two collections. A body kept of each request would be gigabytes. */
const MAY_GROW = 200 * MB

beforeAll(async () => {
  database = await testDatabase()
  folder = await emptyFolder()
  await database.database.inTransaction(createDemoPeople)
  const key = () => randomBytes(32).toString('base64')
  server = startServer({
    DATABASE_URL: database.url,
    DATA_DIR: folder.path,
    ENCRYPTION_KEYS: `k1:${key()},hash:${key()}`,
  })
  const [, port] = /http:\/\/\S+:(\d+)/.exec(await server.ready()) ?? []
  address = `http://127.0.0.1:${port}`
  const body = { email: 'superadmin@demo.optimwalls.example', password: DEMO_PASSWORD }
  const answer = await createCaller(address, undefined).send('POST', '/api/auth/sign-in/email', { body })
  admin = createCaller(address, cookieFrom(answer.headers['set-cookie']))
})
afterAll(async () => {
  await endAllServers()
  await database.close()
  await folder.remove()
})

const NO_ANSWER = -1

/** Sends a body piece by piece, as far as the server takes it. @returns the status; 0 when it hung up before it answered */
function pour(path: string, piece: Buffer, pieces: number, headers: Record<string, string>): Promise<number> {
  return new Promise(resolve => {
    const method = 'POST'
    const outgoing = request(`${address}${path}`, { method, agent: false, headers }, answer => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
      answer.on('end', () => outgoing.destroy())
    })
    outgoing.on('error', () => resolve(0))
    outgoing.on('close', () => resolve(0))
    outgoing.setTimeout(60_000, () => resolve(NO_ANSWER))
    let left = pieces
    const go = () => {
      while (left > 0 && !outgoing.destroyed) {
        left--
        if (!outgoing.write(piece)) return void outgoing.once('drain', go)
      }
      outgoing.end()
    }
    go()
  })
}

const json = { 'content-type': 'application/json' }
const piece = Buffer.alloc(MB, 'x')

/** Each with what it may be answered. */
const BAD: Record<string, { send(): Promise<number>; answers: number[] }> = {
  '10 MB that says so': {
    send: () => pour('/crm/leads', piece, 10, { ...signedIn(), 'content-length': String(10 * MB) }),
    answers: [413, 0],
  },
  '10 MB that does not say so': { send: () => pour('/crm/leads', piece, 10, signedIn()), answers: [413, 0] },
  '10 MB from a stranger': { send: () => pour('/crm/leads', piece, 10, json), answers: [401, 0] },
  '1 MB of brackets': {
    send: () => status({ raw: '['.repeat(MB / 2) + ']'.repeat(MB / 2) }),
    answers: [400],
  },
  '10,000 fields': {
    send: () => status({ body: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`f${n}`, n])) }),
    answers: [400],
  },
  'text for JSON': { send: () => status({ raw: 'x'.repeat(900_000) }), answers: [400] },
  'another type': {
    send: () => status({ raw: '<a/>', headers: { 'content-type': 'text/xml' } }),
    answers: [415],
  },
  'a file that is no CSV': {
    send: () => status(upload(Buffer.alloc(4 * MB, 0)), '/crm/imports'),
    answers: [400, 415],
  },
}

const signedIn = () => ({ ...json, cookie: admin.cookie ?? '' })

async function status(sending: Parameters<Caller['send']>[2], path = '/crm/leads'): Promise<number> {
  return (await admin.send('POST', path, sending)).status
}

async function residentBytes(): Promise<number> {
  const { text } = await admin.send('GET', '/metrics')
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1])
}

test('a stream of bad bodies is refused one by one and leaves the process as it was', async () => {
  const round = async () => {
    for (const [what, { send, answers }] of Object.entries(BAD)) {
      expect(answers, what).toContain(await send())
    }
    expect((await admin.send('GET', '/healthz')).status).toBe(200)
  }
  for (let i = 0; i < 5; i++) await round()
  const before = await residentBytes()
  expect(before).toBeGreaterThan(MB)
  // About 1.5 GB in all, four at a time.
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let i = 0; i < 10; i++) await round()
    }),
  )
  const grown = (await residentBytes()) - before
  expect(grown, `grew by ${Math.round(grown / MB)} MB`).toBeLessThan(MAY_GROW)
  const created = await admin.must('POST', '/crm/leads', { name: 'As if nothing had been' })
  expect(created.id).toBeGreaterThan(0)
})

import { randomBytes } from 'node:crypto'
import { Type } from 'typebox'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/test-database.ts'
import { createCrypto } from '../crypto/crypto.ts'
import { createKeyRing } from '../crypto/key-ring.ts'
import { AppError } from '../errors.ts'
import { idempotent, pruneIdempotencyKeys } from './idempotency.ts'
import type { Http } from './server.ts'
import { buildTestHttp } from './test-server.ts'

const key = { id: 'k1', bytes: randomBytes(32) }
const crypto = createCrypto(
  createKeyRing({ activeId: key.id, byId: new Map([[key.id, key.bytes]]), hashKey: randomBytes(32) }),
)
const phone = '+919812345678'
let db: TestDatabase
let http: Http
let work: () => Promise<void>

beforeAll(async () => {
  db = await testDatabase()
  http = (await buildTestHttp()).http
  const body = Type.Object({ name: Type.String(), phone: Type.Optional(Type.String()) })
  const schema = { body }
  http.post('/teams', { config: { access: 'signed-in' }, schema }, async (request, reply) => {
    const answer = await idempotent(request, db.database, crypto, async tx => {
      const [team] = await tx.rows<{ id: number }>('INSERT INTO teams (name) VALUES ($1) RETURNING id', [
        `${request.body.name} ${randomBytes(4).toString('hex')}`,
      ])
      await work()
      return { status: 201, body: { id: team?.id, phone: request.body.phone } }
    })
    return reply.code(answer.status).send(answer.body)
  })
})
afterAll(async () => {
  await http.close()
  await db.close()
})
beforeEach(async () => {
  work = async () => {}
  await db.database.rows('DELETE FROM teams')
  await db.database.rows('DELETE FROM idempotency_keys')
})

async function post(idempotencyKey: string | undefined, payload: object = { name: 'North' }, user = 7) {
  const headers = { cookie: `user=${user}`, ...(idempotencyKey && { 'idempotency-key': idempotencyKey }) }
  const answer = await http.inject({ method: 'POST', url: '/teams', payload, headers })
  return { status: answer.statusCode, body: answer.json() }
}

async function count(table: 'teams' | 'idempotency_keys'): Promise<number> {
  const [row] = await db.database.rows<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)
  return row?.n ?? -1
}

test('without a key each request counts', async () => {
  await post(undefined)
  await post(undefined)
  expect([await count('teams'), await count('idempotency_keys')]).toEqual([2, 0])
})

test('the second answer equals the first, and one record exists', async () => {
  const first = await post('k-1', { name: 'North', phone })
  expect(first.status).toBe(201)
  expect(await post('k-1', { phone, name: 'North' })).toEqual(first)
  expect(await count('teams')).toBe(1)
})

test('repeats that come at once wait for the first', async () => {
  work = () => new Promise(resolve => setTimeout(resolve, 50))
  const answers = await Promise.all(Array.from({ length: 25 }, () => post('k-2')))
  expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]?.status).toBe(201)
  expect(await count('teams')).toBe(1)
})

test('another body, or another address, is a conflict', async () => {
  await post('k-3')
  expect(await post('k-3', { name: 'South' })).toMatchObject({
    status: 409,
    body: { type: 'idempotency-conflict' },
  })
  expect(await count('teams')).toBe(1)
})

test('people do not share keys', async () => {
  const first = await post('k-4')
  expect(await post('k-4', { name: 'North' }, 8)).not.toEqual(first)
  expect(await count('teams')).toBe(2)
})

test('what failed may be tried again, also by a repeat that waited', async () => {
  let calls = 0
  work = async () => {
    await new Promise(resolve => setTimeout(resolve, 50))
    if (++calls === 1) throw new AppError('rule-violated')
  }
  const answers = await Promise.all([post('k-5'), post('k-5')])
  expect(answers.map(answer => answer.status).sort()).toEqual([201, 422])
  expect(await count('teams')).toBe(1)
})

test('a key is 1 to 200 visible characters', async () => {
  for (const bad of ['x'.repeat(201), 'a b', 'ключ'.normalize()].map(text =>
    Buffer.from(text).toString('latin1'),
  )) {
    const { status, body } = await post(bad)
    expect([status, body.errors?.[0]?.path]).toEqual([400, 'idempotency-key'])
  }
  expect((await post('x'.repeat(200))).status).toBe(201)
})

test('no clear contact detail is kept', async () => {
  await post('k-6', { name: 'North', phone })
  const [row] = await db.database.rows<{ text: string }>(
    "SELECT encode(answer, 'escape') || encode(request_hash, 'escape') AS text FROM idempotency_keys",
  )
  expect(row?.text).not.toContain('9812345678')
})

test('keys are forgotten after a day', async () => {
  await post('k-7')
  await db.database.rows(
    "INSERT INTO idempotency_keys (user_id, key, request_hash, created_at) VALUES (7, 'old', '', now() - interval '25 hours')",
  )
  await pruneIdempotencyKeys(db.database, new Date())
  expect(await db.database.rows('SELECT key FROM idempotency_keys')).toEqual([{ key: 'k-7' }])
})

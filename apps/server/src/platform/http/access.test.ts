import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { buildTestHttp, SALESPERSON } from './test-server.ts'

const view = { module: 'CRM', action: 'view' } as const
const remove = { module: 'CRM', action: 'delete' } as const
const cookie = 'user=7'
const schema = { body: Type.Object({ name: Type.String() }) }

async function build() {
  const test = await buildTestHttp()
  const { http } = test
  http.get('/public', { config: { access: 'public' } }, async request => request.caller)
  http.get('/public/who', { config: { access: 'public' } }, async request => request.principal)
  http.get('/me', { config: { access: 'signed-in' } }, async request => request.principal)
  http.get('/leads', { config: { access: view } }, async request => request.principal.userId)
  http.post('/leads', { config: { access: view }, schema }, async () => 'done')
  http.delete('/leads', { config: { access: remove }, schema }, async () => 'done')
  return test
}

test('a route that does not say who may call it cannot be registered', async () => {
  const { http } = await buildTestHttp()
  expect(() => http.get('/open', async () => 'oops')).toThrow('GET /open does not say who may call it')
  expect(() => http.get('/open', { config: {} }, async () => 'oops')).toThrow('config.access')
})

test('HEAD follows GET', async () => {
  const { http } = await build()
  expect((await http.inject({ method: 'HEAD', url: '/me' })).statusCode).toBe(401)
  expect((await http.inject({ method: 'HEAD', url: '/me', headers: { cookie } })).statusCode).toBe(200)
})

test('the person who asks is known where one must sign in, and only there', async () => {
  const { http } = await build()
  expect((await http.inject({ url: '/me', headers: { cookie } })).json()).toEqual(SALESPERSON)
  expect((await http.inject({ url: '/public', headers: { cookie } })).json()).toBeNull()
  expect((await http.inject({ url: '/public/who', headers: { cookie } })).statusCode).toBe(500)
})

test('401 and 403 come before the body is looked at, and a refusal is told', async () => {
  const { http, refused } = await build()
  const wrong = { payload: '{"unknown":1}', headers: { 'content-type': 'application/json' } }
  const nobody = await http.inject({ method: 'POST', url: '/leads', ...wrong })
  expect(nobody.statusCode).toBe(401)
  expect(nobody.json()).toMatchObject({ type: 'not-signed-in', status: 401 })
  expect(nobody.headers['www-authenticate']).toBe('Bearer')
  expect(refused).toEqual([])

  const someone = { ...wrong, headers: { ...wrong.headers, cookie } }
  const refusal = await http.inject({ method: 'DELETE', url: '/leads', ...someone })
  expect(refusal.statusCode).toBe(403)
  expect(refusal.json()).toMatchObject({ type: 'forbidden' })
  expect(refused).toEqual([{ route: '/leads', userId: 7, access: remove }])

  expect((await http.inject({ method: 'POST', url: '/leads', ...someone })).statusCode).toBe(400)
})

test('a body that is long in coming is judged by the rights of when it is there', async () => {
  let permissions = SALESPERSON.permissions
  let asked = 0
  let done = 0
  const { http } = await buildTestHttp({
    authenticate: async () => {
      asked++
      return { ...SALESPERSON, permissions }
    },
  })
  http.post('/leads', { config: { access: view }, schema }, async () => {
    done++
    return 'done'
  })
  const { port } = new URL(await http.listen({ port: 0, host: '127.0.0.1' }))
  /** Sends the second half only after the first was admitted, and later than what counts as at once. */
  async function sendSlowly(meanwhile: () => void): Promise<number | undefined> {
    const before = asked
    const sending = request({
      port,
      method: 'POST',
      path: '/leads',
      headers: { 'content-type': 'application/json' },
    })
    const answer = once(sending, 'response') as Promise<[IncomingMessage]>
    sending.write('{"name":')
    await expect.poll(() => asked).toBe(before + 1)
    meanwhile()
    const admittedAt = Date.now()
    await expect.poll(() => Date.now() - admittedAt).toBeGreaterThan(100)
    sending.end('"Asha"}')
    const [response] = await answer
    response.resume()
    expect(asked).toBe(before + 2)
    return response.statusCode
  }
  expect(await sendSlowly(() => undefined)).toBe(200)
  expect(await sendSlowly(() => (permissions = []))).toBe(403)
  expect(done).toBe(1)
  await http.close()
})

test('a refusal that cannot be noted is a refusal still', async () => {
  const { http, logged } = await buildTestHttp({ onRefused: () => Promise.reject(new Error('full')) })
  http.get('/leads', { config: { access: remove } }, async () => 'done')
  expect((await http.inject({ url: '/leads', headers: { cookie } })).statusCode).toBe(403)
  expect(logged.map(line => line.msg)).toContain('a refusal could not be noted')
})

test('a session that cannot be read is an error, not a way in', async () => {
  const { http } = await buildTestHttp({ authenticate: () => Promise.reject(new Error('no database')) })
  http.get('/leads', { config: { access: view } }, async () => 'done')
  const answer = await http.inject({ url: '/leads', headers: { cookie } })
  expect(answer.statusCode).toBe(500)
  expect(answer.body).not.toContain('database')
})

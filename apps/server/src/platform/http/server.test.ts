import { connect } from 'node:net'
import pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { testDatabase } from '../../../test/test-database.ts'
import { AppError } from '../errors.ts'
import { sendJson } from './send-json.ts'
import { buildTestHttp, type TestHttp } from './test-server.ts'

const access = 'public'
const open: TestHttp[] = []
afterEach(async () => {
  for (const { http } of open.splice(0)) await http.close()
})

async function build(needs?: Parameters<typeof buildTestHttp>[0]): Promise<TestHttp> {
  const test = await buildTestHttp(needs)
  open.push(test)
  const { http } = test
  http.get('/leads/:id', { config: { access } }, async () => 'lead')
  http.delete('/leads/:id', { config: { access } }, async () => 'gone')
  http.post('/leads', { config: { access } }, async request => request.body ?? 'no body')
  return test
}

const listen = async ({ http }: TestHttp) => http.listen({ port: 0, host: '127.0.0.1' })

test('an unknown address is 404, a known one with another method 405', async () => {
  const { http } = await build()
  const missing = await http.inject({ url: '/crm/nowhere?q=x' })
  expect(missing.json()).toMatchObject({ type: 'not-found', status: 404, title: 'There is nothing here' })
  const wrong = await http.inject({ method: 'PATCH', url: '/leads/5' })
  expect(wrong.json()).toMatchObject({ type: 'method-not-allowed', status: 405 })
  expect(wrong.headers.allow?.split(', ').sort()).toEqual(['DELETE', 'GET', 'HEAD'])
})

test.each([
  ['text/plain', 'hello'],
  ['application/x-www-form-urlencoded', 'name=a'],
  ['application/xml', '<a/>'],
  ['multipart/form-data; boundary=x', '--x--'],
  ['nonsense', 'a'],
])('a body of %s is 415', async (type, payload) => {
  const { http } = await build()
  const answer = await http.inject({
    method: 'POST',
    url: '/leads',
    payload,
    headers: { 'content-type': type },
  })
  expect(answer.statusCode).toBe(415)
  expect(answer.json()).toMatchObject({ type: 'unsupported-media-type', errors: [{ path: 'content-type' }] })
})

test('a write may have no body at all', async () => {
  const { http } = await build()
  expect((await http.inject({ method: 'POST', url: '/leads' })).body).toBe('no body')
  const headers = { 'content-type': 'application/json' }
  expect((await http.inject({ method: 'POST', url: '/leads', headers })).body).toBe('no body')
})

test('ten megabytes are 413 over a real socket, and the server lives on', async () => {
  const test = await build()
  const origin = await listen(test)
  const body = JSON.stringify({ name: 'x'.repeat(10_000_000) })
  for (let i = 0; i < 5; i++) {
    const answer = await fetch(`${origin}/leads`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(413)
    expect(await answer.json()).toMatchObject({ type: 'body-too-large', errors: [{ path: 'body' }] })
  }
  expect((await fetch(`${origin}/healthz`)).status).toBe(200)
})

test.each([
  ['GET / HTTP/9\r\n\r\n', 'HTTP/1.1 400', 'malformed-body'],
  [`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 'HTTP/1.1 431', 'headers-too-large'],
])('what is not HTTP is answered as a problem', async (text, status, type) => {
  const origin = await listen(await build())
  const answer = await new Promise<string>(resolve => {
    let received = ''
    const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => socket.write(text))
    socket.on('data', chunk => {
      received += chunk
    })
    socket.on('close', () => resolve(received))
  })
  expect(answer).toMatch(new RegExp(`^${status}`))
  expect(answer).toContain(`"type":"${type}"`)
})

test('what nobody foresaw is logged without the values of rows, and not shown', async () => {
  const { http, logged } = await build()
  http.get('/broken', { config: { access } }, async () => {
    const facts = { severity: 'ERROR', code: '23505', detail: 'Key (email)=(asha@x.in)', table: 'users' }
    throw Object.assign(new Error('duplicate key asha@x.in'), facts)
  })
  const answer = await http.inject({ url: '/broken?q=asha' })
  expect(answer.statusCode).toBe(500)
  expect(answer.json()).toMatchObject({ type: 'internal', request_id: answer.headers['x-request-id'] })
  expect(answer.body).not.toMatch(/asha|23505|duplicate|\.ts/)
  const failure = logged.find(line => line.msg === 'request failed')
  expect(failure).toMatchObject({ error: { code: '23505', table: 'users' }, route: '/broken' })
  expect(JSON.stringify(logged)).not.toContain('asha')
  expect(JSON.stringify(failure)).toContain('server.test.ts')
})

test('facts of an error reach the caller', async () => {
  const { http } = await build()
  http.get('/busy', { config: { access } }, async () => {
    throw new AppError('too-many-requests', { detail: 'Slowly.', retry_after: 30 })
  })
  const answer = await http.inject({ url: '/busy' })
  expect(answer.headers).toMatchObject({ 'retry-after': '30', 'cache-control': 'no-store' })
  expect(answer.json()).toMatchObject({ type: 'too-many-requests', detail: 'Slowly.', retry_after: 30 })
})

test('requests carry an id, the caller’s where it is harmless', async () => {
  const { http } = await build()
  const idOf = async (given: string) =>
    (await http.inject({ url: '/leads/1', headers: { 'x-request-id': given } })).headers['x-request-id']
  expect(await idOf('client-4711')).toBe('client-4711')
  expect(await idOf('<script>')).toMatch(/^[0-9a-f-]{36}$/)
})

test('what the API says is kept nowhere, unless the route thinks otherwise', async () => {
  const { http } = await build()
  http.get('/crm/things', { config: { access } }, async () => ({}))
  http.get('/api/picture', { config: { access } }, async (_request, reply) =>
    reply.header('cache-control', 'private, max-age=300').send({}),
  )
  expect((await http.inject('/crm/things')).headers['cache-control']).toBe('no-store')
  expect((await http.inject('/api/picture')).headers['cache-control']).toBe('private, max-age=300')
})

test('answers may not be framed, sniffed or run', async () => {
  const { http } = await build()
  const { headers } = await http.inject({ url: '/leads/1' })
  expect(headers['content-security-policy']).toContain("default-src 'none'; frame-ancestors 'none'")
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['strict-transport-security']).toBe('max-age=31536000')
})

test('JSON that is already text is sent as it is, and compressed when it is large', async () => {
  const { http } = await build()
  const json = `{"data":"${'x'.repeat(5000)}"}`
  http.get('/list', { config: { access } }, async (_request, reply) => sendJson(reply, Buffer.from(json)))
  expect((await http.inject({ url: '/list' })).body).toBe(json)
  const packed = await http.inject({ url: '/list', headers: { 'accept-encoding': 'gzip' } })
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' })
  expect(packed.rawPayload.length).toBeLessThan(500)
  const small = await http.inject({ url: '/leads/1', headers: { 'accept-encoding': 'gzip' } })
  expect(small.headers['content-encoding']).toBeUndefined()
})

test('closing answers what is under way and takes nothing new', async () => {
  const test = await build()
  let release = () => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  let begun = () => {}
  const isBegun = new Promise<void>(resolve => {
    begun = resolve
  })
  test.http.get('/slow', { config: { access } }, async () => {
    begun()
    await held
    return 'finished'
  })
  const origin = await listen(test)
  await (await fetch(`${origin}/healthz`)).text()
  const slow = fetch(`${origin}/slow`)
  await isBegun
  const closed = test.http.close()
  await new Promise(resolve => setTimeout(resolve, 50))
  await expect(fetch(`${origin}/healthz`)).rejects.toThrow()
  release()
  expect(await (await slow).text()).toBe('finished')
  await closed
})

test('one’s own pages may write from the port that was taken', async () => {
  const test = await build()
  const { port } = new URL(await listen(test))
  const write = (origin: string) =>
    fetch(`http://127.0.0.1:${port}/leads`, { method: 'POST', headers: { origin } }).then(
      answer => answer.status,
    )
  expect(await write(`http://localhost:${port}`)).toBe(200)
  expect(await write(`http://127.0.0.1:${port}`)).toBe(200)
  expect(await write('https://crm.example')).toBe(200)
  expect(await write('https://evil.example')).toBe(403)
})

test('when all connections to the database stay taken, the answer is 503 and says when to come again', async () => {
  const { http } = await build()
  const database = await testDatabase()
  const pool = new pg.Pool({ connectionString: database.url, max: 1 })
  const taken = await pool.connect()
  // From here on: that this one connects may take its time.
  pool.options.connectionTimeoutMillis = 50
  http.get('/crowded', { config: { access } }, async () => pool.query('SELECT 1'))
  const answer = await http.inject({ url: '/crowded' })
  expect(answer.statusCode).toBe(503)
  expect(answer.headers['retry-after']).toBe('5')
  expect(answer.json()).toMatchObject({ type: 'unavailable' })
  taken.release()
  await pool.end()
  await database.close()
})

import { expect, test } from 'vitest'
import { poolMetrics } from './pool-metrics.ts'
import { buildTestHttp } from './test-server.ts'

const elsewhere = '203.0.113.9'

test('ready is said only when it is so', async () => {
  let isReady = false
  const { http } = await buildTestHttp({ isReady: () => isReady })
  expect((await http.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok' })
  expect((await http.inject({ url: '/readyz' })).json()).toMatchObject({ type: 'unavailable', status: 503 })
  isReady = true
  expect((await http.inject({ url: '/readyz' })).json()).toEqual({ status: 'ready' })
})

test('requests are measured by route, never by address', async () => {
  const { http } = await buildTestHttp({
    metrics: [poolMetrics({ totalCount: 5, idleCount: 2, waitingCount: 1 })],
  })
  http.get('/leads/:id', { config: { access: 'public' } }, async () => 'lead')
  await http.inject({ url: '/leads/lead-asha?q=asha' })
  await http.inject({ url: '/nowhere' })
  const { body } = await http.inject({ url: '/metrics' })
  const count = 'http_request_duration_seconds_count'
  expect(body).toContain(`${count}{method="GET",route="/leads/:id",status="200"} 1`)
  expect(body).toContain(`${count}{method="GET",route="unmatched",status="404"} 1`)
  expect(body).toContain('database_connections{state="busy"} 3')
  expect(body).toContain('nodejs_eventloop_lag_seconds')
  expect(body).not.toMatch(/asha/)
})

test('measurements are shown to this machine, and elsewhere to those who run the system', async () => {
  const { http } = await buildTestHttp()
  const statusFrom = async (remoteAddress: string, headers = {}) =>
    (await http.inject({ url: '/metrics', remoteAddress, headers })).statusCode
  expect(await statusFrom('127.0.0.1')).toBe(200)
  expect(await statusFrom('::1')).toBe(200)
  expect(await statusFrom(elsewhere)).toBe(401)
  expect(await statusFrom(elsewhere, { cookie: 'user=7' })).toBe(403)
  expect(await statusFrom('127.0.0.1', { 'x-forwarded-for': elsewhere })).toBe(401)
  expect(await statusFrom('127.0.0.1', { host: 'evil.example' })).toBe(401)
})

test('behind a proxy that is trusted, its word decides', async () => {
  const config = { port: 3000, publicUrl: 'https://crm.example', trustProxy: true }
  const { http } = await buildTestHttp({ config })
  const statusFor = async (address: string) =>
    (await http.inject({ url: '/metrics', headers: { 'x-forwarded-for': address } })).statusCode
  expect(await statusFor(elsewhere)).toBe(401)
  expect(await statusFor('127.0.0.1')).toBe(200)
  expect(await statusFor(`127.0.0.1, ${elsewhere}`)).toBe(401)
})

test('the log holds routes and ids, no addresses, bodies or cookies', async () => {
  const { http, logged } = await buildTestHttp()
  http.post('/leads/:id', { config: { access: 'signed-in' } }, async () => 'lead')
  const answer = await http.inject({
    method: 'POST',
    url: '/leads/1?q=asha',
    payload: { phone: '9812345678' },
    headers: { cookie: 'user=7; secret=abc' },
  })
  expect(logged).toEqual([
    expect.objectContaining({
      level: 20,
      reqId: answer.headers['x-request-id'],
      route: '/leads/:id',
      status: 200,
      user: 7,
    }),
  ])
  expect(JSON.stringify(logged)).not.toMatch(/asha|98123|abc/)
})

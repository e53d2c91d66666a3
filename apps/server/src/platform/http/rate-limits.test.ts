import { expect, test } from 'vitest'
import { buildTestHttp } from './test-server.ts'

const limit = { max: 2, windowMs: 60_000 }

test('the limit of a route holds for each person', async () => {
  const { http } = await buildTestHttp()
  http.get('/check', { config: { access: 'signed-in', limit } }, async () => 'ok')
  const ask = (user: number) => http.inject({ url: '/check', headers: { cookie: `user=${user}` } })
  expect([await ask(7), await ask(7)].map(answer => answer.statusCode)).toEqual([200, 200])
  const refusal = await ask(7)
  expect(refusal.json()).toMatchObject({ type: 'too-many-requests', status: 429, retry_after: 60 })
  expect(refusal.headers['retry-after']).toBe('60')
  expect((await ask(8)).statusCode).toBe(200)
})

test('calls from this machine are not limited, those of another are', async () => {
  const { http } = await buildTestHttp()
  http.get('/open', { config: { access: 'signed-in' } }, async () => 'ok')
  const ask = (remoteAddress: string) =>
    http.inject({ url: '/open', remoteAddress, headers: { cookie: 'user=7' } })
  const refusals = async (address: string) => {
    let count = 0
    for (let i = 0; i < 1100; i++) if ((await ask(address)).statusCode === 429) count++
    return count
  }
  expect(await refusals('127.0.0.1')).toBe(0)
  expect(await refusals('203.0.113.9')).toBe(100)
})

import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestAccess, type TestAccess } from '../../../test/access.ts'
import { DEMO_PASSWORD } from './index.ts'
import { sessionLimits } from './session-limits.ts'

let t: TestAccess
beforeAll(async () => {
  t = await createTestAccess()
})
afterAll(() => t.close())

const call = (method: 'GET' | 'POST', url: string, cookie: string, payload?: object) =>
  t.http.inject({ method, url, headers: { cookie }, ...(payload && { payload }) })
const end = (what: string, cookie: string, password = DEMO_PASSWORD) =>
  call('POST', `/crm/sessions/${what}`, cookie, { password })
const sessionOf = async (cookie: string) => (await t.who(cookie))?.sessionId ?? 0

test('the list shows the own devices in words, the asking one marked', async () => {
  const cookie = await t.signIn('manager')
  await t.signIn('employee')
  const { data } = (await call('GET', '/crm/sessions', cookie)).json()
  expect(data).toEqual([
    expect.objectContaining({ id: await sessionOf(cookie), device: 'Unknown device', current: true }),
  ])
})

test('ending a session refuses its very next request and closes its sockets', async () => {
  const [here, there] = [await t.signIn('admin'), await t.signIn('admin')]
  const id = await sessionOf(there)
  expect((await end(`${id}/end`, here)).statusCode).toBe(204)
  expect((await call('GET', '/api/me', there)).statusCode).toBe(401)
  expect((await call('GET', '/api/me', here)).statusCode).toBe(200)
  expect(t.endedSessions).toContain(id)
})

test("nobody ends another person's session: it does not exist for them", async () => {
  const [mine, theirs] = [await t.signIn('superadmin'), await t.signIn('employee')]
  expect((await end(`${await sessionOf(theirs)}/end`, mine)).statusCode).toBe(404)
  expect(await t.who(theirs)).not.toBeNull()
  expect((await end('99999/end', mine)).statusCode).toBe(404)
  expect((await end('x/end', mine)).statusCode).toBe(400)
})

test('whoever finds an open page ends nothing without showing who they are', async () => {
  const [here, there] = [await t.signIn('designer'), await t.signIn('designer')]
  const id = await sessionOf(there)
  for (const what of [`${id}/end`, 'end-others']) {
    for (const payload of [{}, { password: 'not the password' }]) {
      const refused = await call('POST', `/crm/sessions/${what}`, here, payload)
      expect(refused.statusCode, what).toBe(400)
      expect(refused.json().errors).toMatchObject([{ path: 'password' }])
    }
  }
  expect(await t.who(there)).not.toBeNull()
  await t.db.rows('TRUNCATE sign_in_failures')
})

test('all others end together, the asking one stays', async () => {
  await t.db.rows('DELETE FROM sessions')
  const cookies = [await t.signIn('manager'), await t.signIn('manager'), await t.signIn('manager')]
  const other = await t.signIn('employee')
  const response = await end('end-others', cookies[1] ?? '')
  expect(response.json()).toEqual({ ended: 2 })
  expect(await Promise.all(cookies.map(async cookie => (await t.who(cookie)) !== null))).toEqual([
    false,
    true,
    false,
  ])
  expect(await t.who(other)).not.toBeNull()
})

test('a session that has run out is refused, and each use starts its seven days anew', async () => {
  const cookie = await t.signIn('manager')
  const id = await sessionOf(cookie)
  const age = (sql: string) => t.db.rows(`UPDATE sessions SET ${sql} WHERE id = $1`, [id])
  await age(`updated_at = now() - interval '6 min', expires_at = now() + interval '1 hour'`)
  expect(await t.who(cookie)).not.toBeNull()
  await expect
    .poll(async () => {
      const [row] = await t.db.rows<{ days: number }>(
        `SELECT round(extract(epoch FROM expires_at - now()) / 86400)::int AS days FROM sessions WHERE id = $1`,
        [id],
      )
      return row?.days
    })
    .toBe(7)
  await age(`expires_at = now() - interval '1 second'`)
  expect(await t.who(cookie)).toBeNull()
})

test('thirty days after signing in a session ends, however much it is used', async () => {
  const cookie = await t.signIn('manager')
  const id = await sessionOf(cookie)
  const age = (sql: string) => t.db.rows(`UPDATE sessions SET ${sql} WHERE id = $1`, [id])
  await age(`created_at = now() - interval '29 days 23 hours', updated_at = now() - interval '6 min'`)
  expect(await t.who(cookie)).not.toBeNull()
  await vi.waitFor(async () => {
    const [row] = await t.db.rows(
      `SELECT 1 FROM sessions WHERE id = $1 AND expires_at = created_at + interval '720 hours'`,
      [id],
    )
    expect(row).toBeDefined()
  }, 60_000)
  expect(await t.who(cookie)).not.toBeNull()
  // An hour goes by.
  await age(`created_at = created_at - interval '1 hour', expires_at = expires_at - interval '1 hour'`)
  expect(await t.who(cookie)).toBeNull()
  expect((await call('GET', '/api/me', cookie)).statusCode).toBe(401)
})

test('a session older than the limit, from before it was set, ends with its next counted use', async () => {
  const cookie = await t.signIn('employee')
  await t.db.rows(
    `UPDATE sessions SET created_at = now() - interval '40 days', updated_at = now() - interval '6 min' WHERE id = $1`,
    [await sessionOf(cookie)],
  )
  await vi.waitFor(async () => expect(await t.who(cookie)).toBeNull(), 60_000)
})

test.each([
  [168, 720, { idle: 604_800, max: 2_592_000 }],
  [168, 12, { idle: 43_200, max: 43_200 }],
  [1, 1, { idle: 3600, max: 3600 }],
])('%i hours unused and %i in all: the shorter holds', (sessionIdleHours, sessionMaxHours, limits) => {
  expect(sessionLimits({ sessionIdleHours, sessionMaxHours })).toEqual(limits)
})

test('a socket that is asked about does not keep its session alive', async () => {
  const cookie = await t.signIn('manager')
  const id = await sessionOf(cookie)
  await t.db.rows(`UPDATE sessions SET updated_at = now() - interval '6 min' WHERE id = $1`, [id])
  expect(await t.access.authenticateSocket({ cookie })).toMatchObject({ sessionId: id })
  const [row] = await t.db.rows<{ fresh: boolean }>(
    `SELECT updated_at > now() - interval '1 min' AS fresh FROM sessions WHERE id = $1`,
    [id],
  )
  expect(row?.fresh).toBe(false)
})

test('someone who has left is refused at once', async () => {
  const cookie = await t.signIn('varun.shetty')
  expect(await t.who(cookie)).not.toBeNull()
  await t.db.rows(`UPDATE users SET is_active = false WHERE email LIKE 'varun.shetty@%'`)
  expect(await t.who(cookie)).toBeNull()
})

test('asking who one is renews the cookie', async () => {
  const cookie = await t.signIn('manager')
  const response = await call('GET', '/api/me', cookie)
  expect(String(response.headers['set-cookie'])).toMatch(/Max-Age=604800/)
  expect(response.headers['cache-control']).toBe('no-store')
})

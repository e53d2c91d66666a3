import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cookieOf, createTestAccess, type TestAccess } from '../../../test/access.ts'
import { DEMO_PASSWORD } from './index.ts'

let t: TestAccess
beforeAll(async () => {
  t = await createTestAccess()
})
afterAll(() => t.close())
beforeEach(async () => {
  await t.db.rows('TRUNCATE sign_in_failures')
})

const signIn = (email: string, password = DEMO_PASSWORD, headers: Record<string, string> = {}) =>
  t.http.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload: { email, password }, headers })
const at = (login: string) => `${login}@demo.optimwalls.example`
const actions = async () =>
  (await t.db.rows<{ action: string }>('SELECT action FROM audit_logs ORDER BY id')).map(row => row.action)

test('a right password gives a cookie that pages cannot read, and no token in the answer', async () => {
  const response = await signIn(at('employee'))
  expect(response.statusCode).toBe(200)
  expect(response.json()).toEqual({ user: { id: t.staff.salespeople[0]?.id, name: 'Arjun Patil' } })
  const cookie = String(response.headers['set-cookie'])
  expect(cookie).toMatch(/^optimwalls\.session_token=/)
  expect(cookie).toMatch(/HttpOnly/)
  expect(cookie).toMatch(/SameSite=Lax/)
  expect(cookie).toMatch(/Max-Age=604800/)
  expect(await actions()).toContain('signed_in')
})

test('the address may be typed in any case', async () => {
  expect((await signIn('Employee@DEMO.optimwalls.example')).statusCode).toBe(200)
})

describe('refusals all look the same', () => {
  test.each([
    ['a wrong password', at('employee'), 'wrong-password'],
    ['an unknown account', at('nobody'), DEMO_PASSWORD],
    ['an inactive account', at('rohan.kale'), DEMO_PASSWORD],
  ])('%s', async (_name, email, password) => {
    await t.db.rows('UPDATE users SET is_active = false WHERE email = $1', [at('rohan.kale')])
    const response = await signIn(email, password)
    expect(response.statusCode).toBe(401)
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(response.headers['set-cookie']).toBeUndefined()
    expect(response.json()).toMatchObject({ type: 'not-signed-in', detail: 'E-mail or password is wrong.' })
  })
})

describe('guessing', () => {
  test('after ten failures even the right password waits, and is told how long', async () => {
    for (let i = 0; i < 10; i++) expect((await signIn(at('manager'), `guess-${i}`)).statusCode).toBe(401)
    const response = await signIn(at('manager'))
    expect(response.statusCode).toBe(429)
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(800)
    expect(response.json().type).toBe('too-many-requests')
    expect((await signIn(at('admin'))).statusCode).toBe(200)
  })

  test('an unknown account is limited alike, so a limit tells nothing', async () => {
    for (let i = 0; i < 10; i++) await signIn(at('nobody'), `guess-${i}`)
    expect((await signIn(at('nobody'))).statusCode).toBe(429)
  })

  test('a burst sees its own failures', async () => {
    const burst = await Promise.all(Array.from({ length: 15 }, (_, i) => signIn(at('manager'), `guess-${i}`)))
    expect(burst.filter(response => response.statusCode === 401)).toHaveLength(10)
    expect(burst.filter(response => response.statusCode === 429)).toHaveLength(5)
  })

  test('a success clears the count, and six people may sign in at once', async () => {
    for (let i = 0; i < 9; i++) await signIn(at('manager'), `guess-${i}`)
    expect((await signIn(at('manager'))).statusCode).toBe(200)
    expect((await signIn(at('manager'), 'wrong')).statusCode).toBe(401)
    const six = ['superadmin', 'admin', 'manager', 'employee', 'designer', 'client']
    const answers = await Promise.all([...six, ...six].map(login => signIn(at(login))))
    expect(answers.map(answer => answer.statusCode)).toEqual(Array(12).fill(200))
  })

  test('an administrator lets a person try again, whom too many tries keep out; nobody else is let in by it', async () => {
    const admin = await t.as('admin')
    const [manager, designer] = [await t.idOf('manager'), await t.idOf('designer')]
    const lock = (id: number) =>
      admin<{ closed_until: string | null }>('GET', `/crm/users/${id}/sign-in-lock`)
    expect((await lock(manager)).json.closed_until).toBeNull()
    for (let i = 0; i < 10; i++) {
      await signIn(at('manager').toUpperCase(), `guess-${i}`)
      await signIn(at('designer'), `guess-${i}`)
    }
    expect(Date.parse((await lock(manager)).json.closed_until ?? '')).toBeGreaterThan(Date.now())
    expect((await admin('DELETE', `/crm/users/${manager}/sign-in-lock`)).status).toBe(204)
    expect((await lock(manager)).json.closed_until).toBeNull()
    expect((await signIn(at('manager'))).statusCode).toBe(200)
    expect((await signIn(at('designer'))).statusCode).toBe(429)
    expect((await lock(designer)).json.closed_until).not.toBeNull()
    // Where nothing is closed there is nothing to note.
    expect((await admin('DELETE', `/crm/users/${manager}/sign-in-lock`)).status).toBe(204)
    expect((await actions()).filter(action => action === 'opened_sign_in')).toHaveLength(1)
  })

  test('an Admin opens no Super Admin', async () => {
    const admin = await t.as('admin')
    const id = await t.idOf('superadmin')
    for (let i = 0; i < 10; i++) await signIn(at('superadmin'), `guess-${i}`)
    expect((await admin('DELETE', `/crm/users/${id}/sign-in-lock`)).status).toBe(403)
    expect((await signIn(at('superadmin'))).statusCode).toBe(429)
    await t.db.rows('TRUNCATE sign_in_failures')
    const superadmin = await t.as('superadmin')
    expect((await superadmin('DELETE', '/crm/users/999999/sign-in-lock')).status).toBe(404)
  })

  test('no address stands in the table of failures', async () => {
    await signIn(at('manager'), 'wrong')
    const rows = await t.db.rows<{ key: string }>('SELECT key FROM sign_in_failures')
    expect(rows).toHaveLength(3)
    for (const { key } of rows) expect(key).not.toMatch(/manager|127\.0/)
  })
})

test('signing in again on the same device ends the session before, and takes no session from outside', async () => {
  const first = await t.signIn('sneha.joshi')
  const again = await signIn(at('sneha.joshi'), DEMO_PASSWORD, { cookie: first })
  const second = cookieOf(again.headers['set-cookie'])
  expect(second).not.toBe(first)
  expect(await t.who(first)).toBeNull()
  expect(await t.who(second)).not.toBeNull()
})

test('signing out ends the session at once and takes the cookie away', async () => {
  const cookie = await t.signIn('employee')
  const session = (await t.who(cookie))?.sessionId
  const response = await t.http.inject({ method: 'POST', url: '/api/auth/sign-out', headers: { cookie } })
  expect(response.statusCode).toBe(200)
  expect(String(response.headers['set-cookie'])).toMatch(/=; Max-Age=0/)
  expect(await t.who(cookie)).toBeNull()
  expect(t.endedSessions).toContain(session)
  expect((await t.http.inject({ method: 'POST', url: '/api/auth/sign-out', payload: {} })).statusCode).toBe(
    200,
  )
})

test('nothing else of better-auth can be reached', async () => {
  const paths = [
    'sign-up/email',
    'get-session',
    'list-sessions',
    'update-user',
    'delete-user',
    'sign-in/social',
  ]
  for (const path of [...paths, 'verify-email', 'error', 'ok', 'reset-password/token', 'revoke-sessions']) {
    for (const method of ['GET', 'POST'] as const) {
      const response = await t.http.inject({ method, url: `/api/auth/${path}` })
      expect([404, 405], `${method} ${path}`).toContain(response.statusCode)
    }
  }
})

test.each([
  [{}, ['email', 'password']],
  [{ email: 'no-address', password: 'x' }, ['email']],
  [{ email: at('manager'), password: 'x'.repeat(200) }, ['password']],
  [{ email: at('manager'), password: 'x', rememberMe: 'yes' }, ['rememberMe']],
  [{ email: { $ne: null }, password: 'x' }, ['email']],
])('%j is refused with the name of the field', async (payload, paths) => {
  const response = await t.http.inject({ method: 'POST', url: '/api/auth/sign-in/email', payload })
  expect(response.statusCode).toBe(400)
  expect(response.json().errors.map((error: { path: string }) => error.path)).toEqual(
    expect.arrayContaining(paths),
  )
})

test('where other machines reach the server, demo accounts are refused, and their sessions too', async () => {
  const open = await createTestAccess({ host: '0.0.0.0' })
  try {
    await expect(open.signIn('superadmin')).rejects.toThrow('not-signed-in')
    const options = await open.http.inject({ url: '/api/sign-in-options' })
    expect(options.json()).toEqual({ demo: false, logins: [], sso: null, passwords: true })
    await open.db.rows('UPDATE users SET is_demo = false')
    const cookie = await open.signIn('superadmin')
    expect(await open.who(cookie)).not.toBeNull()
    await open.db.rows('UPDATE users SET is_demo = true')
    expect(await open.who(cookie)).toBeNull()
  } finally {
    await open.close()
  }
})

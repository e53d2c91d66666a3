import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestAccess, type TestAccess } from '../../../test/access.ts'
import { DEMO_PASSWORD } from './index.ts'

let t: TestAccess
beforeAll(async () => {
  t = await createTestAccess()
})
afterAll(() => t.close())
beforeEach(async () => {
  t.mails.length = 0
  await t.db.rows('TRUNCATE sign_in_failures')
})

const NEW = 'a better password'
const post = (path: string, payload: object, cookie = '') =>
  t.http.inject({ method: 'POST', url: `/api/auth/${path}`, payload, headers: { cookie } })

async function mailedToken(login: string): Promise<string> {
  const response = await post('request-password-reset', { email: `${login}@demo.optimwalls.example` })
  expect(response.statusCode).toBe(200)
  const mail = await expect
    .poll(() => t.mails.at(-1))
    .toBeDefined()
    .then(() => t.mails.at(-1))
  return /reset-password\?token=(\S+)/.exec(mail?.text ?? '')?.[1] ?? ''
}

describe('a forgotten password', () => {
  test('the mailed link sets a new one, once, and ends all sessions', async () => {
    const cookie = await t.signIn('deepa.hegde')
    const session = (await t.who(cookie))?.sessionId
    const token = await mailedToken('deepa.hegde')
    expect(t.mails[0]).toMatchObject({ to: 'deepa.hegde@demo.optimwalls.example' })

    expect((await post('reset-password', { token, newPassword: NEW })).statusCode).toBe(200)
    expect(await t.who(cookie)).toBeNull()
    expect(t.endedSessions).toContain(session)
    await expect(t.signIn('deepa.hegde')).rejects.toThrow('not-signed-in')
    await t.signIn('deepa.hegde', NEW)

    const again = await post('reset-password', { token, newPassword: 'yet another one' })
    expect(again.statusCode).toBe(400)
    expect(again.json().errors[0].path).toBe('token')
    const rows = await t.db.rows(
      `SELECT 1 FROM audit_logs WHERE action IN ('requested_password_reset', 'reset_password')`,
    )
    expect(rows).toHaveLength(2)
  })

  test('a password that is guessed first is refused, and the link stays good', async () => {
    const token = await mailedToken('sneha.joshi')
    for (const newPassword of ['basketball', 'P@ssw0rd2026', 'sneha-joshi-1']) {
      const refused = await post('reset-password', { token, newPassword })
      expect(refused.statusCode, newPassword).toBe(400)
      expect(refused.json().errors[0].path).toBe('newPassword')
    }
    expect((await post('reset-password', { token, newPassword: NEW })).statusCode).toBe(200)
  })

  test('the database holds no token that works', async () => {
    const token = await mailedToken('karthik.reddy')
    const rows = await t.db.rows<{ identifier: string; value: string }>(
      'SELECT identifier, value FROM verifications',
    )
    for (const row of rows) expect(`${row.identifier} ${row.value}`).not.toContain(token)
  })

  test('a link that is too old does nothing', async () => {
    const token = await mailedToken('meera.krishnan')
    await t.db.rows(`UPDATE verifications SET expires_at = now() - interval '1 second'`)
    expect((await post('reset-password', { token, newPassword: NEW })).statusCode).toBe(400)
  })

  test('an unknown or inactive account is answered alike, and nothing is sent', async () => {
    await t.db.rows(`UPDATE users SET is_active = false WHERE email LIKE 'anita.dsouza@%'`)
    for (const login of ['nobody', 'anita.dsouza']) {
      const response = await post('request-password-reset', { email: `${login}@demo.optimwalls.example` })
      expect(response.statusCode).toBe(200)
      expect(response.json()).toEqual({ status: true })
    }
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(t.mails).toEqual([])
  })

  test('nobody is flooded with mails', async () => {
    const ask = () => post('request-password-reset', { email: 'admin@demo.optimwalls.example' })
    for (let i = 0; i < 5; i++) expect((await ask()).statusCode).toBe(200)
    const response = await ask()
    expect(response.statusCode).toBe(429)
    expect(response.headers['retry-after']).toBeDefined()
  })
})

describe('changing it', () => {
  test('takes the current one, and ends the other sessions but not this', async () => {
    const [here, there] = [await t.signIn('aditi.pawar'), await t.signIn('aditi.pawar')]
    const wrong = await post('change-password', { currentPassword: 'wrong', newPassword: NEW }, here)
    expect(wrong.statusCode).toBe(400)
    expect(wrong.json().errors[0].path).toBe('currentPassword')

    const right = { currentPassword: DEMO_PASSWORD, newPassword: NEW }
    expect((await post('change-password', right, here)).statusCode).toBe(200)
    expect(await t.who(here)).not.toBeNull()
    expect(await t.who(there)).toBeNull()
    await t.signIn('aditi.pawar', NEW)
  })

  test('a stolen session cannot guess on', async () => {
    const cookie = await t.signIn('suresh.gowda')
    const guess = () => post('change-password', { currentPassword: 'guess', newPassword: NEW }, cookie)
    for (let i = 0; i < 10; i++) expect((await guess()).statusCode).toBe(400)
    expect((await guess()).statusCode).toBe(429)
  })

  test.each(['short', 'x'.repeat(129), 'optimwalls-2026', 'qwertyuiop'])(
    '%s is refused',
    async newPassword => {
      const cookie = await t.signIn('manager')
      const response = await post('change-password', { currentPassword: DEMO_PASSWORD, newPassword }, cookie)
      expect(response.statusCode).toBe(400)
      expect(response.json().errors[0].path).toBe('newPassword')
    },
  )
})

test('passwords are kept as scrypt hashes, never in clear', async () => {
  const rows = await t.db.rows<{ password: string }>('SELECT password FROM accounts')
  for (const { password } of rows) expect(password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/)
})

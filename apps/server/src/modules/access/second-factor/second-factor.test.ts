import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  cookieOf,
  createTestAccess,
  type Sender,
  senderOf,
  type TestAccess,
} from '../../../../test/access.ts'
import { createCrypto } from '../../../platform/crypto/crypto.ts'
import { createKeyRing } from '../../../platform/crypto/key-ring.ts'
import { DEMO_PASSWORD } from '../index.ts'
import { factorReseal } from './second-factor.repository.ts'

let t: TestAccess
/** The clock of the server, apart from the database's. */
let at = new Date('2026-03-01T10:00:00Z')
beforeAll(async () => {
  t = await createTestAccess({ now: () => at })
})
afterAll(() => t.close())
beforeEach(async () => {
  await t.db.rows('TRUNCATE sign_in_failures')
  await t.db.rows('DELETE FROM second_factors')
  await t.db.rows('DELETE FROM recovery_codes')
  await t.db.rows('UPDATE roles SET needs_second_factor = false WHERE needs_second_factor')
})

const later = (seconds: number) => {
  at = new Date(at.getTime() + seconds * 1000)
}
const codeOf = (key: string, secondsFromNow = 0) =>
  new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: at.getTime() + secondsFromNow * 1000 })
/** Six digits that are none of the present ones. */
const wrong = (key: string) => {
  const right = [-30, 0, 30].map(seconds => codeOf(key, seconds))
  return ['123456', '654321', '111111', '222222'].find(code => !right.includes(code)) ?? ''
}

const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  t.http.inject({ method: 'POST', url, payload, headers })
const passwordOf = (login: string) => ({
  email: `${login}@demo.optimwalls.example`,
  password: DEMO_PASSWORD,
})
/** What the server made of a code before it salted them. */
const keyedHash = (text: string) =>
  createCrypto(
    createKeyRing({
      activeId: 'k1',
      byId: new Map([['k1', Buffer.alloc(32, 1)]]),
      hashKey: Buffer.alloc(32, 2),
    }),
  ).hash('recovery-code', text)
/** The first step. @returns the cookie of the ticket */
async function begin(login: string): Promise<string> {
  const answer = await post('/api/auth/sign-in/email', passwordOf(login))
  expect(answer.statusCode, answer.body).toBe(202)
  expect(answer.json()).toEqual({ second_step: ['totp', 'recovery_code'] })
  return cookieOf(answer.headers['set-cookie'])
}
const second = (cookie: string, payload: object) => post('/api/auth/sign-in/second-step', payload, { cookie })
const actions = async (login: string) =>
  (
    await t.db.rows<{ action: string }>('SELECT action FROM audit_logs WHERE user_id = $1 ORDER BY id', [
      await t.idOf(login),
    ])
  ).map(row => row.action)

async function enrol(login: string): Promise<{ key: string; codes: string[]; ask: Sender }> {
  const ask = await t.as(login)
  const begun = await ask<{ key: string; uri: string }>('POST', '/crm/second-factor/totp', {
    password: DEMO_PASSWORD,
  })
  expect(begun.status, begun.text).toBe(200)
  const { key } = begun.json
  const confirmed = await ask<{ recovery_codes: string[] }>('POST', '/crm/second-factor/totp/confirm', {
    code: codeOf(key),
  })
  expect(confirmed.status, confirmed.text).toBe(200)
  later(60)
  return { key, codes: confirmed.json.recovery_codes, ask }
}

describe('setting it up', () => {
  test('takes the password and a code, and gives ten codes once', async () => {
    const other = await t.signIn('employee')
    const ask = await t.as('employee')
    expect((await ask('GET', '/crm/second-factor')).json).toEqual({
      totp_since: null,
      passkeys: [],
      recovery_codes_left: 0,
      has_password: true,
      is_needed: false,
    })
    for (const payload of [{}, { password: 'wrong-password' }]) {
      const refused = await ask('POST', '/crm/second-factor/totp', payload)
      expect(refused.status).toBe(400)
      expect(refused.json.errors[0]?.path).toBe('password')
    }
    const begun = await ask<{ key: string; uri: string }>('POST', '/crm/second-factor/totp', {
      password: DEMO_PASSWORD,
    })
    const { key, uri } = begun.json
    expect(key).toMatch(/^[A-Z2-7]{32}$/)
    expect(uri).toMatch(/^otpauth:\/\/totp\/OptimWalls%20CRM:employee%40demo.*secret=/)
    // Until it is confirmed nobody is asked for a code.
    expect((await post('/api/auth/sign-in/email', passwordOf('employee'))).statusCode).toBe(200)
    const bad = await ask('POST', '/crm/second-factor/totp/confirm', { code: wrong(key) })
    expect(bad.status).toBe(400)
    expect(bad.json.errors[0]?.path).toBe('code')
    const confirmed = await ask<{ recovery_codes: string[] }>('POST', '/crm/second-factor/totp/confirm', {
      code: codeOf(key),
    })
    expect(new Set(confirmed.json.recovery_codes).size).toBe(10)
    for (const code of confirmed.json.recovery_codes) expect(code).toMatch(/^[a-z2-9]{5}-[a-z2-9]{5}$/)
    expect((await ask('GET', '/crm/second-factor')).json).toMatchObject({ recovery_codes_left: 10 })
    expect(await t.who(other)).toBeNull()
    const proof = { password: DEMO_PASSWORD, code: codeOf(key, 30) }
    expect((await ask('POST', '/crm/second-factor/totp', proof)).status).toBe(422)
    expect((await ask('POST', '/crm/second-factor/totp/confirm', { code: codeOf(key) })).status).toBe(422)
    expect(await actions('employee')).toEqual(
      expect.arrayContaining(['began_second_factor', 'enabled_second_factor']),
    )
  })

  test('keeps neither secret nor codes in clear', async () => {
    const { key, codes } = await enrol('employee')
    const [factor] = await t.db.rows<{ secret: Buffer }>('SELECT secret FROM second_factors')
    expect(factor?.secret.includes(Buffer.from(Secret.fromBase32(key).buffer))).toBe(false)
    const dump = JSON.stringify([
      await t.db.rows('SELECT * FROM recovery_codes'),
      await t.db.rows('SELECT * FROM audit_logs'),
    ])
    for (const code of codes) {
      expect(dump).not.toContain(code)
      expect(dump).not.toContain(code.replace('-', ''))
    }
  })

  test('the secret moves to a new key', async () => {
    await enrol('employee')
    const ring = createKeyRing({
      activeId: 'k2',
      byId: new Map([
        ['k1', Buffer.alloc(32, 1)],
        ['k2', Buffer.alloc(32, 3)],
      ]),
      hashKey: Buffer.alloc(32, 2),
    })
    const crypto = createCrypto(ring)
    await t.db.inTransaction(async tx => {
      const [row] = await factorReseal.nextBatch(tx, 'k2', 10, null)
      if (!row) throw new Error('nothing to bring under the new key')
      const { bytes, keyId } = crypto.seal(crypto.open(row.bytes, row.context), row.context)
      await factorReseal.reseal(tx, row, bytes, keyId)
      expect(await factorReseal.nextBatch(tx, 'k2', 10, null)).toEqual([])
    })
  })
})

describe('signing in', () => {
  test('takes two steps, and there is no session between them', async () => {
    const { key } = await enrol('employee')
    const sessions = () => t.db.rows('SELECT 1 FROM sessions')
    const before = (await sessions()).length
    const ticket = await begin('employee')
    expect(ticket).toMatch(/^optimwalls\.sign_in=/)
    expect(await sessions()).toHaveLength(before)
    expect((await t.http.inject({ url: '/api/me', headers: { cookie: ticket } })).statusCode).toBe(401)
    const passed = await second(ticket, { code: codeOf(key) })
    expect(passed.statusCode, passed.body).toBe(200)
    expect(passed.json().user.name).toBe('Arjun Patil')
    const cookie = cookieOf(passed.headers['set-cookie'])
    expect((await t.who(cookie))?.userId).toBe(await t.idOf('employee'))
    expect(await actions('employee')).toEqual(expect.arrayContaining(['began_sign_in', 'signed_in']))
    // The ticket is used up.
    later(60)
    const again = await second(ticket, { code: codeOf(key) })
    expect(again.statusCode).toBe(401)
    expect(again.json().reason).toBe('expired')
  })

  test('a code works once, for one step of time around now, for its person alone', async () => {
    const { key } = await enrol('employee')
    const { key: managers } = await enrol('manager')
    const code = codeOf(key)
    expect((await second(await begin('employee'), { code: codeOf(managers) })).json()).toMatchObject({
      type: 'not-signed-in',
      reason: 'wrong',
    })
    expect((await second(await begin('employee'), { code })).statusCode).toBe(200)
    expect((await second(await begin('employee'), { code })).json().reason).toBe('wrong')
    // Neither one from before the one that was taken.
    expect((await second(await begin('employee'), { code: codeOf(key, -30) })).json().reason).toBe('wrong')
    expect((await second(await begin('employee'), { code: codeOf(key, 30) })).statusCode).toBe(200)
    later(120)
    expect((await second(await begin('employee'), { code: codeOf(key, -60) })).json().reason).toBe('wrong')
    expect((await second(await begin('employee'), { code: codeOf(key, 60) })).json().reason).toBe('wrong')
    expect((await second(await begin('employee'), { code: codeOf(key, -30) })).statusCode).toBe(200)
  })

  test('of two who show one code at once, one is let in', async () => {
    const { key } = await enrol('employee')
    const tickets = [await begin('employee'), await begin('employee'), await begin('employee')]
    const answers = await Promise.all(tickets.map(ticket => second(ticket, { code: codeOf(key) })))
    expect(answers.map(answer => answer.statusCode).sort()).toEqual([200, 401, 401])
  })

  test('a recovery code works once, however it is typed, also when it is shown twice at once', async () => {
    const { codes, ask } = await enrol('employee')
    const typed = codes[0]?.toUpperCase().replace('-', ' ')
    expect((await second(await begin('employee'), { recovery_code: typed })).statusCode).toBe(200)
    expect((await second(await begin('employee'), { recovery_code: typed })).statusCode).toBe(401)
    const tickets = [await begin('employee'), await begin('employee')]
    const both = await Promise.all(tickets.map(ticket => second(ticket, { recovery_code: codes[1] })))
    expect(both.map(answer => answer.statusCode).sort()).toEqual([200, 401])
    expect((await ask('GET', '/crm/second-factor')).json).toMatchObject({ recovery_codes_left: 8 })
    await enrol('manager')
    expect((await second(await begin('manager'), { recovery_code: codes[2] })).statusCode).toBe(401)
  })

  test('codes from before they were salted stay good after the next start', async () => {
    const { codes } = await enrol('employee')
    const keyed = (code: string) => keyedHash(`${userId}:${code.replace('-', '')}`)
    const userId = await t.idOf('employee')
    await t.db.rows(
      'UPDATE recovery_codes SET salt = NULL, code_hash = k.hash FROM unnest($1::int[], $2::text[]) AS k (id, hash) WHERE recovery_codes.id = k.id',
      [
        (await t.db.rows<{ id: number }>('SELECT id FROM recovery_codes ORDER BY id')).map(({ id }) => id),
        codes.map(keyed),
      ],
    )
    await t.access.prepare()
    const [kept] = await t.db.rows<{ salts: number; plain: number }>(
      `SELECT count(DISTINCT salt)::int AS salts, count(*) FILTER (WHERE code_hash = ANY ($1))::int AS plain FROM recovery_codes`,
      [codes.map(keyed)],
    )
    expect(kept).toEqual({ salts: 1, plain: 0 })
    expect((await second(await begin('employee'), { recovery_code: codes[3] })).statusCode).toBe(200)
  })

  test('guessing ends after five, for new tickets too, and is noted', async () => {
    const { key } = await enrol('employee')
    const ticket = await begin('employee')
    for (let i = 0; i < 5; i++) expect((await second(ticket, { code: wrong(key) })).statusCode).toBe(401)
    const answer = await second(ticket, { code: codeOf(key) })
    expect(answer.statusCode).toBe(429)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect((await second(await begin('employee'), { code: codeOf(key) })).statusCode).toBe(429)
    expect(await actions('employee')).toContain('failed_second_factor')
    const { key: managers } = await enrol('manager')
    expect((await second(await begin('manager'), { code: codeOf(managers) })).statusCode).toBe(200)
  })

  test('a ticket that is too old, or made up, opens nothing', async () => {
    const { key } = await enrol('employee')
    const ticket = await begin('employee')
    await t.db.rows(`UPDATE sign_in_tickets SET expires_at = now() - interval '1 second'`)
    for (const cookie of [ticket, 'optimwalls.sign_in=made-up', '']) {
      const answer = await second(cookie, { code: codeOf(key) })
      expect(answer.statusCode).toBe(401)
      expect(answer.json().reason).toBe('expired')
    }
  })

  test('whoever is deactivated between the steps stays out', async () => {
    const { key } = await enrol('rohan.kale')
    const ticket = await begin('rohan.kale')
    await t.db.rows('UPDATE users SET is_active = false WHERE id = $1', [await t.idOf('rohan.kale')])
    try {
      expect((await second(ticket, { code: codeOf(key) })).statusCode).toBe(401)
    } finally {
      await t.db.rows('UPDATE users SET is_active = true WHERE id = $1', [await t.idOf('rohan.kale')])
    }
  })

  test('ending all sessions ends what was begun', async () => {
    const { key } = await enrol('employee')
    const ticket = await begin('employee')
    const admin = await t.as('superadmin')
    await admin('DELETE', `/crm/users/${await t.idOf('employee')}/sessions`)
    expect((await second(ticket, { code: codeOf(key) })).json().reason).toBe('expired')
  })

  test.each([
    [{}, 'code'],
    [{ code: '123456', recovery_code: 'abcde-fghij' }, 'code'],
    [{ code: 123456 }, 'code'],
    [{ code: '12' }, 'code'],
    [{ recovery_code: '' }, 'recovery_code'],
  ])('%j is refused by the name of the field', async (payload, path) => {
    const answer = await second('', payload)
    expect(answer.statusCode).toBe(400)
    expect(answer.json().errors[0].path).toBe(path)
  })
})

describe('changing it', () => {
  test('takes password and code, and new recovery codes end the old', async () => {
    const { key, codes, ask } = await enrol('employee')
    for (const url of ['recovery-codes', 'disable']) {
      for (const [payload, path] of [
        [{ code: codeOf(key) }, 'password'],
        [{ password: 'wrong-password', code: codeOf(key) }, 'password'],
        [{ password: DEMO_PASSWORD, code: wrong(key) }, 'code'],
      ] as const) {
        const refused = await ask('POST', `/crm/second-factor/${url}`, payload)
        expect(refused.status, refused.text).toBe(400)
        expect(refused.json.errors[0]?.path).toBe(path)
      }
      await t.db.rows('TRUNCATE sign_in_failures')
    }
    const proof = () => ({ password: DEMO_PASSWORD, code: codeOf(key) })
    const renewed = await ask<{ recovery_codes: string[] }>(
      'POST',
      '/crm/second-factor/recovery-codes',
      proof(),
    )
    expect(renewed.json.recovery_codes).toHaveLength(10)
    expect((await second(await begin('employee'), { recovery_code: codes[0] })).statusCode).toBe(401)
    // The code was used for that.
    expect((await ask('POST', '/crm/second-factor/disable', proof())).status).toBe(400)
    later(60)
    expect((await ask('POST', '/crm/second-factor/disable', proof())).status).toBe(204)
    expect((await post('/api/auth/sign-in/email', passwordOf('employee'))).statusCode).toBe(200)
    expect(await t.db.rows('SELECT 1 FROM recovery_codes')).toEqual([])
    expect((await ask('POST', '/crm/second-factor/disable', proof())).status).toBe(422)
  })
})

describe('a role that needs one', () => {
  async function demand(role: string, isNeeded = true): Promise<void> {
    const admin = await t.as('superadmin')
    const [row] = await t.db.rows<{ id: number }>('SELECT id FROM roles WHERE name = $1', [role])
    const answer = await admin('PATCH', `/crm/roles/${row?.id}`, { needs_second_factor: isNeeded })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.json).toMatchObject({ needs_second_factor: isNeeded })
  }

  test('leaves its people nothing but setting it up, at once, and then all they may', async () => {
    const working = await t.as('manager')
    const cookie = await t.signIn('manager')
    expect((await working('GET', '/crm/people')).status).toBe(200)
    const principal = await t.who(cookie)
    await demand('Manager')
    expect(t.refreshed.at(-1)).toContain(await t.idOf('manager'))
    for (const url of ['/crm/people', '/crm/sessions', '/crm/users']) {
      const refused = await working('GET', url)
      expect(refused.status).toBe(403)
      expect(refused.json.type).toBe('second-factor-needed')
    }
    expect((await working('GET', '/api/me')).json).toMatchObject({ second_factor_due: true })
    expect(
      (
        await working('POST', '/api/auth/change-password', {
          currentPassword: DEMO_PASSWORD,
          newPassword: 'another-password',
        })
      ).status,
    ).toBe(403)
    expect(principal && (await t.access.rightsNow(principal))).toBeNull()
    expect((await t.access.authenticateSocket({ cookie }))?.permissions).toEqual([])
    const { ask } = await enrol('manager')
    expect((await ask('GET', '/crm/people')).status).toBe(200)
    expect((await ask('GET', '/api/me')).json).toMatchObject({ second_factor_due: false })
    expect((await t.as('admin')) && (await (await t.as('employee'))('GET', '/crm/people')).status).toBe(200)
  })

  test('leaves API keys alone', async () => {
    const admin = await t.as('superadmin')
    const [role] = await t.db.rows<{ id: number }>(`SELECT id FROM roles WHERE name = 'Super Admin'`)
    const made = await admin<{ key: string }>('POST', '/crm/api-keys', {
      name: 'Website',
      role_id: role?.id,
      expires_in_days: 1,
    })
    await demand('Super Admin')
    expect((await admin('GET', '/crm/users')).status).toBe(403)
    const program = senderOf(t.http, { authorization: `Bearer ${made.json.key}` })
    expect((await program('GET', '/crm/users')).status).toBe(200)
  })

  test('is for those to set who may give the role', async () => {
    const [role] = await t.db.rows<{ id: number }>(`SELECT id FROM roles WHERE name = 'Super Admin'`)
    const admin = await t.as('admin')
    expect((await admin('PATCH', `/crm/roles/${role?.id}`, { needs_second_factor: true })).status).toBe(403)
    const superadmin = await t.as('superadmin')
    const both = { name: 'Owner', needs_second_factor: true }
    expect((await superadmin('PATCH', `/crm/roles/${role?.id}`, both)).status).toBe(422)
    expect((await superadmin('PATCH', `/crm/roles/${role?.id}`, { needs_second_factor: 'yes' })).status).toBe(
      400,
    )
  })
})

describe('resetting it for somebody', () => {
  test('signs them out, mails them, and leaves the password', async () => {
    const { ask } = await enrol('employee')
    const admin = await t.as('admin')
    const id = await t.idOf('employee')
    expect((await admin('GET', `/crm/users/${id}`)).json).toMatchObject({ has_second_factor: true })
    t.mails.length = 0
    expect((await admin('POST', `/crm/users/${id}/second-factor/reset`)).status).toBe(204)
    expect(t.mails).toMatchObject([
      { to: 'employee@demo.optimwalls.example', subject: 'Your second step of signing in was reset' },
    ])
    expect((await ask('GET', '/api/me')).status).toBe(401)
    expect((await post('/api/auth/sign-in/email', passwordOf('employee'))).statusCode).toBe(200)
    expect((await admin('POST', `/crm/users/${id}/second-factor/reset`)).status).toBe(422)
    const [entry] = await t.db.rows<{ user_id: number; record_id: number }>(
      `SELECT user_id, record_id FROM audit_logs WHERE action = 'reset_second_factor'`,
    )
    expect(entry).toEqual({ user_id: await t.idOf('admin'), record_id: id })
  })

  test('nobody resets a Super Admin from below, nor their own, and a Manager resets nobody', async () => {
    const superadmin = await t.idOf('superadmin')
    const { ask } = await enrol('superadmin')
    const reset = `/crm/users/${superadmin}/second-factor/reset`
    expect((await (await t.as('admin'))('POST', reset)).status).toBe(403)
    expect((await (await t.as('manager'))('POST', reset)).status).toBe(403)
    expect((await ask('POST', reset)).status).toBe(422)
    expect((await ask('GET', '/crm/second-factor')).json).toMatchObject({ recovery_codes_left: 10 })
  })
})

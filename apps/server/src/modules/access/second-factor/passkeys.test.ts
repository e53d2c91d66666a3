import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { cookieOf, createTestAccess, type Sender, type TestAccess } from '../../../../test/access.ts'
import { makeAuthenticator, type Odd } from '../../../../test/authenticator.ts'
import { DEMO_PASSWORD } from '../index.ts'

let t: TestAccess
let at = new Date('2026-03-01T10:00:00Z')
beforeAll(async () => {
  t = await createTestAccess({ now: () => at })
})
afterAll(() => t.close())
beforeEach(async () => {
  await t.db.rows('TRUNCATE sign_in_failures')
  for (const table of ['second_factors', 'passkeys', 'recovery_codes'])
    await t.db.rows(`DELETE FROM ${table}`)
  await t.db.rows('UPDATE roles SET needs_second_factor = false WHERE needs_second_factor')
})

type Authenticator = ReturnType<typeof makeAuthenticator>
interface Asked {
  challenge: string
  rp_id: string
  credentials: { id: string; transports: string[] }[]
}
type Creation = Asked & { user: { id: string; name: string }; algorithms: number[] }

const PASSWORD = { password: DEMO_PASSWORD }
const post = (url: string, payload?: object, cookie = '') =>
  t.http.inject({ method: 'POST', url, headers: { cookie }, ...(payload && { payload }) })
const emailOf = (login: string) => `${login}@demo.optimwalls.example`

/** Adds a passkey to whoever asks. @returns it, with the recovery codes that came with it */
async function add(ask: Sender, key: Authenticator = makeAuthenticator(), again: object = PASSWORD) {
  const begun = await ask<Creation>('POST', '/crm/passkeys/creation', again)
  expect(begun.status, begun.text).toBe(200)
  const payload = { name: 'Laptop', ...key.make(begun.json) }
  const added = await ask<{ id: number; recovery_codes: string[] }>('POST', '/crm/passkeys', payload)
  expect(added.status, added.text).toBe(201)
  return { key, id: added.json.id, codes: added.json.recovery_codes }
}
const askedFor = async (): Promise<Asked> => (await post('/api/auth/sign-in/passkey/request')).json()
/** Signs in with the passkey alone. */
async function enter(key: Authenticator, odd?: Odd) {
  return post('/api/auth/sign-in/passkey', key.show(await askedFor(), odd))
}
const whoOf = (answer: { headers: Record<string, unknown> }) =>
  t.who(cookieOf(answer.headers['set-cookie'] as string[]))
const again = async (ask: Sender, key: Authenticator) => ({
  passkey: key.show((await ask<Asked>('POST', '/crm/passkeys/request')).json),
})
const entries = async (login: string) =>
  t.db.rows<{ action: string; details: Record<string, unknown> | null }>(
    'SELECT action, details FROM audit_logs WHERE user_id = $1 ORDER BY id',
    [await t.idOf(login)],
  )

describe('adding one', () => {
  test('takes the password, gives recovery codes with the first, and ends other sessions', async () => {
    const elsewhere = await t.signIn('employee')
    const ask = await t.as('employee')
    for (const payload of [
      {},
      { password: 'wrong' },
      { passkey: makeAuthenticator().show(await askedFor(), { userHandle: 'AAAA' }) },
    ]) {
      const refused = await ask('POST', '/crm/passkeys/creation', payload)
      expect(refused.status, refused.text).toBe(400)
      expect(refused.json.errors[0]?.path).toBe('passkey' in payload ? 'passkey' : 'password')
    }
    const begun = await ask<Creation>('POST', '/crm/passkeys/creation', PASSWORD)
    expect(begun.json).toMatchObject({
      rp_id: 'localhost',
      credentials: [],
      user: { name: emailOf('employee') },
    })
    const first = await add(ask)
    expect(first.codes).toHaveLength(10)
    expect(await t.who(elsewhere)).toBeNull()
    const second = await add(ask, makeAuthenticator('ed25519'), await again(ask, first.key))
    expect(second.codes).toEqual([])
    // The password alone changes nothing any more.
    const alone = await ask('POST', '/crm/passkeys/creation', PASSWORD)
    expect(alone.status).toBe(400)
    expect(alone.json.errors[0]?.path).toBe('code')
    expect((await ask('PATCH', `/crm/passkeys/${second.id}`, { name: ' Phone ' })).status).toBe(204)
    expect((await ask('GET', '/crm/second-factor')).json).toMatchObject({
      totp_since: null,
      recovery_codes_left: 10,
      passkeys: [
        { id: first.id, name: 'Laptop', last_used_at: expect.any(String) },
        { id: second.id, name: 'Phone', is_synced: false, last_used_at: null },
      ],
    })
    const told = (await entries('employee')).map(({ action }) => action)
    expect(told).toEqual(expect.arrayContaining(['added_passkey', 'renamed_passkey']))
  })

  test.each<[string, Odd]>([
    ['another page', { origin: 'https://evil.example' }],
    ['a frame of another page', { crossOrigin: true }],
    ['another host', { rpId: 'evil.example' }],
    ['nobody known to the device', { unverified: true }],
    ['another purpose', { type: 'webauthn.get' }],
    ['a challenge of nobody', { challenge: 'AAAA' }],
  ])('of %s is refused', async (_, odd) => {
    const ask = await t.as('employee')
    const { json } = await ask<Creation>('POST', '/crm/passkeys/creation', PASSWORD)
    const answer = await ask('POST', '/crm/passkeys', { name: 'x', ...makeAuthenticator().make(json, odd) })
    expect(answer.status).toBe(400)
    expect(answer.json.errors[0]?.path).toBe('client_data')
  })

  test('takes the three usual kinds of keys, no others, and none that is not the one made', async () => {
    const ask = await t.as('employee')
    const begin = async () => (await ask<Creation>('POST', '/crm/passkeys/creation', PASSWORD)).json
    const other = { name: 'x', ...makeAuthenticator('p384').make(await begin()) }
    expect((await ask('POST', '/crm/passkeys', other)).status).toBe(400)
    const asked = await begin()
    const swapped = {
      ...makeAuthenticator().make(asked),
      public_key: makeAuthenticator().make(asked).public_key,
    }
    expect((await ask('POST', '/crm/passkeys', { name: 'x', ...swapped })).status).toBe(400)
    const { key } = await add(ask, makeAuthenticator('rs256'))
    expect((await enter(key)).statusCode).toBe(200)
  })

  test('is good for the session that began, once, and not for a passkey that somebody has', async () => {
    const ask = await t.as('employee')
    const begun = await ask<Creation>('POST', '/crm/passkeys/creation', PASSWORD)
    const key = makeAuthenticator()
    const payload = { name: 'Laptop', ...key.make(begun.json) }
    expect((await (await t.as('employee'))('POST', '/crm/passkeys', payload)).status).toBe(400)
    expect((await (await t.as('manager'))('POST', '/crm/passkeys', payload)).status).toBe(400)
    const both = await Promise.all([
      ask('POST', '/crm/passkeys', payload),
      ask('POST', '/crm/passkeys', payload),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([201, 400])
    const manager = await t.as('manager')
    const theirs = await manager<Creation>('POST', '/crm/passkeys/creation', PASSWORD)
    const taken = await manager('POST', '/crm/passkeys', { name: 'x', ...key.make(theirs.json) })
    expect(taken.status).toBe(422)
  })
})

describe('signing in', () => {
  test('takes the passkey alone and is both factors', async () => {
    const { key } = await add(await t.as('employee'))
    t.mails.length = 0
    const answer = await enter(key)
    expect(answer.statusCode, answer.body).toBe(200)
    expect(answer.json().user.id).toBe(await t.idOf('employee'))
    expect((await whoOf(answer))?.userId).toBe(await t.idOf('employee'))
    expect((await entries('employee')).at(-1)).toMatchObject({
      action: 'signed_in',
      details: { by: 'passkey', new_device: true },
    })
  })

  test.each<[string, Odd]>([
    ['another page', { origin: 'http://localhost:3001' }],
    ['another host', { rpId: 'evil.example' }],
    ['nobody known to the device', { unverified: true }],
    ['another purpose', { type: 'webauthn.create' }],
    ['another person', { userHandle: 'c29tZWJvZHkgZWxzZQ' }],
    ['a challenge of nobody', { challenge: Buffer.alloc(38).toString('base64url') }],
  ])('of %s is refused, and noted', async (_, odd) => {
    const { key } = await add(await t.as('employee'))
    const answer = await enter(key, odd)
    expect(answer.statusCode).toBe(401)
    expect(answer.headers['set-cookie']).toBeUndefined()
    await expect
      .poll(
        () => t.db.rows(`SELECT 1 AS n FROM audit_logs WHERE action = 'failed_sign_in' AND NOT allowed`),
        {
          interval: 50,
        },
      )
      .not.toEqual([])
  })

  test('answers a challenge once, within five minutes, for signing in alone', async () => {
    const ask = await t.as('employee')
    const { key } = await add(ask)
    const shown = key.show(await askedFor())
    const both = await Promise.all([
      post('/api/auth/sign-in/passkey', shown),
      post('/api/auth/sign-in/passkey', shown),
    ])
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401])
    const late = key.show(await askedFor())
    at = new Date(at.getTime() + 5 * 60_000 + 1)
    expect((await post('/api/auth/sign-in/passkey', late)).statusCode).toBe(401)
    const { passkey } = await again(await t.as('manager'), key)
    expect((await post('/api/auth/sign-in/passkey', passkey)).statusCode).toBe(401)
  })

  test('with a passkey that counts backwards is refused: it is a copy', async () => {
    const { key } = await add(await t.as('employee'))
    expect((await enter(key, { signCount: 7 })).statusCode).toBe(200)
    for (const signCount of [7, 6, 0]) expect((await enter(key, { signCount })).statusCode).toBe(401)
    expect((await enter(key, { signCount: 8 })).statusCode).toBe(200)
  })

  test('who was deactivated stays out', async () => {
    const { key } = await add(await t.as('rohan.kale'))
    const id = await t.idOf('rohan.kale')
    await t.db.rows('UPDATE users SET is_active = false WHERE id = $1', [id])
    expect((await enter(key)).statusCode).toBe(401)
    await t.db.rows('UPDATE users SET is_active = true WHERE id = $1', [id])
  })

  test('guessing ends', async () => {
    const { key } = await add(await t.as('employee'))
    for (let i = 0; i < 5; i++) expect((await enter(key, { unverified: true })).statusCode).toBe(401)
    const answer = await enter(key)
    expect(answer.statusCode).toBe(429)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  })
})

describe('as second step', () => {
  async function begin(login: string) {
    const answer = await post('/api/auth/sign-in/email', { email: emailOf(login), ...PASSWORD })
    expect(answer.statusCode).toBe(202)
    return { ticket: cookieOf(answer.headers['set-cookie']), steps: answer.json().second_step }
  }

  test('after the password, by whoever began it, or by a recovery code', async () => {
    const { key, codes } = await add(await t.as('employee'))
    const theirs = await add(await t.as('manager'))
    const { ticket, steps } = await begin('employee')
    expect(steps).toEqual(['passkey', 'recovery_code'])
    const ahead = async () =>
      (await post('/api/auth/sign-in/second-step/request', undefined, ticket)).json().passkey as Asked
    expect((await ahead()).credentials).toEqual([{ id: key.id, transports: ['internal'] }])
    const step = (payload: object, cookie = ticket) => post('/api/auth/sign-in/second-step', payload, cookie)
    expect((await step({ passkey: theirs.key.show(await ahead()) })).json().reason).toBe('wrong')
    // A challenge of another ticket, or of none, is not this one's.
    expect((await step({ passkey: key.show(await askedFor()) })).json().reason).toBe('wrong')
    const passed = await step({ passkey: key.show(await ahead()) })
    expect(passed.statusCode, passed.body).toBe(200)
    expect((await entries('employee')).at(-1)?.details).toMatchObject({ second_factor: 'passkey' })
    expect((await post('/api/auth/sign-in/second-step/request', undefined, ticket)).statusCode).toBe(401)
    const other = await begin('employee')
    expect((await step({ recovery_code: codes[0] }, other.ticket)).statusCode).toBe(200)
  })

  test('it satisfies a role that needs one, and its loss is felt at once', async () => {
    const ask = await t.as('manager')
    await t.db.rows(`UPDATE roles SET needs_second_factor = true WHERE name = 'Manager'`)
    expect((await ask('GET', '/crm/people')).json.type).toBe('second-factor-needed')
    const { id } = await add(ask)
    expect((await ask('GET', '/crm/people')).status).toBe(200)
    await t.db.rows('DELETE FROM passkeys WHERE id = $1', [id])
    expect((await ask('GET', '/crm/people')).json.type).toBe('second-factor-needed')
  })
})

describe('removing one', () => {
  test('takes a proof; codes of an app and recovery codes stay while there is another factor', async () => {
    const ask = await t.as('employee')
    const { key, id, codes } = await add(ask)
    const begun = await ask<{ key: string }>('POST', '/crm/second-factor/totp', await again(ask, key))
    const code = new TOTP({ secret: Secret.fromBase32(begun.json.key) }).generate({ timestamp: at.getTime() })
    const confirmed = await ask<{ recovery_codes: string[] }>('POST', '/crm/second-factor/totp/confirm', {
      code,
    })
    expect(confirmed.json.recovery_codes).toEqual([])
    const remove = `/crm/passkeys/${id}/remove`
    for (const payload of [{ ...PASSWORD, code: '000000' }, { code }, {}])
      expect((await ask('POST', remove, payload)).status).toBe(400)
    expect((await (await t.as('manager'))('POST', remove, PASSWORD)).status).toBe(404)
    // Whoever lost it proves themselves by password and recovery code.
    expect((await ask('POST', remove, { ...PASSWORD, recovery_code: codes[0] })).status).toBe(204)
    expect((await enter(key)).statusCode).toBe(401)
    expect((await ask('GET', '/crm/second-factor')).json).toMatchObject({
      passkeys: [],
      recovery_codes_left: 9,
    })
    const disable = { ...PASSWORD, recovery_code: codes[1] }
    expect((await ask('POST', '/crm/second-factor/disable', disable)).status).toBe(204)
    expect(await t.db.rows('SELECT 1 FROM recovery_codes')).toEqual([])
  })

  test('an administrator takes all of them from whoever lost them', async () => {
    const { key } = await add(await t.as('employee'))
    const id = await t.idOf('employee')
    const admin = await t.as('admin')
    expect((await admin('GET', `/crm/users/${id}`)).json).toMatchObject({ has_second_factor: true })
    expect((await admin('POST', `/crm/users/${id}/second-factor/reset`)).status).toBe(204)
    expect((await enter(key)).statusCode).toBe(401)
    expect((await t.signIn('employee')).length).toBeGreaterThan(0)
  })
})

test.each([
  ['/crm/passkeys', { name: ' ' }, 'name'],
  ['/crm/passkeys', { name: 'x'.repeat(61) }, 'name'],
  ['/api/auth/sign-in/passkey', { id: 'not base64!' }, 'id'],
  ['/api/auth/sign-in/passkey', { id: 'x'.repeat(1401) }, 'id'],
])('%s refuses %j by the name of the field', async (url, bad, path) => {
  const ask = await t.as('employee')
  const { json } = await ask<Creation>('POST', '/crm/passkeys/creation', PASSWORD)
  const key = makeAuthenticator()
  const good = url.startsWith('/crm') ? { name: 'x', ...key.make(json) } : key.show(json)
  const answer = await ask('POST', url, { ...good, ...bad })
  expect(answer.status).toBe(400)
  expect(answer.json.errors[0]?.path).toBe(path)
})

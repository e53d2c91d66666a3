import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cookieOf, createTestAccess, type Sender, senderOf, type TestAccess } from '../../../test/access.ts'
import type { OidcConfig } from '../../platform/config/config.ts'
import { DEMO_PASSWORD } from './demo-people.ts'

/** A real provider speaks the real protocol; who signs in there is set by the test. */

const CLIENT = { id: 'optimwalls', secret: 'a-secret-between-the-two-of-them' }
const CALLBACK = 'http://localhost:3000/api/auth/oidc/callback'

interface Person {
  sub: string
  email: string
  email_verified: boolean
  name?: string
  groups?: string[]
  /** By what they have shown the provider who they are. */
  amr?: string[]
}

const people = new Map<string, Person>()
let present: Person
let provider: Server
let issuer: string
let t: TestAccess
let superAdmin: Sender

beforeAll(async () => {
  provider = createServer()
  await new Promise<void>(resolve => provider.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  const oidc = new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [CALLBACK] }],
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    pkce: { required: () => true },
    cookies: { keys: ['a key of the tests'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, id) => {
      const person = people.get(id)
      return person && { accountId: id, claims: () => ({ ...person }) }
    },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  })
  const answer = oidc.callback()
  provider.on('request', async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response)
    const grant = new oidc.Grant({ accountId: present.sub, clientId: CLIENT.id })
    grant.addOIDCScope('openid email profile')
    const consent = { grantId: await grant.save() }
    const login = { accountId: present.sub, ...(present.amr && { amr: present.amr }) }
    await oidc.interactionFinished(request, response, { login, consent })
  })
  t = await createTestAccess({ oidc: settings() })
  superAdmin = await t.as('superadmin')
})
afterAll(async () => {
  await t.close()
  provider.close()
})

const settings = (others: Partial<OidcConfig> = {}): OidcConfig => ({
  issuer,
  clientId: CLIENT.id,
  clientSecret: CLIENT.secret,
  scopes: 'openid email profile',
  groupsClaim: 'groups',
  name: 'Firm account',
  signUp: true,
  isOnlyWay: false,
  strong: ['mfa'],
  ...others,
})

const start = (next = '/leads', where = t) =>
  where.http.inject({ url: `/api/auth/oidc/start?next=${encodeURIComponent(next)}` })

/** Follows the browser through the provider. @returns the address it comes back to */
async function signInAtProvider(person: Person, address: string): Promise<URL> {
  people.set(person.sub, person)
  present = person
  const jar = new Map<string, string>()
  let url = new URL(address)
  for (let hop = 0; hop < 10; hop++) {
    if (url.href.startsWith(CALLBACK)) return url
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const set of answer.headers.getSetCookie()) {
      const [pair = ''] = set.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const location = answer.headers.get('location')
    if (!location) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`)
    url = new URL(location, url)
  }
  throw new Error('the provider sends in a circle')
}

async function comeBack(person: Person, next?: string, where = t) {
  const begun = await start(next, where)
  const back = await signInAtProvider(person, String(begun.headers.location))
  return finish(back, cookieOf(begun.headers['set-cookie']), where)
}

async function finish(back: URL, cookie: string, where = t) {
  const answer = await where.http.inject({ url: `${back.pathname}${back.search}`, headers: { cookie } })
  const session = cookieOf(answer.headers['set-cookie'])
    .split('; ')
    .find(each => each.startsWith('optimwalls.session_token='))
  return {
    location: String(answer.headers.location),
    who: session ? await where.who(session) : null,
    status: answer.statusCode,
    cookie: cookieOf(answer.headers['set-cookie']),
  }
}

let lastSubject = 0
const somebody = (values: Partial<Person> = {}): Person => {
  const sub = `subject-${++lastSubject}`
  return { sub, email: `${sub}@firm.example`, email_verified: true, name: 'Omkar Shah', ...values }
}

test('the sign-in page is told of the provider', async () => {
  expect((await t.http.inject('/api/sign-in-options')).json()).toMatchObject({
    sso: { name: 'Firm account', sign_up: true },
  })
})

describe('whoever comes from the provider', () => {
  test('for the first time gets an account by the rules, and next time the same one', async () => {
    const omkar = somebody()
    const first = await comeBack(omkar, '/leads?status=new')
    expect(first).toMatchObject({
      location: '/leads?status=new',
      who: { name: 'Omkar Shah', roles: ['Employee'] },
    })
    const again = await comeBack({ ...omkar, email: 'moved@firm.example', name: 'O. Shah' })
    expect(again.who?.userId).toBe(first.who?.userId)
    const entries = await t.db.rows<{ action: string }>(
      'SELECT action FROM audit_logs WHERE record_id = $1 ORDER BY id',
      [first.who?.userId],
    )
    expect(entries.map(({ action }) => action)).toEqual(['joined', 'assigned_role', 'signed_in', 'signed_in'])
  })

  test('with a group gets what the rule of the group says', async () => {
    const roles = await t.db.rows<{ id: number; name: string }>('SELECT id, name FROM roles')
    const { json } = await superAdmin<{ default_role_id: number; version: number }>(
      'GET',
      '/crm/onboarding-rules',
    )
    const rule = {
      via: 'sso',
      mail_domain: null,
      sso_group: 'sales-heads',
      role_ids: [roles.find(role => role.name === 'Manager')?.id],
      team_id: t.staff.teams.puneId,
    }
    const { default_role_id, version } = json
    await superAdmin('PUT', '/crm/onboarding-rules', {
      rules: [rule],
      default_role_id,
      default_team_id: null,
      version,
    })
    const { who } = await comeBack(somebody({ groups: ['everyone', 'sales-heads'] }))
    expect(who).toMatchObject({ roles: ['Manager'], teamId: t.staff.teams.puneId })
  })

  test('with a vouched address of an account is that person', async () => {
    const { who } = await comeBack(somebody({ email: 'Sneha.Joshi@demo.optimwalls.example' }))
    expect(who?.userId).toBe(await t.idOf('sneha.joshi'))
    expect(await t.db.rows(`SELECT 1 AS n FROM audit_logs WHERE action = 'linked_sso'`)).toHaveLength(1)
  })

  test('with an address that nobody vouches for gets neither that account nor a new one', async () => {
    for (const email of ['superadmin@demo.optimwalls.example', 'mallory@firm.example']) {
      const answer = await comeBack(somebody({ email, email_verified: false }))
      expect(answer).toMatchObject({ location: '/sign-in?problem=unverified', who: null })
    }
    expect(await t.db.rows(`SELECT 1 AS n FROM users WHERE email = 'mallory@firm.example'`)).toEqual([])
  })

  test('who was invited comes in with the roles and team of the invitation, which is used up', async () => {
    const [designer] = await t.db.rows<{ id: number }>(`SELECT id FROM roles WHERE name = 'Designer'`)
    const email = 'invited@firm.example'
    await superAdmin('POST', '/crm/invitations', { email, role_ids: [designer?.id] })
    expect((await comeBack(somebody({ email }))).who?.roles).toEqual(['Designer'])
    expect((await superAdmin<{ data: object[] }>('GET', '/crm/invitations')).json.data).toEqual([])
  })

  test('who was deactivated stays out, known by account or by address', async () => {
    const leaver = somebody()
    const { who } = await comeBack(leaver)
    await superAdmin('POST', `/crm/users/${who?.userId}/deactivate`)
    expect(await comeBack(leaver)).toMatchObject({ location: '/sign-in?problem=left', who: null })
    const other = { ...leaver, sub: 'another-subject' }
    expect(await comeBack(other)).toMatchObject({ location: '/sign-in?problem=left', who: null })
  })

  test('twice at once is one person', async () => {
    const begun = await Promise.all([start(), start()])
    const person = somebody()
    const backs: URL[] = []
    for (const each of begun) backs.push(await signInAtProvider(person, String(each.headers.location)))
    const answers = await Promise.all(
      backs.map((back, i) => finish(back, cookieOf(begun[i]?.headers['set-cookie']))),
    )
    expect(new Set(answers.map(({ who }) => who?.userId)).size).toBe(1)
  })
})

describe('what was tampered with is refused', () => {
  test('an answer in another browser, or without the cookie', async () => {
    const begun = await start()
    const back = await signInAtProvider(somebody(), String(begun.headers.location))
    expect((await finish(back, '')).location).toBe('/sign-in?problem=expired')
    const other = await start()
    const answer = await finish(back, cookieOf(other.headers['set-cookie']))
    expect(answer).toMatchObject({ location: '/sign-in?problem=refused', who: null })
  })

  test('a code used twice, made up, or an error of the provider', async () => {
    const begun = await start()
    const cookie = cookieOf(begun.headers['set-cookie'])
    const back = await signInAtProvider(somebody(), String(begun.headers.location))
    expect((await finish(back, cookie)).who).not.toBeNull()
    expect((await finish(back, cookie)).who).toBeNull()
    const state = back.searchParams.get('state')
    const made = new URL(`${CALLBACK}?code=made-up&state=${state}`)
    expect((await finish(made, cookie)).location).toBe('/sign-in?problem=refused')
    const denied = new URL(`${CALLBACK}?error=access_denied&state=${state}`)
    expect((await finish(denied, cookie)).location).toBe('/sign-in?problem=refused')
    await expect
      .poll(() => t.db.rows(`SELECT 1 AS n FROM audit_logs WHERE action = 'failed_sso' AND NOT allowed`))
      .not.toEqual([])
  })

  test.each(['//evil.example', 'https://evil.example', '/\\evil.example', '/sign-in', '/api/me', ''])(
    'a way on to %s leads home',
    async next => {
      expect((await comeBack(somebody(), next)).location).toBe('/')
    },
  )
})

describe('a role that needs a second step', () => {
  beforeAll(() => t.db.rows(`UPDATE roles SET needs_second_factor = true WHERE name = 'Employee'`))
  afterAll(() => t.db.rows('UPDATE roles SET needs_second_factor = false'))

  test('sends whoever comes without one to setting it up, and then to taking it', async () => {
    const omkar = somebody()
    const first = await comeBack(omkar)
    expect(first.who?.needsSecondFactor).toBe(true)
    const ask = senderOf(t.http, { cookie: first.cookie })
    expect((await ask('GET', '/crm/people')).json.type).toBe('second-factor-needed')
    // They have no password to show again.
    const begun = await ask<{ key: string }>('POST', '/crm/second-factor/totp', {})
    const codeAt = (seconds: number) =>
      new TOTP({ secret: Secret.fromBase32(begun.json.key) }).generate({
        timestamp: Date.now() + seconds * 1000,
      })
    const confirmed = await ask('POST', '/crm/second-factor/totp/confirm', { code: codeAt(0) })
    expect(confirmed.status, confirmed.text).toBe(200)
    expect((await ask('GET', '/crm/people')).status).toBe(200)

    const again = await comeBack(omkar, '/leads?status=new')
    expect(again.who).toBeNull()
    expect(again.location).toBe('/sign-in?step=second&next=%2Fleads%3Fstatus%3Dnew')
    const passed = await t.http.inject({
      method: 'POST',
      url: '/api/auth/sign-in/second-step',
      headers: { cookie: again.cookie },
      payload: { code: codeAt(30) },
    })
    expect(passed.statusCode, passed.body).toBe(200)
    expect((await t.who(cookieOf(passed.headers['set-cookie'])))?.userId).toBe(first.who?.userId)
  })

  test('is content with two factors that the provider vouches for, in that session and in what it begins', async () => {
    const strong = { ...somebody(), amr: ['pwd', 'mfa'] }
    const { who, cookie } = await comeBack(strong)
    expect(who).toMatchObject({ roles: ['Employee'] })
    expect(who?.needsSecondFactor).toBeUndefined()
    const ask = senderOf(t.http, { cookie })
    expect((await ask('GET', '/crm/people')).status).toBe(200)
    expect((await ask('GET', '/api/me')).json).toMatchObject({ second_factor_due: false })
    expect(await t.access.principalOf(who?.userId ?? 0)).not.toBeNull()
    expect(who && (await t.access.rightsNow(who))).not.toBeNull()
    const [entry] = await t.db.rows<{ details: object }>(
      `SELECT details FROM audit_logs WHERE action = 'signed_in' AND user_id = $1`,
      [who?.userId],
    )
    expect(entry?.details).toMatchObject({ by: 'sso', second_factor: 'provider' })
    // With a password alone next time, the provider vouches for nothing.
    const weak = await comeBack({ ...strong, amr: ['pwd'] })
    expect(weak.who?.needsSecondFactor).toBe(true)
    expect(await t.access.principalOf(who?.userId ?? 0)).toBeNull()
    expect((await ask('GET', '/crm/people')).status).toBe(200)
  })
})

describe('where the provider is the only way in', () => {
  let firm: TestAccess
  beforeAll(async () => {
    firm = await createTestAccess({ oidc: settings({ isOnlyWay: true }) })
  })
  afterAll(() => firm.close())
  const manager = 'manager@demo.optimwalls.example'

  test('no password signs in, none is reset or changed, and none is asked for again', async () => {
    const { cookie, who } = await comeBack(somebody({ email: manager }), '/', firm)
    expect(who?.roles).toEqual(['Manager'])
    const ask = senderOf(firm.http, { cookie })
    const newPassword = 'another long password'
    for (const [url, payload] of [
      ['/api/auth/sign-in/email', { email: manager, password: DEMO_PASSWORD }],
      ['/api/auth/request-password-reset', { email: manager }],
      ['/api/auth/reset-password', { token: 'x', newPassword }],
      ['/api/auth/change-password', { currentPassword: DEMO_PASSWORD, newPassword }],
      ['/api/auth/sign-in/passkey', { id: 'A', client_data: 'A', authenticator_data: 'A', signature: 'A' }],
    ] as const) {
      const refused = await ask('POST', url, payload)
      expect(refused.status, url).toBe(422)
      expect(refused.json.detail).toBe('Here people sign in with Firm account alone.')
    }
    expect(firm.mails).toEqual([])
    expect((await ask('GET', '/crm/second-factor')).json).toMatchObject({ has_password: false })
    expect((await ask('POST', '/crm/second-factor/totp', {})).status).toBe(200)
    expect((await firm.http.inject('/api/sign-in-options')).json()).toEqual({
      demo: false,
      logins: [],
      passwords: false,
      sso: { name: 'Firm account', sign_up: true },
    })
  })

  test('an invitation is taken up there alone, and an administrator sends no reset', async () => {
    const email = 'superadmin@demo.optimwalls.example'
    const { cookie } = await comeBack(somebody({ email }), '/', firm)
    const ask = senderOf(firm.http, { cookie })
    const invited = 'invited@firm.example'
    expect((await ask('POST', '/crm/invitations', { email: invited, role_ids: [] })).status).toBe(201)
    const token = /token=([\w-]+)/.exec(firm.mails.at(-1)?.text ?? '')?.[1]
    const accepted = await ask('POST', '/api/invitation/accept', {
      token,
      name: 'Mallory',
      password: 'a long password',
    })
    expect(accepted.status).toBe(422)
    const id = await firm.idOf('manager')
    expect((await ask('POST', `/crm/users/${id}/password-reset`)).status).toBe(422)
    expect((await comeBack(somebody({ email: invited }), '/', firm)).who).not.toBeNull()
  })

  test('the first Super Admin comes in by the printed link and the provider, without a password', async () => {
    const empty = await createTestAccess({
      people: false,
      oidc: settings({ isOnlyWay: true, signUp: false }),
    })
    try {
      const token = new URL((await empty.access.firstAdminLink()) ?? '').searchParams.get('token')
      const ask = senderOf(empty.http, {})
      const person = { token, name: 'Ananya Rao', email: 'ananya@firm.example' }
      const withPassword = await ask('POST', '/api/first-admin', { ...person, password: 'a long password' })
      expect(withPassword.status).toBe(400)
      expect(withPassword.json.errors[0]?.path).toBe('password')
      expect((await ask('POST', '/api/first-admin', person)).status).toBe(201)
      expect(await empty.db.rows('SELECT 1 FROM accounts')).toEqual([])
      const { who } = await comeBack(somebody({ email: person.email }), '/', empty)
      expect(who).toMatchObject({ name: 'Ananya Rao', roles: ['Super Admin'] })
    } finally {
      await empty.close()
    }
  })
})

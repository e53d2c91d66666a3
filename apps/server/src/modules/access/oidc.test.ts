import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cookieOf, createTestAccess, type Sender, type TestAccess } from '../../../test/access.ts'

/** A real provider speaks the real protocol; who signs in there is set by the test. */

const CLIENT = { id: 'optimwalls', secret: 'a-secret-between-the-two-of-them' }
const CALLBACK = 'http://localhost:3000/api/auth/oidc/callback'

interface Person {
  sub: string
  email: string
  email_verified: boolean
  name?: string
  groups?: string[]
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
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
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
    await oidc.interactionFinished(request, response, { login: { accountId: present.sub }, consent })
  })
  t = await createTestAccess({
    oidc: {
      issuer,
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      scopes: 'openid email profile',
      groupsClaim: 'groups',
      name: 'Firm account',
      signUp: true,
    },
  })
  superAdmin = await t.as('superadmin')
})
afterAll(async () => {
  await t.close()
  provider.close()
})

const start = (next = '/leads') =>
  t.http.inject({ url: `/api/auth/oidc/start?next=${encodeURIComponent(next)}` })

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

async function comeBack(person: Person, next?: string) {
  const begun = await start(next)
  const back = await signInAtProvider(person, String(begun.headers.location))
  return finish(back, cookieOf(begun.headers['set-cookie']))
}

async function finish(back: URL, cookie: string) {
  const answer = await t.http.inject({ url: `${back.pathname}${back.search}`, headers: { cookie } })
  const session = cookieOf(answer.headers['set-cookie'])
    .split('; ')
    .find(each => each.startsWith('optimwalls.session_token='))
  return {
    location: String(answer.headers.location),
    who: session ? await t.who(session) : null,
    status: answer.statusCode,
  }
}

let lastSubject = 0
const somebody = (values: Partial<Person> = {}): Person => {
  const sub = `subject-${++lastSubject}`
  return { sub, email: `${sub}@firm.example`, email_verified: true, name: 'Omkar Shah', ...values }
}

test('the sign-in page is told of the provider', async () => {
  expect((await t.http.inject('/api/sign-in-options')).json()).toMatchObject({
    sso: { name: 'Firm account' },
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

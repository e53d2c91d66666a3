import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  cookieOf,
  createTestAccess,
  type Sender,
  senderOf,
  type TestAccess,
} from '../../../../test/access.ts'

let t: TestAccess
let now = new Date()
let superAdmin: Sender
let admin: Sender
let stranger: Sender
const roles: Record<string, number> = {}
beforeAll(async () => {
  t = await createTestAccess({ now: () => now })
  superAdmin = await t.as('superadmin')
  admin = await t.as('admin')
  stranger = senderOf(t.http, {})
  for (const { id, name } of await t.db.rows<{ id: number; name: string }>('SELECT id, name FROM roles')) {
    roles[name] = id
  }
})
afterAll(() => t.close())

const tokenOfLastMail = () => /invitation\?token=([\w-]+)/.exec(t.mails.at(-1)?.text ?? '')?.[1] ?? ''
const accept = (token: string, name = 'Nisha Naik') =>
  t.http.inject({
    method: 'POST',
    url: '/api/invitation/accept',
    payload: { token, name, password: 'a long enough password' },
  })
const invite = (sender: Sender, body: object) =>
  sender<{ id: number; type: string; errors: { path: string; message: string }[] }>(
    'POST',
    '/crm/invitations',
    body,
  )

describe('an invitation', () => {
  test('lets somebody in with the roles and team it names, once', async () => {
    const { puneId } = t.staff.teams
    const body = { email: 'Nisha@Firm.Example', name: 'Nisha', role_ids: [roles.Manager], team_id: puneId }
    const { status, json } = await invite(superAdmin, body)
    expect(status).toBe(201)
    expect(json).toMatchObject({
      email: 'nisha@firm.example',
      roles: [{ name: 'Manager' }],
      is_expired: false,
    })
    expect(t.mails.at(-1)).toMatchObject({ to: 'nisha@firm.example', subject: /Ananya Rao/ })
    const token = tokenOfLastMail()
    const [stored] = await t.db.rows<{ row: string }>(
      'SELECT i::text AS row FROM invitations i WHERE id = $1',
      [json.id],
    )
    expect(stored?.row).not.toContain(token)

    const looked = await stranger('POST', '/api/invitation/look', { token })
    expect(looked.json).toEqual({ email: 'nisha@firm.example', name: 'Nisha', invited_by: 'Ananya Rao' })
    const accepted = await accept(token)
    expect(accepted.statusCode).toBe(201)
    const who = await t.who(cookieOf(accepted.headers['set-cookie']))
    expect(who).toMatchObject({ name: 'Nisha Naik', roles: ['Manager'], teamId: puneId })
    const [entry] = await t.db.rows(
      `SELECT * FROM audit_logs WHERE action = 'assigned_role' AND record_id = $1`,
      [who?.userId],
    )
    expect(entry).toMatchObject({ details: { role: 'Manager', invitation_id: json.id } })

    expect((await accept(token)).statusCode).toBe(404)
    expect((await stranger('POST', '/api/invitation/look', { token })).status).toBe(404)
    const signIn = await stranger('POST', '/api/auth/sign-in/email', {
      email: 'nisha@firm.example',
      password: 'a long enough password',
    })
    expect(signIn.status).toBe(200)
  })

  test('two that take it up at once make one account', async () => {
    await invite(superAdmin, { email: 'twice@firm.example' })
    const token = tokenOfLastMail()
    const answers = await Promise.all([accept(token), accept(token), accept(token)])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 404, 404])
  })

  test('without roles it follows the rules: an Employee', async () => {
    await invite(admin, { email: 'plain@firm.example' })
    const accepted = await accept(tokenOfLastMail())
    expect(await t.who(cookieOf(accepted.headers['set-cookie']))).toMatchObject({ roles: ['Employee'] })
  })

  test('roles are given only by whoever may give them', async () => {
    const answer = await invite(admin, { email: 'x@firm.example', role_ids: [roles.Employee] })
    expect(answer.status).toBe(403)
    const toTheTop = await invite(admin, { email: 'x@firm.example', role_ids: [roles['Super Admin']] })
    expect(toTheTop.status).toBe(403)
  })

  test.each([
    [{ email: 'manager@demo.optimwalls.example' }, 409, 'works here already'],
    [{ email: 'MANAGER@demo.optimwalls.example' }, 409, 'works here already'],
    [{ email: 'no address' }, 400, undefined],
    [{ email: 'y@firm.example', team_id: 9999 }, 400, undefined],
    [{ email: 'y@firm.example', role_ids: [9999] }, 400, undefined],
  ])('%j is refused with %i', async (body, status, message) => {
    const answer = await invite(superAdmin, body)
    expect(answer.status).toBe(status)
    if (message) expect(answer.json.errors[0]?.message).toBe(message)
  })

  test('one at a time for an address, also when two send it at once', async () => {
    const twice = await Promise.all([
      invite(admin, { email: 'once@firm.example' }),
      invite(superAdmin, { email: 'once@firm.example' }),
    ])
    expect(twice.map(({ status }) => status).sort()).toEqual([201, 409])
  })

  test('sent again, the old link is dead; taken back, both are', async () => {
    const { json } = await invite(admin, { email: 'again@firm.example' })
    const first = tokenOfLastMail()
    expect((await admin('POST', `/crm/invitations/${json.id}/resend`)).status).toBe(200)
    const second = tokenOfLastMail()
    expect(second).not.toBe(first)
    expect((await accept(first)).statusCode).toBe(404)
    expect((await admin('DELETE', `/crm/invitations/${json.id}`)).status).toBe(204)
    expect((await accept(second)).statusCode).toBe(404)
    expect((await admin('POST', `/crm/invitations/${json.id}/resend`)).status).toBe(404)
    // And the address is free again.
    expect((await invite(admin, { email: 'again@firm.example' })).status).toBe(201)
  })

  test('runs out after seven days', async () => {
    await invite(admin, { email: 'late@firm.example' })
    const token = tokenOfLastMail()
    now = new Date(Date.now() + 8 * 24 * 3_600_000)
    expect((await accept(token)).statusCode).toBe(404)
    now = new Date()
    expect((await accept(token)).statusCode).toBe(201)
  })

  test('sent twice with one key it is one', async () => {
    const cookie = await t.signIn('admin')
    const send = () =>
      t.http.inject({
        method: 'POST',
        url: '/crm/invitations',
        headers: { cookie, 'idempotency-key': 'invite-1' },
        payload: { email: 'key@firm.example' },
      })
    const [first, second] = [await send(), await send()]
    expect(second.json()).toEqual(first.json())
    expect(second.statusCode).toBe(201)
  })

  test('whoever is invited sees a password that is too short refused by name', async () => {
    await invite(admin, { email: 'short@firm.example' })
    const answer = await stranger('POST', '/api/invitation/accept', {
      token: tokenOfLastMail(),
      name: 'S',
      password: 'short',
    })
    expect(answer.json.errors[0]?.path).toBe('password')
  })
})

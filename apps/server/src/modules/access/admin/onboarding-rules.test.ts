import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestAccess, type Sender, type TestAccess } from '../../../../test/access.ts'

let t: TestAccess
let superAdmin: Sender
const roles: Record<string, number> = {}
beforeAll(async () => {
  t = await createTestAccess()
  superAdmin = await t.as('superadmin')
  for (const { id, name } of await t.db.rows<{ id: number; name: string }>('SELECT id, name FROM roles')) {
    roles[name] = id
  }
})
afterAll(() => t.close())

interface Rules {
  rules: object[]
  default_role_id: number | null
  default_team_id: number | null
  version: number
}
const read = async () =>
  (await superAdmin<Rules & { may_change: boolean }>('GET', '/crm/onboarding-rules')).json
const write = (body: object, sender = superAdmin) => sender('PUT', '/crm/onboarding-rules', body)
const rule = (values: object) => ({
  via: null,
  mail_domain: null,
  sso_group: null,
  role_ids: [],
  team_id: null,
  ...values,
})
const body = async (...rules: object[]) => {
  const { default_role_id, default_team_id, version } = await read()
  return { rules, default_role_id, default_team_id, version }
}

test('from the start somebody new becomes an Employee', async () => {
  expect(await read()).toMatchObject({ rules: [], default_role_id: roles.Employee, may_change: true })
  const tried = await superAdmin('POST', '/crm/onboarding-rules/try', { email: 'a@b.example', via: 'sso' })
  expect(tried.json).toEqual({ rule_id: null, role_ids: [roles.Employee], team_id: null })
})

test('rules are written in order, tried out, and hold for who comes next', async () => {
  const { bengaluruId } = t.staff.teams
  const written = await write(
    await body(
      rule({ sso_group: 'sales-heads', via: 'sso', role_ids: [roles.Manager] }),
      rule({
        mail_domain: 'Studio.Example',
        role_ids: [roles.Designer, roles.Employee],
        team_id: bengaluruId,
      }),
    ),
  )
  expect(written.status).toBe(200)
  expect(await read()).toMatchObject({
    rules: [{ sso_group: 'sales-heads' }, { mail_domain: 'studio.example', team_id: bengaluruId }],
  })
  const tried = await superAdmin('POST', '/crm/onboarding-rules/try', {
    email: 'kim@studio.example',
    via: 'sso',
    groups: ['sales-heads'],
  })
  expect(tried.json).toMatchObject({ role_ids: [roles.Manager] })

  await superAdmin('POST', '/crm/invitations', { email: 'kim@studio.example' })
  const token = /token=([\w-]+)/.exec(t.mails.at(-1)?.text ?? '')?.[1]
  await t.http.inject({
    method: 'POST',
    url: '/api/invitation/accept',
    payload: { token, name: 'Kim', password: 'a long enough password' },
  })
  const [kim] = await t.db.rows<{ id: number }>(`SELECT id FROM users WHERE email = 'kim@studio.example'`)
  expect(await t.access.principalOf(kim?.id ?? 0)).toMatchObject({
    roles: ['Employee', 'Designer'],
    teamId: bengaluruId,
  })
})

test('two who change them at once: the later is told', async () => {
  const mine = await body(rule({ mail_domain: 'one.example', role_ids: [roles.Client] }))
  const theirs = await body(rule({ mail_domain: 'two.example', role_ids: [roles.Client] }))
  const answers = await Promise.all([write(mine), write(theirs)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(answers.find(({ status }) => status === 409)?.json.type).toBe('edit-conflict')
})

describe('a rule is refused', () => {
  test.each([
    [{}, 400, 'rules.0'],
    [{ mail_domain: 'no domain' }, 400, 'rules.0.mail_domain'],
    [{ mail_domain: 'a.example', role_ids: [9999] }, 400, 'rules.0.role_ids.0'],
    [{ mail_domain: 'a.example', team_id: 9999 }, 400, 'rules.0.team_id'],
    [{ via: 'invitation', sso_group: 'x' }, 400, 'rules.0.sso_group'],
  ])('%j with %i, naming %s', async (values, status, path) => {
    const answer = await write(await body(rule(values)))
    expect(answer).toMatchObject({ status, json: { errors: [{ path }] } })
  })

  test('that makes a Super Admin', async () => {
    const wanted = await body(rule({ via: 'sso', role_ids: [roles['Super Admin']] }))
    expect((await write(wanted)).status).toBe(422)
    expect((await write({ ...wanted, rules: [], default_role_id: roles['Super Admin'] })).status).toBe(422)
  })

  test('from an Admin, who may read and try them', async () => {
    const admin = await t.as('admin')
    expect((await write(await body(), admin)).status).toBe(403)
    expect((await admin('GET', '/crm/onboarding-rules')).json).toMatchObject({ may_change: false })
    expect(
      (await admin('POST', '/crm/onboarding-rules/try', { email: 'a@b.example', via: 'sso' })).status,
    ).toBe(200)
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createTestAccess, type Sender, senderOf, type TestAccess } from '../../../../test/access.ts'
import { DEMO_PASSWORD } from '../index.ts'

let t: TestAccess
beforeAll(async () => {
  t = await createTestAccess()
})
afterAll(() => t.close())
afterEach(async () => {
  await t.db.rows('UPDATE sessions SET view_user_id = NULL, view_role_id = NULL, view_ends_at = NULL')
})

interface Me {
  id: number
  name: string
  roles: string[]
  viewing: { as: string; is_role: boolean; by: { id: number; name: string }; ends_at: string } | null
}

async function comeAs(login: string): Promise<{ cookie: string; ask: Sender }> {
  const cookie = await t.signIn(login)
  return { cookie, ask: senderOf(t.http, { cookie }) }
}
const roleId = async (name: string) =>
  (await t.db.rows<{ id: number }>('SELECT id FROM roles WHERE name = $1', [name]))[0]?.id ?? 0
const entries = (action: string) =>
  t.db.rows<{ user_id: number; record_id: number | null; details: Record<string, unknown> | null }>(
    'SELECT user_id, record_id::int, details FROM audit_logs WHERE action = $1 ORDER BY id',
    [action],
  )

describe('as a person', () => {
  test('one has their rights exactly, changes nothing, and is oneself again', async () => {
    const { cookie, ask } = await comeAs('superadmin')
    const id = await t.idOf('employee')
    const theirs = (
      await (
        await t.as('employee')
      )<Me & { permissions: object[]; teams: object[] }>('GET', '/api/me')
    ).json
    expect((await ask('GET', '/crm/users')).status).toBe(200)
    const started = await ask<{ ends_at: string }>('POST', '/crm/view-as', { user_id: id })
    expect(started.status, started.text).toBe(200)
    expect(new Date(started.json.ends_at).getTime() - Date.now()).toBeGreaterThan(29 * 60_000)
    expect(t.refreshed.at(-1)).toEqual([await t.idOf('superadmin')])

    const me = (await ask<Me>('GET', '/api/me')).json
    const superadmin = await t.idOf('superadmin')
    expect(me).toEqual({
      ...theirs,
      viewing: {
        as: theirs.name,
        is_role: false,
        by: { id: superadmin, name: expect.any(String) },
        ends_at: started.json.ends_at,
      },
    })
    expect((await ask('GET', '/crm/people')).text).toBe(
      (await (await t.as('employee'))('GET', '/crm/people')).text,
    )
    expect((await ask('GET', '/crm/users')).status).toBe(403)
    const socket = await t.access.authenticateSocket({ cookie })
    expect(socket).toMatchObject({ userId: id, viewedBy: superadmin })

    for (const [method, url, payload] of [
      ['POST', '/crm/view-as', { user_id: await t.idOf('manager') }],
      ['POST', '/api/auth/change-password', { currentPassword: 'x', newPassword: 'a long password' }],
      ['POST', '/crm/second-factor/totp', {}],
      ['POST', '/crm/sessions/end-others', {}],
      ['PATCH', `/crm/users/${id}`, { name: 'Renamed' }],
    ] as const) {
      const refused = await ask(method, url, payload)
      expect(refused.status, `${method} ${url}`).toBe(403)
      expect(refused.json.type).toBe('view-as-read-only')
    }

    const whatRuns = await t.who(cookie)
    expect(whatRuns && (await t.access.rightsNow(whatRuns))).toMatchObject({
      userId: id,
      viewedBy: superadmin,
    })
    expect((await ask('DELETE', '/crm/view-as')).status).toBe(204)
    expect(t.refreshed.at(-1)).toEqual([superadmin, id])
    expect((await ask<Me>('GET', '/api/me')).json).toMatchObject({ id: superadmin, viewing: null })
    expect((await ask('GET', '/crm/users')).status).toBe(200)
    expect(whatRuns && (await t.access.rightsNow(whatRuns))).toBeNull()
    expect((await ask('DELETE', '/crm/view-as')).status).toBe(204)
    expect(await entries('started_view_as')).toEqual([{ user_id: superadmin, record_id: id, details: null }])
    expect(await entries('stopped_view_as')).toMatchObject([{ user_id: superadmin, record_id: id }])
  })

  test('what is noted meanwhile names both', async () => {
    const { ask } = await comeAs('superadmin')
    const [superadmin, id] = [await t.idOf('superadmin'), await t.idOf('admin')]
    await ask('POST', '/crm/view-as', { user_id: id })
    expect((await ask('GET', '/crm/audit-logs/export')).status).toBe(200)
    expect(await entries('exported_audit_log')).toMatchObject([
      { user_id: superadmin, details: { viewing_as: { user_id: id } } },
    ])
    await ask('DELETE', '/crm/view-as')
    await ask('POST', '/crm/view-as', { user_id: await t.idOf('designer') })
    expect((await ask('GET', '/crm/audit-logs')).status).toBe(403)
    await expect
      .poll(async () => (await entries('refused')).at(-1), { interval: 50, timeout: 60_000 })
      .toMatchObject({
        user_id: superadmin,
        details: { route: 'GET /crm/audit-logs', viewing_as: { user_id: await t.idOf('designer') } },
      })
  })

  test('it is one session: other devices, and the person, know nothing of it', async () => {
    const { ask } = await comeAs('superadmin')
    const elsewhere = await comeAs('superadmin')
    const theirs = await comeAs('manager')
    await ask('POST', '/crm/view-as', { user_id: await t.idOf('manager') })
    expect((await elsewhere.ask<Me>('GET', '/api/me')).json).toMatchObject({ viewing: null })
    expect((await theirs.ask<Me>('GET', '/api/me')).json).toMatchObject({ viewing: null })
    expect((await theirs.ask('POST', '/crm/sessions/end-others', { password: DEMO_PASSWORD })).status).toBe(
      200,
    )
  })

  test('it ends by itself, and that is noted', async () => {
    const { ask } = await comeAs('superadmin')
    const before = (await entries('stopped_view_as')).length
    await ask('POST', '/crm/view-as', { user_id: await t.idOf('manager') })
    await t.db.rows(
      `UPDATE sessions SET view_ends_at = now() - interval '1 second' WHERE view_ends_at IS NOT NULL`,
    )
    expect((await ask<Me>('GET', '/api/me')).json).toMatchObject({
      id: await t.idOf('superadmin'),
      viewing: null,
    })
    await expect
      .poll(async () => (await entries('stopped_view_as')).slice(before), { interval: 50, timeout: 60_000 })
      .toMatchObject([{ user_id: await t.idOf('superadmin'), details: { by_itself: true } }])
  })

  test('it ends with the right to it, and with the person', async () => {
    const viewer = await t.idOf('admin')
    const { ask } = await comeAs('admin')
    expect((await ask('POST', '/crm/view-as', { user_id: await t.idOf('employee') })).status).toBe(200)
    const [admin, employee] = [await roleId('Admin'), await roleId('Employee')]
    await t.db.rows('UPDATE user_roles SET role_id = $3 WHERE user_id = $1 AND role_id = $2', [
      viewer,
      admin,
      employee,
    ])
    try {
      expect((await ask<Me>('GET', '/api/me')).json).toMatchObject({
        id: viewer,
        viewing: null,
        roles: ['Employee'],
      })
    } finally {
      await t.db.rows('UPDATE user_roles SET role_id = $3 WHERE user_id = $1 AND role_id = $2', [
        viewer,
        employee,
        admin,
      ])
    }
    const seen = await t.idOf('employee')
    expect((await ask<Me>('GET', '/api/me')).json).toMatchObject({ id: seen })
    await t.db.rows('UPDATE users SET is_active = false WHERE id = $1', [seen])
    try {
      expect((await ask<Me>('GET', '/api/me')).json).toMatchObject({ id: viewer, viewing: null })
    } finally {
      await t.db.rows('UPDATE users SET is_active = true WHERE id = $1', [seen])
    }
  })

  test.each([
    ['superadmin', 'superadmin', 422],
    ['admin', 'superadmin', 403],
    ['admin', 'manager', 200],
    ['manager', 'employee', 403],
    ['employee', 'manager', 403],
  ])('%s as %s: %i', async (login, as, status) => {
    const { ask } = await comeAs(login)
    expect((await ask('POST', '/crm/view-as', { user_id: await t.idOf(as) })).status).toBe(status)
  })

  test('whoever manages people without seeing leads sees none by it', async () => {
    const role = await t.db.rows<{ id: number }>(`INSERT INTO roles (name) VALUES ('Office') RETURNING id`)
    await t.db.rows(
      `INSERT INTO permissions (role_id, module_name, action, allowed, scope)
       SELECT $1, 'Administration', action, true, 'all' FROM unnest(ARRAY['view_users', 'manage_users']) AS a (action)`,
      [role[0]?.id],
    )
    const designer = await t.idOf('designer')
    const former = await t.db.rows<{ role_id: number }>(
      'DELETE FROM user_roles WHERE user_id = $1 RETURNING role_id',
      [designer],
    )
    await t.db.rows('INSERT INTO user_roles (user_id, role_id) VALUES ($1, $2)', [designer, role[0]?.id])
    try {
      const { ask } = await comeAs('designer')
      const refused = await ask('POST', '/crm/view-as', { user_id: await t.idOf('employee') })
      expect(refused.status).toBe(403)
      expect(refused.json.detail).toBe('This person sees what you do not.')
      expect((await ask('POST', '/crm/view-as', { role_id: await roleId('Employee') })).status).toBe(403)
    } finally {
      await t.db.rows('UPDATE user_roles SET role_id = $2 WHERE user_id = $1', [designer, former[0]?.role_id])
    }
  })
})

describe('as a role', () => {
  test('one has its rights in one’s own place', async () => {
    const { cookie, ask } = await comeAs('superadmin')
    expect((await ask('POST', '/crm/view-as', { role_id: await roleId('Manager') })).status).toBe(200)
    const me = (await ask<Me>('GET', '/api/me')).json
    expect(me).toMatchObject({
      id: await t.idOf('superadmin'),
      roles: ['Manager'],
      viewing: { as: 'Manager', is_role: true },
    })
    expect((await ask('GET', '/crm/users')).status).toBe(403)
    expect((await ask('POST', '/crm/sessions/end-others', {})).status).toBe(403)
    expect((await t.who(cookie))?.viewedRole).toBe('Manager')
    expect((await ask('DELETE', '/crm/view-as')).status).toBe(204)
  })

  test('never as a Super Admin, nor beyond what one holds', async () => {
    const superadmin = await comeAs('superadmin')
    expect(
      (await superadmin.ask('POST', '/crm/view-as', { role_id: await roleId('Super Admin') })).status,
    ).toBe(403)
    const admin = await comeAs('admin')
    expect((await admin.ask('POST', '/crm/view-as', { role_id: await roleId('Super Admin') })).status).toBe(
      403,
    )
    expect((await admin.ask('POST', '/crm/view-as', { role_id: await roleId('Employee') })).status).toBe(200)
  })
})

test.each([
  [{}, 400],
  [{ user_id: 1, role_id: 1 }, 400],
  [{ user_id: 'one' }, 400],
  [{ user_id: 999_999 }, 404],
  [{ role_id: 999_999 }, 404],
])('%j is refused', async (payload, status) => {
  const { ask } = await comeAs('superadmin')
  expect((await ask('POST', '/crm/view-as', payload)).status).toBe(status)
})

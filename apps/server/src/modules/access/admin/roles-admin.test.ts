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

interface RoleView {
  id: number
  name: string
  description: string
  people: number
  is_locked: boolean
  may_give: boolean
  permissions: { module: string; action: string; scope: string }[]
}
const list = async (sender = superAdmin) =>
  (await sender<{ data: RoleView[] }>('GET', '/crm/roles')).json.data
const add = async (body: object) => (await superAdmin<RoleView>('POST', '/crm/roles', body)).json
const cell = (
  role: string | undefined,
  action: string,
  from: string | null,
  to: string | null,
  module = 'CRM',
) => ({
  role_id: role === undefined ? 0 : (roles[role] ?? 0),
  module,
  action,
  from,
  to,
})
const change = (...changes: object[]) => superAdmin('PATCH', '/crm/permissions', { changes })

describe('roles', () => {
  test('are listed with people and permissions; an Admin reads and may give none', async () => {
    const all = await list()
    expect(all.map(({ name, people }) => [name, people])).toEqual([
      ['Super Admin', 1],
      ['Admin', 1],
      ['Manager', 2],
      ['Employee', 10],
      ['Designer', 1],
      ['Client', 1],
    ])
    expect(all[0]).toMatchObject({ is_locked: true })
    expect((await list(await t.as('admin'))).every(role => !role.may_give)).toBe(true)
  })

  test('are made, copied, renamed and described', async () => {
    const copy = await add({ name: 'Regional head', copy_of: roles.Manager })
    const manager = (await list()).find(({ name }) => name === 'Manager')
    expect(copy.permissions).toEqual(manager?.permissions)
    const renamed = await superAdmin<RoleView>('PATCH', `/crm/roles/${copy.id}`, {
      name: 'Region lead',
      description: 'Several teams',
    })
    expect(renamed.json).toMatchObject({ name: 'Region lead', description: 'Several teams' })
    const permissions = await superAdmin('GET', `/crm/roles/${copy.id}/permissions`)
    expect(permissions.json).toMatchObject({ role_id: copy.id, permissions: manager?.permissions })
  })

  test.each([
    [{ name: 'manager' }, 409, 'name'],
    [{ name: ' ' }, 400, 'name'],
    [{ name: 'New', copy_of: 9999 }, 400, 'copy_of'],
  ])('%j is refused with %i, naming %s', async (body, status, path) => {
    expect(await superAdmin('POST', '/crm/roles', body)).toMatchObject({
      status,
      json: { errors: [{ path }] },
    })
  })

  test('a renamed default role still gains what a later version brings', async () => {
    await superAdmin('PATCH', `/crm/roles/${roles.Designer}`, { name: 'Design team' })
    await t.db.rows(`DELETE FROM permissions WHERE action = 'upload'`)
    await t.access.prepare()
    const designers = (await list()).find(({ id }) => id === roles.Designer)
    expect(designers?.permissions).toContainEqual({ module: 'Design', action: 'upload', scope: 'own' })
    await superAdmin('PATCH', `/crm/roles/${roles.Designer}`, { name: 'Designer' })
  })

  test('Super Admin stays as it is', async () => {
    const path = `/crm/roles/${roles['Super Admin']}`
    expect((await superAdmin('PATCH', path, { name: 'Boss' })).status).toBe(422)
    expect((await superAdmin('DELETE', `${path}?replace_with=${roles.Admin}`)).status).toBe(422)
    expect((await change(cell('Super Admin', 'view', 'all', null))).status).toBe(422)
  })

  test('one that is deleted leaves its people, open invitations and rules another', async () => {
    const old = await add({ name: 'Old hand', copy_of: roles.Employee })
    const arjun = await t.idOf('employee')
    await superAdmin('POST', `/crm/users/${arjun}/roles`, { role_id: old.id })
    await superAdmin('POST', '/crm/invitations', { email: 'old@firm.example', role_ids: [old.id] })
    await superAdmin('POST', '/crm/api-keys', { name: 'Old', role_id: old.id, expires_in_days: 1 })
    expect((await superAdmin('DELETE', `/crm/roles/${old.id}`)).status).toBe(422)
    expect((await superAdmin('DELETE', `/crm/roles/${old.id}?replace_with=${old.id}`)).status).toBe(400)
    expect((await superAdmin('DELETE', `/crm/roles/${old.id}?replace_with=${roles.Manager}`)).status).toBe(
      204,
    )
    expect((await t.access.principalOf(arjun))?.roles).toEqual(['Manager', 'Employee'])
    expect(t.refreshed.at(-1)).toContain(arjun)
    const invited = await superAdmin<{ data: { roles: { name: string }[] }[] }>('GET', '/crm/invitations')
    expect(invited.json.data[0]?.roles).toMatchObject([{ name: 'Manager' }])
    const keys = await superAdmin<{ data: { status: string }[] }>('GET', '/crm/api-keys')
    expect(keys.json.data[0]?.status).toBe('revoked')
    await superAdmin('DELETE', `/crm/users/${arjun}/roles/${roles.Manager}`)
  })
})

describe('the matrix', () => {
  test('tells before saving whom a change concerns, and how, with all their roles', async () => {
    const sneha = await t.idOf('sneha.joshi')
    await superAdmin('POST', `/crm/users/${sneha}/roles`, { role_id: roles.Manager })
    const { status, json } = await superAdmin<{
      people: { id: number; changes: object[] }[]
      unaffected: number
    }>('POST', '/crm/permissions/preview', {
      changes: [cell('Employee', 'convert', 'own', null), cell('Manager', 'export', 'team', null)],
    })
    expect(status).toBe(200)
    expect(json.people).toHaveLength(12)
    // A Manager too: converts the team's leads as before, and loses the export.
    expect(json.people.find(({ id }) => id === sneha)?.changes).toEqual([
      { module: 'CRM', action: 'export', from: 'team', to: null },
    ])
    await superAdmin('DELETE', `/crm/users/${sneha}/roles/${roles.Manager}`)
    expect((await list()).find(({ name }) => name === 'Manager')?.permissions).toContainEqual({
      module: 'CRM',
      action: 'export',
      scope: 'team',
    })
  })

  test('is saved as a whole and holds from the next request on', async () => {
    const cookie = await t.signIn('employee')
    const answer = await change(
      cell('Employee', 'view', 'own', 'team'),
      cell('Employee', 'export', null, 'own'),
    )
    expect(answer.status).toBe(200)
    const who = await t.who(cookie)
    expect(who?.permissions).toContainEqual({ module: 'CRM', action: 'export', scope: 'own' })
    expect(who?.permissions).toContainEqual({ module: 'CRM', action: 'view', scope: 'team' })
    expect(t.refreshed.at(-1)).toContain(who?.userId)
    const entries = await t.db.rows(
      `SELECT details FROM audit_logs WHERE action = 'updated_permission' ORDER BY id DESC LIMIT 2`,
    )
    expect(entries).toContainEqual({
      details: { role: 'Employee', module: 'CRM', action: 'view', from: 'own', to: 'team' },
    })
    await change(cell('Employee', 'view', 'team', 'own'), cell('Employee', 'export', 'own', null))
  })

  test('two admins at once: what is disjoint both keep, over the same cell the later is told', async () => {
    const [one, other] = await Promise.all([
      change(cell('Client', 'feedback', 'own', null, 'Design')),
      change(cell('Client', 'view', null, 'own', 'Design')),
    ])
    expect([one.status, other.status]).toEqual([200, 200])
    const same = await Promise.all([
      change(cell('Client', 'view', 'own', null, 'Design')),
      change(
        cell('Client', 'view', 'own', 'team', 'Design'),
        cell('Client', 'feedback', null, 'own', 'Design'),
      ),
    ])
    const told = same.find(({ status }) => status === 409)
    expect(same.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(told?.json).toMatchObject({
      type: 'edit-conflict',
      conflicts: [{ role: 'Client', action: 'view' }],
    })
    const client = (await list()).find(({ name }) => name === 'Client')?.permissions
    // Nothing of the one that was refused.
    if (same[1]?.status === 409) expect(client?.some(({ action }) => action === 'feedback')).toBe(false)
  })

  test.each([
    [{ role_id: 1, module: 'CRM', action: 'fly', from: null, to: 'all' }, 400, 'changes.0.action'],
    [{ role_id: 1, module: 'CRM', action: 'upload', from: null, to: 'all' }, 400, 'changes.0.action'],
    [{ role_id: 9999, module: 'CRM', action: 'view', from: null, to: 'all' }, 400, 'changes.0.role_id'],
    [{ role_id: 2, module: 'CRM', action: 'view', from: null, to: 'some' }, 400, 'changes.0.to'],
    [
      { role_id: 3, module: 'Administration', action: 'manage_roles', from: null, to: 'team' },
      400,
      'changes.0.to',
    ],
  ])('%j is refused with %i, naming %s', async (wanted, status, path) => {
    const answer = await change(wanted)
    expect(answer.status).toBe(status)
    expect(answer.json.errors[0]?.path).toBe(path)
  })

  test('takes none twice', async () => {
    const answer = await change(cell('Admin', 'view', 'all', null), cell('Admin', 'view', 'all', 'own'))
    expect(answer.json.errors[0]?.path).toBe('changes.1')
  })
})

describe('whoever gives roles without being a Super Admin', () => {
  test('neither gives nor changes what goes beyond them', async () => {
    const clerkRole = await add({ name: 'Access desk' })
    await change(
      { role_id: clerkRole.id, module: 'Administration', action: 'manage_roles', from: null, to: 'all' },
      { role_id: clerkRole.id, module: 'CRM', action: 'view', from: null, to: 'team' },
    )
    const designerId = await t.idOf('designer')
    await superAdmin('POST', `/crm/users/${designerId}/roles`, { role_id: clerkRole.id })
    const clerk = await t.as('designer')
    const patch = (...changes: object[]) => clerk('PATCH', '/crm/permissions', { changes })
    const own = (action: string, from: string | null, to: string | null, module = 'CRM') => ({
      role_id: clerkRole.id,
      module,
      action,
      from,
      to,
    })
    // Their own role, to more than they hold.
    expect((await patch(own('view', 'team', 'all'))).json.detail).toBe(
      'Nobody gives what they do not hold themselves.',
    )
    expect((await patch(own('delete', null, 'own'))).status).toBe(403)
    expect((await patch(own('manage_users', null, 'all', 'Administration'))).status).toBe(403)
    // Roles that hold more than they do.
    expect((await patch(cell('Admin', 'view', 'all', null))).status).toBe(403)
    expect((await clerk('POST', '/crm/roles', { name: 'Copy', copy_of: roles.Admin })).status).toBe(403)
    expect((await clerk('DELETE', `/crm/roles/${roles.Manager}?replace_with=${roles.Client}`)).status).toBe(
      403,
    )
    expect((await clerk('PATCH', `/crm/roles/${roles.Manager}`, { name: 'M' })).status).toBe(403)
    // Within what they hold they work.
    const made = await clerk<RoleView>('POST', '/crm/roles', { name: 'Viewer' })
    expect(made.status).toBe(201)
    expect(
      (await patch({ role_id: made.json.id, module: 'CRM', action: 'view', from: null, to: 'team' })).status,
    ).toBe(200)
    await expect
      .poll(async () =>
        t.db.rows(`SELECT details->>'reason' AS reason FROM audit_logs WHERE user_id = $1 AND NOT allowed`, [
          designerId,
        ]),
      )
      .toContainEqual({ reason: 'Nobody gives what they do not hold themselves.' })
  })
})

import { can } from '@optimwalls/permissions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestAccess, type TestAccess } from '../../../test/access.ts'
import { reachedTeams } from './principal.repository.ts'

let t: TestAccess
let by: { userId: number; origin: { ip: string; requestId: string } }
beforeAll(async () => {
  t = await createTestAccess()
  by = { userId: t.staff.superAdminId, origin: { ip: '127.0.0.1', requestId: 'r-1' } }
})
afterAll(() => t.close())

const people = (cookie: string) => t.http.inject({ url: '/crm/people', headers: { cookie } })
const lastAudit = async (action: string) =>
  (await t.db.rows('SELECT * FROM audit_logs WHERE action = $1 ORDER BY id DESC LIMIT 1', [action]))[0]
const lastEvent = async () => (await t.db.rows('SELECT * FROM events ORDER BY id DESC LIMIT 1'))[0]

describe('the permission middleware', () => {
  test('nobody is asked to sign in, before anything else is looked at', async () => {
    const response = await t.http.inject({ url: '/crm/people?nonsense=1' })
    expect(response.statusCode).toBe(401)
    expect(response.json().type).toBe('not-signed-in')
  })

  test('permission is decided before the input is read', async () => {
    const cookie = await t.signIn('client')
    const response = await t.http.inject({ url: '/crm/people?nonsense=1', headers: { cookie } })
    expect(response.statusCode).toBe(403)
    expect(response.json().type).toBe('forbidden')
  })

  test('a refusal is logged as an access attempt', async () => {
    const cookie = await t.signIn('designer')
    await people(cookie)
    await expect
      .poll(() => lastAudit('refused'))
      .toMatchObject({
        user_id: t.staff.designerId,
        module_name: 'CRM',
        allowed: false,
        ip_address: '127.0.0.1',
        details: { route: 'GET /crm/people', action: 'view' },
      })
  })
})

describe('whoever tries out records, or tries too often', () => {
  test('is in the audit log with the first, and with how many followed', async () => {
    const cookie = await t.signIn('employee')
    for (let id = 90_001; id < 90_011; id++) {
      const answer = await t.http.inject({
        method: 'PATCH',
        url: `/crm/passkeys/${id}`,
        payload: { name: 'x' },
        headers: { cookie },
      })
      expect(answer.statusCode).toBe(404)
    }
    for (let i = 0; i < 61; i++)
      await t.http.inject({ method: 'POST', url: '/api/invitation/look', payload: { token: 'guess' } })
    await t.access.stop()
    const noted = await t.db.rows<{ user_id: number | null; details: object }>(
      `SELECT user_id, details FROM audit_logs WHERE details->>'route' IN ('PATCH /crm/passkeys/:id', 'POST /api/invitation/look')
       ORDER BY details ? 'times', user_id NULLS LAST`,
    )
    const trying = { route: 'PATCH /crm/passkeys/:id', reason: 'not within reach, or not there' }
    const hasty = { route: 'POST /api/invitation/look', reason: 'too many requests' }
    const userId = await t.idOf('employee')
    expect(noted.map(({ user_id, details }) => ({ user_id, ...details }))).toEqual([
      { user_id: userId, ...trying },
      { user_id: null, ...hasty },
      { user_id: userId, ...trying, times: 9 },
    ])
  })
})

describe('changed rights hold from the next request on', () => {
  test('a permission that is taken and given back', async () => {
    const cookie = await t.signIn('manager')
    expect((await people(cookie)).statusCode).toBe(200)

    const view = { module: 'CRM', action: 'view', scope: 'team' } as const
    await t.access.roles.changePermission('Manager', { ...view, allowed: false }, by)
    expect((await people(cookie)).statusCode).toBe(403)
    expect(await lastEvent()).toMatchObject({
      name: 'access.role_changed',
      data: { role: 'Manager', module: 'CRM', action: 'view', allowed: false },
    })
    expect(t.refreshed.at(-1)).toEqual(expect.arrayContaining(t.staff.managers.map(({ id }) => id)))

    await t.access.roles.changePermission('Manager', { ...view, allowed: true }, by)
    expect((await people(cookie)).statusCode).toBe(200)
    expect(await lastAudit('updated_permission')).toMatchObject({ user_id: by.userId, request_id: 'r-1' })
  })

  test('a role that is given and taken', async () => {
    const cookie = await t.signIn('employee')
    const me = (await t.who(cookie))?.userId ?? 0
    expect((await people(cookie)).json().data).toHaveLength(1)

    await t.access.roles.assignRole(me, 'Manager', by)
    expect(await lastAudit('assigned_role')).toMatchObject({
      record_id: me,
      details: { role: 'Manager' },
    })
    expect((await people(cookie)).json().data).toHaveLength(6)

    await t.access.roles.removeRole(me, 'Manager', by)
    expect((await people(cookie)).json().data).toHaveLength(1)
  })

  test('many requests at once with one change between them: each sees the rights of its own moment', async () => {
    const cookie = await t.signIn('imran.shaikh')
    const me = (await t.who(cookie))?.userId ?? 0
    for (let i = 0; i < 20; i++) {
      const earlier = Array.from({ length: 5 }, () => t.who(cookie))
      await t.access.roles.assignRole(me, 'Designer', by)
      const later = await Promise.all(Array.from({ length: 5 }, () => t.who(cookie)))
      expect(later.every(who => who !== null && can(who, 'Design', 'upload'))).toBe(true)
      await Promise.all(earlier)
      await t.access.roles.removeRole(me, 'Designer', by)
      expect((await t.who(cookie))?.roles).toEqual(['Employee'])
    }
  })

  test('what does not exist cannot be given, nor the last Super Admin taken', async () => {
    const { roles } = t.access
    await expect(roles.assignRole(1, 'Emperor', by)).rejects.toMatchObject({ type: 'not-found' })
    await expect(roles.assignRole(99_999, 'Manager', by)).rejects.toMatchObject({ type: 'not-found' })
    await expect(roles.removeRole(t.staff.superAdminId, 'Super Admin', by)).rejects.toMatchObject({
      type: 'rule-violated',
    })
    const change = { module: 'CRM', action: 'view', allowed: false, scope: 'own' } as const
    await expect(roles.changePermission('Super Admin', change, by)).rejects.toMatchObject({
      type: 'rule-violated',
    })
    expect((await t.access.principalOf(t.staff.superAdminId))?.roles).toEqual(['Super Admin'])
  })
})

describe('teams', () => {
  const team = async (name: string, parent: number | null, head: number | null) =>
    (
      await t.db.rows<{ id: number }>(
        'INSERT INTO teams (name, parent_id, head_id) VALUES ($1, $2, $3) RETURNING id',
        [name, parent, head],
      )
    )[0]?.id ?? 0

  test('who heads the top reaches all below it', async () => {
    const { headOfficeId, puneId, bengaluruId } = t.staff.teams
    expect((await t.access.principalOf(t.staff.adminId))?.teamIds).toEqual([
      headOfficeId,
      puneId,
      bengaluruId,
    ])
  })

  test('a new team below is reached at once, however deep', async () => {
    const cookie = await t.signIn('manager')
    const { puneId } = t.staff.teams
    const west = await team('Pune West', puneId, null)
    const baner = await team('Baner', west, null)
    expect((await t.who(cookie))?.teamIds).toEqual([puneId, west, baner])
  })

  test('one person may head two teams', async () => {
    const manager = t.staff.managers[1]
    const mysuru = await team('Mysuru', t.staff.teams.headOfficeId, manager?.id ?? null)
    expect((await t.access.principalOf(manager?.id ?? 0))?.teamIds).toEqual([
      t.staff.teams.bengaluruId,
      mysuru,
    ])
  })

  test('teams in a circle end', async () => {
    const a = await team('A', null, t.staff.clientId)
    const b = await team('B', a, null)
    await t.db.rows('UPDATE teams SET parent_id = $1 WHERE id = $2', [b, a])
    expect((await t.access.principalOf(t.staff.clientId))?.teamIds).toEqual([a, b])
  })

  test('a manager who heads none reaches the team they work in; others do not', () => {
    const team = { module: 'CRM', action: 'view', scope: 'team' } as const
    const own = { ...team, scope: 'own' } as const
    const figures = { module: 'Analytics', action: 'view', scope: 'team' } as const
    expect(reachedTeams(4, [], [team])).toEqual([4])
    expect(reachedTeams(4, [2], [team])).toEqual([2, 4])
    expect(reachedTeams(4, [4, 9], [team])).toEqual([4, 9])
    expect(reachedTeams(null, [2], [team])).toEqual([2])
    expect(reachedTeams(4, [], [own])).toEqual([])
    expect(reachedTeams(4, [2], [figures])).toEqual([2])
  })
})

test('rows that the catalogue does not know give nothing', async () => {
  await t.db.rows(
    `INSERT INTO permissions (role_id, module_name, action, allowed, scope)
     SELECT id, 'CRM', 'fly', true, 'all' FROM roles WHERE name = 'Client'`,
  )
  expect((await t.access.principalOf(t.staff.clientId))?.permissions).toHaveLength(2)
})

test('a later start adds what the catalogue has gained and keeps what was changed', async () => {
  await t.access.roles.changePermission(
    'Employee',
    { module: 'CRM', action: 'export', allowed: true, scope: 'own' },
    by,
  )
  await t.db.rows(`DELETE FROM permissions WHERE module_name = 'Marketing' AND action = 'report'`)
  await t.access.prepare()
  const employee = await t.access.principalOf(t.staff.salespeople[0]?.id ?? 0)
  expect(employee && can(employee, 'CRM', 'export')).toBe(true)
  expect(employee && can(employee, 'Marketing', 'report')).toBe(true)
})

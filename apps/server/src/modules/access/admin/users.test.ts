import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestAccess, type Sender, type TestAccess } from '../../../../test/access.ts'

let t: TestAccess
let superAdmin: Sender
let admin: Sender
const ids: Record<string, number> = {}
const roles: Record<string, number> = {}

beforeAll(async () => {
  t = await createTestAccess()
  superAdmin = await t.as('superadmin')
  admin = await t.as('admin')
  for (const login of [
    'superadmin',
    'admin',
    'manager',
    'employee',
    'designer',
    'sneha.joshi',
    'rohan.kale',
  ]) {
    ids[login] = await t.idOf(login)
  }
  for (const { id, name } of await t.db.rows<{ id: number; name: string }>('SELECT id, name FROM roles')) {
    roles[name] = id
  }
})
afterAll(() => t.close())

interface UserView {
  id: number
  name: string
  roles: { name: string }[]
  team: { name: string } | null
  is_active: boolean
  may_change: boolean
}
type Page = { data: UserView[]; next_cursor: string | null }
const url = (login: string, rest = '') => `/crm/users/${ids[login]}${rest}`
const lastAudit = async (action: string) =>
  (await t.db.rows('SELECT * FROM audit_logs WHERE action = $1 ORDER BY id DESC LIMIT 1', [action]))[0]

/** Puts somebody in the place of the IT department: who may give roles, but is no Super Admin. */
async function hireIt(grants: [module: string, action: string, scope: string][], login = 'designer') {
  const { json } = await superAdmin<{ id: number }>('POST', '/crm/roles', { name: `IT ${Math.random()}` })
  const changes = grants.map(([module, action, to]) => ({ role_id: json.id, module, action, from: null, to }))
  expect((await superAdmin('PATCH', '/crm/permissions', { changes })).status).toBe(200)
  expect((await superAdmin('POST', url(login, '/roles'), { role_id: json.id })).status).toBe(200)
  return { roleId: json.id, leave: () => superAdmin('DELETE', url(login, `/roles/${json.id}`)) }
}

describe('the list', () => {
  test('is in order of names, page by page, each once', async () => {
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const { json }: { json: Page } = await admin<Page>(
        'GET',
        `/crm/users?limit=5${cursor ? `&cursor=${cursor}` : ''}`,
      )
      seen.push(...json.data.map(({ name }) => name))
      cursor = json.next_cursor
    } while (cursor)
    expect(seen).toHaveLength(16)
    expect(seen).toEqual([...seen].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)))
  })

  test.each([
    ['q=arjun', ['Arjun Patil']],
    ['q=DESIGNER@demo', ['Kavya Iyer']],
    ['q=%25', []],
    ['status=inactive', []],
  ])('%s finds %j', async (query, names) => {
    const { json } = await admin<Page>('GET', `/crm/users?${query}`)
    expect(json.data.map(({ name }) => name)).toEqual(names)
  })

  test('can be asked for a role and a team', async () => {
    const query = `role_id=${roles.Manager}&team_id=${t.staff.teams.puneId}`
    const { json } = await admin<Page>('GET', `/crm/users?${query}`)
    expect(json.data).toMatchObject([
      {
        name: 'Priya Deshmukh',
        roles: [{ name: 'Manager' }],
        team: { name: 'Pune' },
        heads: [{ name: 'Pune' }],
      },
    ])
  })

  test('says whom one may change: an Admin everybody but Super Admins', async () => {
    const { json } = await admin<Page>('GET', '/crm/users')
    expect(json.data.filter(user => !user.may_change).map(({ name }) => name)).toEqual(['Ananya Rao'])
  })

  test('a cursor of another list is refused', async () => {
    const { json } = await admin<Page>('GET', '/crm/users?limit=2')
    const answer = await admin('GET', `/crm/users?limit=2&status=active&cursor=${json.next_cursor}`)
    expect(answer).toMatchObject({ status: 400, json: { type: 'invalid-cursor' } })
  })

  test('shows who looks after one team that team alone, and the rest does not exist', async () => {
    const desk = await hireIt(
      [
        ['Administration', 'view_users', 'team'],
        ['Administration', 'manage_users', 'team'],
      ],
      'manager',
    )
    const manager = await t.as('manager')
    const { json } = await manager<Page>('GET', '/crm/users')
    expect(json.data).toHaveLength(6)
    expect((await manager('GET', url('admin'))).status).toBe(404)
    expect((await manager('PATCH', url('designer'), { name: 'X' })).status).toBe(404)
    const away = await manager('PATCH', url('employee'), { team_id: t.staff.teams.bengaluruId })
    expect(away).toMatchObject({ status: 400, json: { errors: [{ path: 'team_id' }] } })
    expect((await manager('PATCH', url('employee'), { team_id: null })).status).toBe(400)
    await desk.leave()
  })
})

describe('changing a person', () => {
  test('name and team; their pages hear of it', async () => {
    const { bengaluruId, puneId } = t.staff.teams
    const answer = await admin<UserView>('PATCH', url('rohan.kale'), {
      name: ' Rohan K. ',
      team_id: bengaluruId,
    })
    expect(answer.json).toMatchObject({ name: 'Rohan K.', team: { name: 'Bengaluru' } })
    expect(t.refreshed.at(-1)).toContain(ids['rohan.kale'])
    expect(await lastAudit('updated_user')).toMatchObject({
      record_id: ids['rohan.kale'],
      details: { team_id: bengaluruId, was_team_id: puneId },
    })
    const [event] = await t.db.rows(
      `SELECT * FROM events WHERE name = 'access.user_changed' ORDER BY id DESC LIMIT 1`,
    )
    expect(event).toMatchObject({ data: { user_id: ids['rohan.kale'], team_id: bengaluruId } })
    await admin('PATCH', url('rohan.kale'), { name: 'Rohan Kale', team_id: puneId })
  })

  test.each([
    [{ name: '   ' }, 'name'],
    [{ team_id: 9999 }, 'team_id'],
    [{ email: 'new@x.example' }, 'email'],
  ])('%j is refused, naming %s', async (patch, path) => {
    const answer = await admin('PATCH', url('employee'), patch)
    expect(answer.status).toBe(400)
    expect(answer.json.errors[0]?.path).toBe(path)
  })

  test('nobody unknown', async () => {
    expect((await admin('PATCH', '/crm/users/99999', { name: 'X' })).status).toBe(404)
  })
})

describe('a Super Admin is out of an Admin’s hands', () => {
  test.each([
    ['PATCH', '', { name: 'Renamed' }],
    ['POST', '/deactivate', undefined],
    ['POST', '/password-reset', undefined],
    ['DELETE', '/sessions', undefined],
    ['DELETE', '/sessions/1', undefined],
  ] as const)('%s %s', async (method, rest, body) => {
    const answer = await admin(method, url('superadmin', rest), body)
    expect(answer.status).toBe(403)
    expect(answer.json.detail).toBe('Only a Super Admin may change a Super Admin.')
    await expect
      .poll(async () => lastAudit('refused'))
      .toMatchObject({ user_id: ids.admin, record_type: 'user', record_id: ids.superadmin, allowed: false })
  })

  test('and so is the giving of roles', async () => {
    const answer = await admin('POST', url('employee', '/roles'), { role_id: roles.Manager })
    expect(answer.status).toBe(403)
  })
})

describe('giving and taking roles', () => {
  test('holds from the next request on', async () => {
    const cookie = await t.signIn('employee')
    const given = await superAdmin<UserView>('POST', url('employee', '/roles'), { role_id: roles.Manager })
    expect(given.json.roles.map(({ name }) => name)).toEqual(['Manager', 'Employee'])
    expect((await t.who(cookie))?.roles).toContain('Manager')
    expect(t.refreshed.at(-1)).toContain(ids.employee)
    const again = await superAdmin('POST', url('employee', '/roles'), { role_id: roles.Manager })
    expect(again.status).toBe(200)
    await superAdmin('DELETE', url('employee', `/roles/${roles.Manager}`))
    expect((await t.who(cookie))?.roles).toEqual(['Employee'])
    expect(await lastAudit('removed_role')).toMatchObject({
      record_id: ids.employee,
      details: { role: 'Manager' },
    })
  })

  test('nobody changes their own, not even a Super Admin', async () => {
    const own = await superAdmin('POST', url('superadmin', '/roles'), { role_id: roles.Manager })
    expect(own).toMatchObject({ status: 403, json: { detail: 'Nobody changes their own roles.' } })
    const resign = await superAdmin('DELETE', url('superadmin', `/roles/${roles['Super Admin']}`))
    expect(resign.status).toBe(403)
  })

  test('nobody gives what they do not hold', async () => {
    const it = await hireIt([['Administration', 'manage_roles', 'all']])
    const clerk = await t.as('designer')
    const employee = url('employee', '/roles')
    expect((await clerk('POST', employee, { role_id: roles['Super Admin'] })).status).toBe(403)
    const manager = await clerk('POST', employee, { role_id: roles.Manager })
    expect(manager.json.detail).toBe('The role Manager may do more than you: ask a Super Admin to give it.')
    // What they hold themselves, they may pass on.
    expect((await clerk('POST', employee, { role_id: roles.Designer })).status).toBe(200)
    expect((await clerk('DELETE', `${employee}/${roles.Designer}`)).status).toBe(200)
    expect((await clerk('DELETE', `${employee}/${roles.Employee}`)).status).toBe(403)
    await it.leave()
  })

  test('what does not exist', async () => {
    expect((await superAdmin('POST', url('employee', '/roles'), { role_id: 9999 })).status).toBe(400)
    expect((await superAdmin('DELETE', url('employee', '/roles/9999'))).status).toBe(404)
    expect((await superAdmin('POST', '/crm/users/99999/roles', { role_id: roles.Manager })).status).toBe(404)
  })
})

describe('who leaves', () => {
  test('is signed out everywhere at once and cannot come back until reactivated', async () => {
    const cookie = await t.signIn('sneha.joshi')
    const answer = await admin<UserView>('POST', url('sneha.joshi', '/deactivate'))
    expect(answer.json).toMatchObject({ is_active: false, deactivated_at: expect.any(String) })
    expect(await t.who(cookie)).toBeNull()
    expect(t.endedSessions.length).toBeGreaterThan(0)
    await expect(t.signIn('sneha.joshi')).rejects.toThrow()
    expect((await admin('POST', url('sneha.joshi', '/password-reset'))).status).toBe(422)
    expect((await admin<Page>('GET', '/crm/users?status=inactive')).json.data).toHaveLength(1)

    await admin('POST', url('sneha.joshi', '/reactivate'))
    expect(await t.signIn('sneha.joshi')).toBeTruthy()
    expect(await lastAudit('reactivated_user')).toMatchObject({ user_id: ids.admin })
  })

  test('is never oneself', async () => {
    expect((await admin('POST', url('admin', '/deactivate'))).status).toBe(422)
  })

  test('is never the last Super Admin, even when two go at once', async () => {
    await superAdmin('POST', url('designer', '/roles'), { role_id: roles['Super Admin'] })
    const second = await t.as('designer')
    const answers = await Promise.all([
      superAdmin('POST', url('designer', '/deactivate')),
      second('POST', url('superadmin', '/deactivate')),
    ])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const [{ count } = { count: 0 }] = await t.db.rows<{ count: number }>(
      `SELECT count(*)::int AS count FROM users u JOIN user_roles ur ON ur.user_id = u.id
       WHERE u.is_active AND ur.role_id = $1`,
      [roles['Super Admin']],
    )
    expect(count).toBe(1)
    await t.db.rows('UPDATE users SET is_active = true')
    await t.db.rows('DELETE FROM user_roles WHERE user_id = $1 AND role_id = $2', [
      ids.designer,
      roles['Super Admin'],
    ])
    superAdmin = await t.as('superadmin')
  })
})

describe('sessions of others', () => {
  test('are listed, ended one by one and all at once', async () => {
    const cookies = [await t.signIn('rohan.kale'), await t.signIn('rohan.kale'), await t.signIn('rohan.kale')]
    const { json } = await admin<{ data: { id: number; current: boolean }[] }>(
      'GET',
      url('rohan.kale', '/sessions'),
    )
    expect(json.data).toHaveLength(3)
    expect(json.data.every(session => !session.current)).toBe(true)
    expect((await admin('DELETE', url('rohan.kale', `/sessions/${json.data[0]?.id}`))).status).toBe(204)
    expect(await lastAudit('ended_session')).toMatchObject({
      user_id: ids.admin,
      details: { user_id: ids['rohan.kale'] },
    })
    // Of somebody else than the address says.
    expect((await admin('DELETE', url('employee', `/sessions/${json.data[1]?.id}`))).status).toBe(404)
    expect((await admin('DELETE', url('rohan.kale', '/sessions'))).json).toEqual({ ended: 2 })
    // One's own end where one shows again who one is.
    expect((await admin('DELETE', url('admin', '/sessions'))).status).toBe(422)
    expect((await admin('DELETE', url('admin', '/sessions/1'))).status).toBe(422)
    for (const cookie of cookies) expect(await t.who(cookie)).toBeNull()
  })
})

test('a password mail goes to the person, and the log says who had it sent', async () => {
  expect((await admin('POST', url('employee', '/password-reset'))).status).toBe(204)
  await expect.poll(() => t.mails.at(-1)?.to).toBe('employee@demo.optimwalls.example')
  expect(await lastAudit('requested_password_reset')).toMatchObject({
    user_id: ids.admin,
    record_id: ids.employee,
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestAccess, type Sender, senderOf, type TestAccess } from '../../../../test/access.ts'

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

interface KeyView {
  id: number
  key: string
  prefix: string
  status: string
  last_used_at: string | null
}
async function makeKey(role: string, sender = superAdmin): Promise<KeyView & { use: Sender }> {
  const { json } = await sender<KeyView>('POST', '/crm/api-keys', {
    name: `Key of ${role}`,
    role_id: roles[role],
    expires_in_days: 30,
  })
  return { ...json, use: senderOf(t.http, { authorization: `Bearer ${json.key}` }) }
}
const status = async (id: number) =>
  (await superAdmin<{ data: KeyView[] }>('GET', '/crm/api-keys')).json.data.find(key => key.id === id)

describe('a key', () => {
  test('is shown once, kept as a hash, and used as a bearer token', async () => {
    const { id, key, prefix, use } = await makeKey('Manager')
    expect(key).toMatch(/^owk_[\w-]{43}$/)
    expect(key.startsWith(prefix)).toBe(true)
    const [row] = await t.db.rows<{ row: string }>('SELECT k::text AS row FROM api_keys k WHERE id = $1', [
      id,
    ])
    expect(row?.row).not.toContain(key)
    expect(JSON.stringify(await status(id))).not.toContain(key)
    const me = await use('GET', '/api/me')
    expect(me.json).toMatchObject({ name: 'Ananya Rao', roles: ['Manager'] })
    await expect.poll(async () => (await status(id))?.last_used_at).toEqual(expect.any(String))
  })

  test('does what its role may, and no more', async () => {
    const { use } = await makeKey('Manager')
    expect((await use('GET', '/crm/people')).status).toBe(200)
    expect((await use('GET', '/crm/users')).status).toBe(403)
    await expect
      .poll(async () =>
        t.db.rows('SELECT 1 AS n FROM audit_logs WHERE NOT allowed AND api_key_id IS NOT NULL'),
      )
      .toHaveLength(1)
  })

  test('has no say in what is a person’s own', async () => {
    const { use } = await makeKey('Super Admin')
    for (const [method, url] of [
      ['GET', '/crm/sessions'],
      ['POST', '/crm/sessions/end-others'],
      ['POST', '/api/auth/change-password'],
    ] as const) {
      expect((await use(method, url, method === 'POST' ? {} : undefined)).status).toBe(403)
    }
    const again = await use('POST', '/crm/api-keys', { name: 'X', role_id: roles.Client, expires_in_days: 1 })
    expect(again.json.detail).toBe('A key makes no keys.')
  })

  test('of a small role in the hands of a Super Admin gives nothing away', async () => {
    const desk = (await superAdmin<{ id: number }>('POST', '/crm/roles', { name: 'Desk' })).json
    roles.Desk = desk.id
    const changes = [
      ['manage_users', 'all'],
      ['manage_roles', 'all'],
      ['view_users', 'all'],
    ].map(([action, to]) => ({
      role_id: desk.id,
      module: 'Administration',
      action,
      from: null,
      to,
    }))
    await superAdmin('PATCH', '/crm/permissions', { changes })
    const { use } = await makeKey('Desk')
    const employee = await t.idOf('employee')
    const path = `/crm/users/${employee}/roles`
    expect((await use('POST', path, { role_id: roles['Super Admin'] })).status).toBe(403)
    expect((await use('POST', path, { role_id: roles.Admin })).status).toBe(403)
    expect((await use('POST', path, { role_id: roles.Desk })).status).toBe(200)
    const [entry] = await t.db.rows(
      'SELECT api_key_id FROM audit_logs WHERE action = $1 ORDER BY id DESC LIMIT 1',
      ['assigned_role'],
    )
    expect(entry).toMatchObject({ api_key_id: expect.any(Number) })
    await superAdmin('DELETE', `${path}/${roles.Desk}`)
  })

  test('never does more than its maker may at that moment', async () => {
    const keeper = (await superAdmin<{ id: number }>('POST', '/crm/roles', { name: 'Key keeper' })).json
    const changes = [
      { role_id: keeper.id, module: 'Administration', action: 'manage_api_keys', from: null, to: 'own' },
    ]
    await superAdmin('PATCH', '/crm/permissions', { changes })
    const managerId = await t.idOf('manager')
    await superAdmin('POST', `/crm/users/${managerId}/roles`, { role_id: keeper.id })
    const manager = await t.as('manager')
    expect((await makeKey('Admin', manager)).key).toBeUndefined()
    const { id, use } = await makeKey('Manager', manager)
    expect((await use<{ data: object[] }>('GET', '/crm/people')).json.data).toHaveLength(6)
    // Keys of others do not exist for them.
    const mine = await manager<{ data: KeyView[] }>('GET', '/crm/api-keys')
    expect(mine.json.data.map(key => key.id)).toEqual([id])

    await superAdmin('DELETE', `/crm/users/${managerId}/roles/${roles.Manager}`)
    expect((await use('GET', '/crm/people')).status).toBe(403)
    await superAdmin('POST', `/crm/users/${managerId}/roles`, { role_id: roles.Manager })
    expect((await use('GET', '/crm/people')).status).toBe(200)
    await superAdmin('POST', `/crm/users/${managerId}/deactivate`)
    expect((await use('GET', '/crm/people')).status).toBe(401)
    expect((await status(id))?.status).toBe('idle')
    await superAdmin('POST', `/crm/users/${managerId}/reactivate`)
  })

  test('taken back, too old or made up is refused with the next request', async () => {
    const { id, use } = await makeKey('Employee')
    expect((await superAdmin('DELETE', `/crm/api-keys/${id}`)).status).toBe(204)
    expect((await use('GET', '/api/me')).status).toBe(401)
    const old = await makeKey('Employee')
    await t.db.rows('UPDATE api_keys SET expires_at = now() WHERE id = $1', [old.id])
    expect((await old.use('GET', '/api/me')).status).toBe(401)
    expect((await status(old.id))?.status).toBe('expired')
    // A cookie beside a wrong key does not help.
    const cookie = await t.signIn('superadmin')
    const forged = senderOf(t.http, { authorization: 'Bearer owk_forged', cookie })
    expect((await forged('GET', '/api/me')).status).toBe(401)
  })

  test.each([
    [{ name: '', role_id: 2, expires_in_days: 1 }, 'name'],
    [{ name: 'K', role_id: 9999, expires_in_days: 1 }, 'role_id'],
    [{ name: 'K', role_id: 2, expires_in_days: 0 }, 'expires_in_days'],
    [{ name: 'K', role_id: 2, expires_in_days: 400 }, 'expires_in_days'],
  ])('%j is refused, naming %s', async (body, path) => {
    const answer = await superAdmin('POST', '/crm/api-keys', body)
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ path }] } })
  })
})

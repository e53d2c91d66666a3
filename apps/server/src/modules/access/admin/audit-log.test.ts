import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createTestAccess, type Sender, type TestAccess } from '../../../../test/access.ts'

let t: TestAccess
let superAdmin: Sender
let admin: Sender
let arjun: number
beforeAll(async () => {
  t = await createTestAccess()
  superAdmin = await t.as('superadmin')
  admin = await t.as('admin')
  arjun = await t.idOf('employee')
  // A past: an entry a day, for a month, by the manager.
  await t.db.rows(
    `INSERT INTO audit_logs (user_id, action, record_type, record_id, at)
     SELECT $1, 'updated_lead', 'lead', n, now() - make_interval(days => 31 - n) FROM generate_series(1, 30) n`,
    [await t.idOf('manager')],
  )
  await superAdmin('PATCH', `/crm/users/${arjun}`, { name: 'Arjun P.' })
  await admin('POST', `/crm/users/${await t.idOf('superadmin')}/deactivate`)
  await vi.waitFor(async () =>
    expect(await t.db.rows('SELECT 1 AS n FROM audit_logs WHERE NOT allowed')).toHaveLength(1),
  )
})
afterAll(() => t.close())

interface Entry {
  id: number
  at: string
  sentence: string
  user: { name: string } | null
}
type Page = { data: Entry[]; next_cursor: string | null }
const find = async (query = '', sender = superAdmin) =>
  (await sender<Page>('GET', `/crm/audit-logs?${query}`)).json
const count = async (query: string) => (await find(query)).data.length

describe('the audit log', () => {
  test('is read newest first, page by page, each entry once', async () => {
    const seen: number[] = []
    let cursor: string | null = null
    do {
      const page: Page = await find(`limit=7&to=2100-01-01T00:00:00Z${cursor ? `&cursor=${cursor}` : ''}`)
      seen.push(...page.data.map(({ id }) => id))
      cursor = page.next_cursor
    } while (cursor)
    expect(seen).toEqual([...seen].sort((a, b) => b - a))
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThan(30)
  })

  test('tells in sentences', async () => {
    const { data } = await find('action=updated_user')
    const renamed = { user: { name: 'Ananya Rao' }, sentence: 'renamed Arjun P.', record_name: 'Arjun P.' }
    expect(data[0]).toMatchObject(renamed)
    const [refused] = (await find('allowed=false')).data
    expect(refused).toMatchObject({
      user: { name: 'Rajesh Kulkarni' },
      sentence: 'was refused: Only a Super Admin may change a Super Admin.',
    })
  })

  test.each([
    ['record_type=lead&record_id=12', 1],
    ['record_type=lead', 30],
    ['record_type=user&record_id=99999', 0],
    ['action=updated_lead&action=updated_user', 31],
    ['action=nothing_of_the_kind', 0],
  ])('%s finds %i', async (query, expected) => {
    expect(await count(query)).toBe(expected)
  })

  test('of a person', async () => {
    expect(await count(`user_id=${await t.idOf('manager')}`)).toBe(30)
    expect(await count(`user_id=${await t.idOf('client')}`)).toBe(0)
  })

  test('of a time, to the second', async () => {
    const day = 24 * 3_600_000
    const at = (days: number) => new Date(Date.now() - days * day).toISOString()
    const manager = `user_id=${await t.idOf('manager')}`
    expect(await count(`${manager}&from=${at(10.5)}`)).toBe(10)
    expect(await count(`${manager}&from=${at(10.5)}&to=${at(5.5)}`)).toBe(5)
    expect(await count(`${manager}&to=${at(40)}`)).toBe(0)
    expect(await count(`${manager}&from=${at(-1)}`)).toBe(0)
  })

  test('names the actions it can be filtered by', async () => {
    const { json } = await admin<{ data: string[] }>('GET', '/crm/audit-logs/actions')
    expect(json.data).toEqual(
      expect.arrayContaining(['signed_in', 'updated_lead', 'updated_user', 'refused']),
    )
  })

  test('is taken out as a file, and that is in it', async () => {
    const answer = await admin('GET', '/crm/audit-logs/export?record_type=lead')
    expect(answer.status).toBe(200)
    const lines = answer.text.trim().split('\r\n')
    expect(lines).toHaveLength(31)
    expect(lines[0]).toContain('Person,What,Allowed')
    expect(lines[1]).toContain('Priya Deshmukh')
    expect((await find('action=exported_audit_log')).data[0]).toMatchObject({
      user: { name: 'Rajesh Kulkarni' },
      sentence: 'exported the audit log',
    })
  })

  test('shows who reads for a team the entries of that team', async () => {
    const role = (await superAdmin<{ id: number }>('POST', '/crm/roles', { name: 'Team auditor' })).json
    const changes = [
      { role_id: role.id, module: 'Administration', action: 'view_audit', from: null, to: 'team' },
    ]
    await superAdmin('PATCH', '/crm/permissions', { changes })
    await superAdmin('POST', `/crm/users/${await t.idOf('manager')}/roles`, { role_id: role.id })
    const manager = await t.as('manager')
    const { data } = await find('limit=200', manager)
    expect(new Set(data.map(({ user }) => user?.name))).toEqual(new Set(['Priya Deshmukh']))
  })

  test.each(['from=yesterday', 'action=DROP%20TABLE', 'limit=0', 'cursor=made-up', 'colour=red'])(
    '%s is refused',
    async query => {
      expect((await admin('GET', `/crm/audit-logs?${query}`)).status).toBe(400)
    },
  )
})

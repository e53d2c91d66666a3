import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestAccess, type TestAccess } from '../../../test/access.ts'
import { DEMO_LOGINS } from './index.ts'

let t: TestAccess
beforeAll(async () => {
  t = await createTestAccess()
})
afterAll(() => t.close())

const get = async (login: string, url: string) =>
  (await t.http.inject({ url, headers: { cookie: await t.signIn(login) } })).json()
const names = (answer: { data: { name: string }[] }) => answer.data.map(({ name }) => name)

test.each([
  ['superadmin', 14],
  ['admin', 14],
  ['manager', 6],
  ['suresh.gowda', 6],
  ['employee', 1],
])('%s may make %i people owners', async (login, count) => {
  expect(names(await get(login, '/crm/people'))).toHaveLength(count)
})

test('a manager sees the own team alone, in order of names', async () => {
  expect(names(await get('manager', '/crm/people'))).toEqual([
    'Aditi Pawar',
    'Arjun Patil',
    'Imran Shaikh',
    'Priya Deshmukh',
    'Rohan Kale',
    'Sneha Joshi',
  ])
})

test('neither designers, clients nor those who have left are offered', async () => {
  await t.db.rows(`UPDATE users SET is_active = false WHERE name = 'Rohan Kale'`)
  const offered = names(await get('admin', '/crm/people'))
  for (const name of ['Kavya Iyer', 'Sunil Mehta', 'Rohan Kale']) expect(offered).not.toContain(name)
})

test.each([
  ['admin', ['Bengaluru', 'Head office', 'Pune']],
  ['manager', ['Pune']],
  ['employee', ['Pune']],
])('%s sees the teams %j', async (login, teams) => {
  expect(names(await get(login, '/crm/teams'))).toEqual(teams)
})

test('names are asked for many ids at once, also of those who have left', async () => {
  const { adminId, designerId } = t.staff
  const found = await t.access.people.namesOf([adminId, designerId, 99_999])
  expect([...found]).toEqual([
    [adminId, 'Rajesh Kulkarni'],
    [designerId, 'Kavya Iyer'],
  ])
  expect(await t.access.people.teamOf(adminId)).toBe(t.staff.teams.headOfficeId)
  expect(await t.access.people.teamOf(99_999)).toBeNull()
})

test('a new name is seen by the next request', async () => {
  const { adminId } = t.staff
  const cookie = await t.signIn('admin')
  await t.db.rows('UPDATE users SET name = $1 WHERE id = $2', ['Rajesh K.', adminId])
  await t.who(cookie)
  expect((await t.access.people.namesOf([adminId])).get(adminId)).toBe('Rajesh K.')
})

test('everyone is told who they are, what they may do, and how the firm counts', async () => {
  expect(await get('manager', '/api/me')).toMatchObject({
    name: 'Priya Deshmukh',
    email: 'manager@demo.optimwalls.example',
    roles: ['Manager'],
    permissions: expect.arrayContaining([{ module: 'CRM', action: 'assign', scope: 'team' }]),
    team: { name: 'Pune' },
    teams: [{ name: 'Pune' }],
    firm: { currency: 'INR', country: 'IN', time_zone: 'Asia/Kolkata' },
  })
})

test('the sign-in page offers the demo logins, and they work', async () => {
  const { demo, logins } = (await t.http.inject({ url: '/api/sign-in-options' })).json()
  expect(demo).toBe(true)
  expect(logins.map((login: { email: string }) => login.email)).toEqual(DEMO_LOGINS)
  expect(logins[2]).toMatchObject({ name: 'Priya Deshmukh', role: 'Manager', password: 'optimwalls-demo' })
})

test('the demo firm is as the design says', async () => {
  for (const login of DEMO_LOGINS) await t.signIn(login.split('@')[0] ?? '')
  expect(t.staff.salespeople).toHaveLength(10)
  expect(t.staff.managers.map(({ teamId }) => teamId)).toEqual([
    t.staff.teams.puneId,
    t.staff.teams.bengaluruId,
  ])
})

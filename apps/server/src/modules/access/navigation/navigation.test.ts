import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Navigation } from './navigation.schemas.ts'

let firm: LeadApp
let employee: Client
beforeAll(async () => {
  firm = await openLeadApp()
  employee = await firm.as('employee')
})
afterAll(() => firm.close())

const ENTRIES = [
  { name: 'board', shown: true },
  { name: 'calendar', shown: false },
  { name: 'settings', shown: true },
]
const of = async (who: Client) => (await who.get<{ navigation: Navigation }>('/api/me')).json.navigation

test('an arrangement is kept for each person, is in what every screen knows, and is given up', async () => {
  expect(await of(employee)).toEqual({ entries: [], origin: 'usual' })
  const saved = await employee.put<Navigation>('/crm/navigation', { entries: ENTRIES })
  expect([saved.status, saved.json]).toEqual([200, { entries: ENTRIES, origin: 'own' }])
  expect(await of(employee)).toEqual(saved.json)
  expect(await of(await firm.as('manager'))).toMatchObject({ origin: 'usual' })
  const given = await employee.delete<Navigation>('/crm/navigation')
  expect(given.json).toEqual({ entries: [], origin: 'usual' })
})

test('that of a role holds for whoever has the role and none of their own, and is noted', async () => {
  const admin = await firm.as('admin')
  const [role] = await firm.db.rows<{ id: number }>("SELECT id FROM roles WHERE name = 'Employee'")
  const set = (entries: object | null) =>
    admin.put<Problem>('/crm/settings/navigation', { role_id: role?.id, entries })
  expect((await set(ENTRIES)).status).toBe(204)
  expect(await of(employee)).toEqual({ entries: ENTRIES, origin: 'role' })
  expect(await of(admin)).toMatchObject({ origin: 'usual' })
  await employee.put('/crm/navigation', { entries: [] })
  expect(await of(employee)).toEqual({ entries: [], origin: 'own' })
  await employee.delete('/crm/navigation')
  await set(null)
  expect(await of(employee)).toMatchObject({ origin: 'usual' })
  const noted = await firm.db.rows("SELECT FROM audit_logs WHERE action = 'changed_role_navigation'")
  expect(noted).toHaveLength(2)
  const unknown = await admin.put<Problem>('/crm/settings/navigation', { role_id: 9999, entries: [] })
  expect([unknown.status, unknown.json.errors?.[0]?.path]).toEqual([400, 'role_id'])
})

test.each([
  [[{ name: 'weather', shown: true }], 'name'],
  [[{ name: 'home' }], 'shown'],
  [[{ name: 'settings', shown: false }], 'entries/0/shown'],
  [
    [
      { name: 'home', shown: true },
      { name: 'home', shown: false },
    ],
    'entries/1/name',
  ],
])('%j is refused, naming the field', async (entries, field) => {
  const { status, json } = await employee.put<Problem>('/crm/navigation', { entries })
  expect(status).toBe(400)
  expect(json.errors?.[0]?.path).toContain(field)
})

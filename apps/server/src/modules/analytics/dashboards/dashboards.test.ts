import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Dashboard } from './dashboards.schemas.ts'

let firm: LeadApp
beforeAll(async () => {
  firm = await openLeadApp()
})
afterAll(() => firm.close())

const dashboardOf = async (who: Client, size = 'laptop') =>
  (await who.get<Dashboard>(`/crm/dashboard?size=${size}`)).json
const namesOf = (dashboard: Dashboard) => dashboard.widgets.map(widget => widget.name)

test.each([
  ['superadmin', ['figures', 'system', 'conversions', 'people', 'campaigns', 'funnel', 'pipeline', 'newest']],
  ['admin', ['figures', 'conversions', 'people', 'campaigns', 'funnel', 'pipeline', 'newest']],
  [
    'manager',
    ['figures', 'responses', 'follow_ups', 'cold', 'people', 'workload', 'funnel', 'pipeline', 'waiting'],
  ],
  ['employee', ['figures', 'follow_ups', 'priorities', 'waiting', 'month', 'newest', 'changed']],
  ['designer', []],
  ['client', []],
])('%s opens the day on what matters to the role', async (login, names) => {
  const dashboard = await dashboardOf(await firm.as(login))
  expect(namesOf(dashboard)).toEqual(names)
  expect(dashboard.origin).toBe('usual')
})

test("the lists behind the widgets have the rows of each one's reach", async () => {
  const [mine, others] = firm.staff.salespeople
  const admin = await firm.as('admin')
  const ids: number[] = []
  for (const owner of [mine?.id, others?.id]) {
    for (const score of [20, 90]) {
      const { id } = await admin.lead({ assigned_to: owner })
      await firm.db.rows(
        "UPDATE leads SET score = $2, stage_entered_at = now() - interval '200 days' WHERE id = $1",
        [id, score],
      )
      ids.push(id)
    }
  }
  const [low, high] = ids
  const rows = async (login: string, query: string) => {
    const { json } = await (await firm.as(login)).get<{ data: { id: number }[] }>(
      `/crm/leads?limit=200&${query}`,
    )
    return json.data.map(lead => lead.id).filter(id => ids.includes(id))
  }
  expect(await rows('employee', 'status=new&status=contacted&status=qualified&sort=-score')).toEqual([
    high,
    low,
  ])
  const cold = await rows('employee', 'stale=true&sort=updated_at')
  expect(cold.toSorted()).toEqual([low, high].toSorted())
  expect((await rows('superadmin', 'stale=true')).toSorted()).toEqual(ids.toSorted())
  await admin.put(`/crm/pipelines/${low}/sleep`, { until: '2030-01-01' })
  expect(await rows('employee', 'stale=true')).toEqual([high])
})

test('an arrangement is kept for each person and size, until it is given up', async () => {
  const employee = await firm.as('employee')
  const widgets = [
    { name: 'conversions', width: 'half' },
    { name: 'figures', width: 'full' },
  ]
  const saved = await employee.put<Dashboard>('/crm/dashboard', { size: 'laptop', widgets })
  expect(saved.json).toMatchObject({ widgets, origin: 'own' })
  expect((await dashboardOf(employee)).widgets).toEqual(widgets)
  expect((await dashboardOf(employee, 'phone')).origin).toBe('usual')
  expect((await dashboardOf(await firm.as('manager'))).origin).toBe('usual')
  const { json } = await employee.delete<Dashboard>('/crm/dashboard?size=laptop')
  expect(json.origin).toBe('usual')
})

test('the arrangement of a role holds for whoever has the role and none of their own; of it each has what they may see', async () => {
  const [admin, manager] = [await firm.as('admin'), await firm.as('manager')]
  const [role] = await firm.db.rows<{ id: number }>("SELECT id FROM roles WHERE name = 'Manager'")
  const widgets = [
    { name: 'campaigns', width: 'half' },
    { name: 'people', width: 'full' },
  ]
  const set = (value: object | null) =>
    admin.put('/crm/settings/dashboards', { role_id: role?.id, size: 'laptop', widgets: value })
  expect((await set(widgets)).status).toBe(200)
  const dashboard = await dashboardOf(manager)
  expect(dashboard).toMatchObject({ origin: 'role', widgets: [{ name: 'people', width: 'full' }] })
  expect((await dashboardOf(await firm.as('employee'))).origin).toBe('usual')
  const noted = await firm.db.rows(
    "SELECT FROM audit_logs WHERE action = 'changed_role_dashboard' AND user_id = $1",
    [firm.staff.adminId],
  )
  expect(noted).toHaveLength(1)
  await set(null)
  expect((await dashboardOf(manager)).origin).toBe('usual')
})

test('a role that is taken away takes its widgets at once', async () => {
  const employee = await firm.as('employee')
  await employee.put('/crm/dashboard', { size: 'laptop', widgets: [{ name: 'people', width: 'half' }] })
  expect(namesOf(await dashboardOf(employee))).toEqual(['people'])
  await firm.db.rows(
    `UPDATE permissions SET allowed = false WHERE module_name = 'Analytics' AND role_id = (SELECT id FROM roles WHERE name = 'Employee')`,
  )
  const without = await dashboardOf(employee)
  expect(namesOf(without)).toEqual([])
  expect(without.available).not.toContain('people')
  await firm.db.rows(
    `UPDATE permissions SET allowed = true WHERE module_name = 'Analytics' AND role_id = (SELECT id FROM roles WHERE name = 'Employee')`,
  )
})

test('whoever sets up the system has its widget without seeing a lead', async () => {
  const set = (allowed: boolean) =>
    firm.db.rows(
      `UPDATE permissions SET allowed = $1, scope = 'all' WHERE module_name = 'Administration' AND action = 'manage_settings'
         AND role_id = (SELECT id FROM roles WHERE name = 'Designer')`,
      [allowed],
    )
  await set(true)
  expect(namesOf(await dashboardOf(await firm.as('designer')))).toEqual(['system'])
  await set(false)
})

test.each([
  [{ size: 'watch', widgets: [] }, 'size'],
  [{ size: 'phone', widgets: [{ name: 'weather', width: 'half' }] }, 'name'],
  [{ size: 'phone', widgets: [{ name: 'campaigns', width: 'half' }] }, 'widgets/0/name'],
  [
    {
      size: 'phone',
      widgets: [
        { name: 'figures', width: 'half' },
        { name: 'figures', width: 'full' },
      ],
    },
    'widgets/1/name',
  ],
])('%j is refused, naming the field', async (body, field) => {
  const { status, json } = await (await firm.as('manager')).put<Problem>('/crm/dashboard', body)
  expect(status).toBe(400)
  expect(json.errors?.[0]?.path).toContain(field)
})

test('a role that there is not has no dashboard', async () => {
  const body = { role_id: 9999, size: 'phone', widgets: [] }
  const { status, json } = await (await firm.as('admin')).put<Problem>('/crm/settings/dashboards', body)
  expect([status, json.errors?.[0]?.path]).toEqual([400, 'role_id'])
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { View } from './views.schemas.ts'

let firm: LeadApp
let admin: Client
let manager: Client
let employee: Client
beforeAll(async () => {
  firm = await openLeadApp()
  ;[admin, manager, employee] = await Promise.all([firm.as('admin'), firm.as('manager'), firm.as('employee')])
})
afterAll(() => firm.close())

interface Views {
  data: View[]
  default_view_id: number | null
}
const viewsOf = async (client: Client) => (await client.get<Views>('/crm/views')).json
const idsOf = async (client: Client) => (await viewsOf(client)).data.map(view => view.id)
const definition = { filters: { status: ['new'], budget_min: 500_000 }, sort: '-budget', layout: 'table' }

async function save(client: Client, view: object): Promise<View> {
  const { status, json, text } = await client.post<View>('/crm/views', {
    name: 'A view',
    definition,
    ...view,
  })
  expect(status, text).toBe(201)
  return json
}

describe('who sees a view', () => {
  test('an own one: its owner, everything as it was saved', async () => {
    const columns = ['name', 'budget', 'custom.floor']
    const view = await save(employee, { name: ' Hot ', definition: { ...definition, columns } })
    expect(view).toMatchObject({
      name: 'Hot',
      sharing: 'own',
      is_mine: true,
      may_edit: true,
      definition: { ...definition, columns },
    })
    expect(await idsOf(employee)).toContain(view.id)
    for (const other of [admin, manager]) expect(await idsOf(other)).not.toContain(view.id)
    expect((await manager.patch(`/crm/views/${view.id}`, { name: 'X' })).status).toBe(404)
  })

  test('one shared with a team: that team, a board with its pipeline', async () => {
    const board = { filters: { budget_min: 500_000 }, layout: 'board', pipeline: 'all' }
    const view = await save(manager, { sharing: 'team', team_id: firm.staff.teams.puneId, definition: board })
    expect(view.definition).toEqual(board)
    expect(await idsOf(employee)).toContain(view.id)
    expect((await viewsOf(employee)).data.find(one => one.id === view.id)).toMatchObject({
      is_mine: false,
      may_edit: false,
      owner: { name: expect.any(String) },
    })
    expect((await employee.patch(`/crm/views/${view.id}`, { name: 'X' })).status).toBe(403)
    expect((await employee.delete(`/crm/views/${view.id}`)).status).toBe(403)
    await manager.patch(`/crm/views/${view.id}`, { sharing: 'own' })
    expect(await idsOf(employee)).not.toContain(view.id)
  })

  test('one shared with all: all who see leads, each only their own leads in it', async () => {
    const lead = await admin.lead({ source: 'shared view' })
    const view = await save(admin, { sharing: 'all', definition: { filters: { source: ['shared view'] } } })
    expect(await idsOf(employee)).toContain(view.id)
    expect((await employee.get<{ data: object[] }>('/crm/leads?source=shared%20view')).json.data).toEqual([])
    expect((await admin.get<{ data: object[] }>('/crm/leads?source=shared%20view')).json.data).toMatchObject([
      { id: lead.id },
    ])
    expect(
      (await (await firm.as('superadmin')).patch(`/crm/views/${view.id}`, { name: 'Ours' })).status,
    ).toBe(200)
  })

  test('nobody shares wider than their role', async () => {
    const refusals = [
      employee.post('/crm/views', {
        name: 'X',
        definition,
        sharing: 'team',
        team_id: firm.staff.teams.puneId,
      }),
      employee.post('/crm/views', { name: 'X', definition, sharing: 'all' }),
      manager.post('/crm/views', { name: 'X', definition, sharing: 'all' }),
    ]
    for (const { status, json } of await Promise.all(refusals))
      expect([status, json.errors?.[0]?.path]).toEqual([403, 'sharing'])
    const other = { name: 'X', definition, sharing: 'team', team_id: firm.staff.teams.bengaluruId }
    expect((await manager.post('/crm/views', other)).status).toBe(422)
    expect((await manager.post('/crm/views', { ...other, team_id: null })).status).toBe(422)
  })
})

test("the order and the view to open with are each person's own; a role has one for the rest", async () => {
  const shared = await save(admin, { name: 'For sales', sharing: 'all' })
  const own = await save(employee, { name: 'Mine' })
  const ids = await idsOf(employee)
  const turned = [...ids].reverse()
  const ordered = await employee.send<Views>({
    method: 'PUT',
    url: '/crm/views/order',
    payload: { ids: turned },
  })
  expect(ordered.json.data.map(view => view.id)).toEqual(turned)

  const roles = await admin.get<{ data: { role_id: number; role: string }[] }>('/crm/settings/default-views')
  const role_id = roles.json.data.find(({ role }) => role === 'Employee')?.role_id
  const setRole = (view_id: number | null) => admin.put('/crm/settings/default-views', { role_id, view_id })
  expect((await setRole(shared.id)).status).toBe(200)
  expect((await setRole(own.id)).status).toBe(422)
  expect((await viewsOf(employee)).default_view_id).toBe(shared.id)
  expect((await viewsOf(manager)).default_view_id).toBeNull()

  expect((await employee.put('/crm/views/default', { view_id: own.id })).status).toBe(200)
  expect((await viewsOf(employee)).default_view_id).toBe(own.id)
  expect((await manager.put('/crm/views/default', { view_id: own.id })).status).toBe(422)
  await employee.delete(`/crm/views/${own.id}`)
  expect((await viewsOf(employee)).default_view_id).toBe(shared.id)
  await setRole(null)
  expect((await viewsOf(employee)).default_view_id).toBeNull()
})

test('a filter of a field that is archived falls away, the view stays', async () => {
  const field = (await admin.post<{ id: number }>('/crm/settings/fields', { label: 'Floor', kind: 'number' }))
    .json
  await firm.db.rows("UPDATE lead_fields SET index_state = 'ready' WHERE id = $1", [field.id])
  await admin.patch(`/crm/settings/fields/${field.id}`, { hint: 'Counted from the street' })
  const filters = { 'custom.floor.min': ['3'], status: ['new'] }
  const view = await save(admin, { definition: { filters, sort: '-custom.floor' } })
  expect(view.definition).toEqual({ filters, sort: '-custom.floor' })
  await admin.patch(`/crm/settings/fields/${field.id}`, { is_archived: true })
  const now = (await viewsOf(admin)).data.find(one => one.id === view.id)
  expect(now?.definition).toEqual({ filters: { status: ['new'] } })
})

test.each([
  [{ name: ' ', definition }, 400, 'name'],
  [{ name: 'X', definition: { filters: { colour: 'blue' } } }, 400, 'definition.filters.colour'],
  [{ name: 'X', definition: { filters: { q: '98123 45670' } } }, 400, 'definition.filters.q'],
  [{ name: 'X', definition: { filters: { 'custom.nothing': ['1'] } } }, 400, 'custom.nothing'],
  [{ name: 'X', definition: { filters: {}, sort: 'colour' } }, 400, 'definition.sort'],
  [{ name: 'X', definition: { filters: {}, sort: 'custom.nothing' } }, 400, 'sort'],
  [{ name: 'X', definition: { filters: {}, layout: 'globe' } }, 400, 'definition.layout'],
  [{ name: 'X', definition: { filters: {}, layout: 'board', pipeline: 'none' } }, 400, 'definition.pipeline'],
])('%j answers %s', async (view, expected, path) => {
  const { status, json } = await admin.post<Problem>('/crm/views', view)
  expect([status, json.errors?.[0]?.path]).toEqual([expected, path])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import type { Lead, LeadCounts } from './leads.schemas.ts'

let firm: LeadApp
const ids = new Map<string, number>()

/** Each lead is called after who has it. */
beforeAll(async () => {
  firm = await openLeadApp()
  const { salespeople, managers, adminId } = firm.staff
  const owners = {
    mine: salespeople[0]?.id,
    colleagues: salespeople[1]?.id,
    managers: managers[0]?.id,
    elsewhere: salespeople[5]?.id,
    admins: adminId,
    nobodys: null,
  }
  const admin = await firm.as('admin')
  for (const [name, assigned_to] of Object.entries(owners)) {
    ids.set(name, (await admin.lead({ name, assigned_to, source: 'scope', tags: ['scope'] })).id)
  }
})
afterAll(() => firm.close())

const REACH: Record<string, string[]> = {
  superadmin: ['mine', 'colleagues', 'managers', 'elsewhere', 'admins', 'nobodys'],
  admin: ['mine', 'colleagues', 'managers', 'elsewhere', 'admins', 'nobodys'],
  manager: ['mine', 'colleagues', 'managers'],
  'suresh.gowda': ['elsewhere'],
  employee: ['mine'],
  'deepa.hegde': ['elsewhere'],
}

test.each(Object.entries(REACH))('%s reaches %j, everywhere', async (login, names) => {
  const client = await firm.as(login)
  for (const query of ['', '?source=scope', '?tag=scope', '?sort=name', '?assigned_to=none']) {
    const { json } = await client.get<{ data: Lead[] }>(`/crm/leads${query}`)
    const wanted = query.includes('none') ? names.filter(name => name === 'nobodys') : names
    expect(json.data.map(lead => lead.name).sort()).toEqual([...wanted].sort())
  }
  for (const query of ['', '?source=scope', '?tag=scope', '?by=status', '?by=assigned_to']) {
    const { json } = await client.get<LeadCounts>(`/crm/leads/counts${query}`)
    expect(json.total.count).toBe(names.length)
  }
  for (const [name, id] of ids) {
    const status = names.includes(name) ? 200 : 404
    for (const path of ['', '/history', '/duplicates'])
      expect((await client.get(`/crm/leads/${id}${path}`)).status).toBe(status)
    expect((await client.patch(`/crm/leads/${id}`, { style: login })).status).toBe(status)
  }
})

test.each(['designer', 'client'])('%s reaches nothing', async login => {
  const client = await firm.as(login)
  for (const path of [
    '/crm/leads',
    '/crm/leads/counts',
    `/crm/leads/${ids.get('mine')}`,
    '/crm/leads/export',
  ])
    expect((await client.get(path)).status).toBe(403)
})

test('a lead changes hands, and what each sees changes with it', async () => {
  const [first, second] = firm.staff.salespeople
  const manager = await firm.as('manager')
  const employee = await firm.as('employee')
  const lead = await manager.lead({ assigned_to: first?.id })
  const url = `/crm/leads/${lead.id}`
  expect((await employee.get(url)).status).toBe(200)
  expect((await manager.patch(url, { assigned_to: second?.id })).json.owner).toEqual({
    id: second?.id,
    name: second?.name,
  })
  expect((await employee.get(url)).status).toBe(404)
  const unassigned = await manager.patch(url, { assigned_to: null })
  expect(unassigned.json).toMatchObject({ owner: null, team_id: first?.teamId })
  expect((await manager.get(url)).status).toBe(200)
})

test('who may give a lead to whom', async () => {
  const { salespeople, adminId, designerId } = firm.staff
  const [own, colleague] = salespeople
  const elsewhere = salespeople[5]
  const cases: [string, number | null | undefined, number][] = [
    ['employee', colleague?.id, 403],
    ['employee', null, 403],
    ['employee', own?.id, 200],
    ['manager', colleague?.id, 200],
    ['manager', elsewhere?.id, 422],
    ['manager', designerId, 422],
    ['manager', 999_999, 422],
    ['admin', elsewhere?.id, 200],
    ['admin', adminId, 200],
  ]
  for (const [login, assigned_to, status] of cases) {
    const { id } = await (await firm.as('admin')).lead({ assigned_to: own?.id })
    const answer = await (await firm.as(login)).patch(`/crm/leads/${id}`, { assigned_to })
    expect([login, assigned_to, answer.status]).toEqual([login, assigned_to, status])
    if (status !== 200) expect(answer.json.errors?.[0]?.path).toBe('assigned_to')
  }
})

test('a person who has left cannot be given leads', async () => {
  const [person] = firm.staff.salespeople.slice(-1)
  await firm.db.rows('UPDATE users SET is_active = false WHERE id = $1', [person?.id])
  await firm.db.rows('UPDATE access_epoch SET epoch = epoch + 1')
  const { status } = await (await firm.as('admin')).post('/crm/leads', { name: 'X', assigned_to: person?.id })
  expect(status).toBe(422)
})

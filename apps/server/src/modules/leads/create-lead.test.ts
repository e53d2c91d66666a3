import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import type { Duplicate, Lead } from './leads.schemas.ts'

let firm: LeadApp
beforeAll(async () => {
  firm = await openLeadApp()
})
afterAll(() => firm.close())

const idOf = (login: 'employee' | 'colleague' | 'elsewhere' | 'manager' | 'admin'): number => {
  const { salespeople, managers, adminId, teams } = firm.staff
  const elsewhere = salespeople.find(person => person.teamId === teams.bengaluruId)
  const ids = {
    employee: salespeople[0]?.id,
    colleague: salespeople[1]?.id,
    elsewhere: elsewhere?.id,
    manager: managers[0]?.id,
    admin: adminId,
  }
  return ids[login] ?? 0
}
type Created = Lead & { duplicates: Duplicate[] }

test('all fields come back as they were given, and stand there when read', async () => {
  const admin = await firm.as('admin')
  const [campaign] = await firm.db.rows<{ id: number }>(
    "INSERT INTO campaigns (name, channel) VALUES ('Diwali', 'meta') RETURNING id",
  )
  await admin.post('/crm/settings/fields', { label: 'Floor', kind: 'number' })
  const given = {
    name: 'Asha Rao',
    email: 'Asha.Rao@Example.com',
    phone: '+919811000001',
    phones: ['+919811000002'],
    address: '12 MG Road',
    location: 'Pune',
    language: 'Marathi',
    project_type: 'commercial',
    property_type: 'office',
    configuration: '3 BHK',
    carpet_area_sqft: 1250,
    budget: 12_500_000.5,
    style: 'modern',
    possession_date: '2027-02-28',
    source: 'website',
    campaign_id: campaign?.id,
    referred_by: 'A friend',
    external_ids: [{ system: 'zoho', id: 'Z-1' }],
    assigned_to: idOf('colleague'),
    tags: ['vip'],
    custom: { floor: 3 },
    consent: { whatsapp: true },
  }
  const { status, headers, json } = await admin.post<Created>('/crm/leads', given)
  expect(status).toBe(201)
  expect(json).toMatchObject({ ...given, status: 'new', stage: 'Inquiry', currency: 'INR', version: 1 })
  expect(json).toMatchObject({ campaign: 'Diwali', owner: { id: idOf('colleague') }, duplicates: [] })
  expect(headers).toMatchObject({ location: `/crm/leads/${json.id}`, etag: '"1"' })
  const { duplicates, ...lead } = json
  expect((await admin.get(`/crm/leads/${json.id}`)).json).toEqual(lead)
  const stored = await firm.db.rows('SELECT * FROM leads')
  expect(JSON.stringify(stored)).not.toMatch(/asha\.rao|9811000001|MG Road/i)
})

describe('the owner', () => {
  test.each([
    ['employee', undefined, 'employee'],
    ['employee', null, 'employee'],
    ['employee', 'employee', 'employee'],
    ['admin', undefined, null],
    ['admin', null, null],
    ['admin', 'elsewhere', 'elsewhere'],
    ['admin', 'admin', 'admin'],
    ['superadmin', 'manager', 'manager'],
    ['manager', undefined, null],
    ['manager', 'colleague', 'colleague'],
  ] as const)('%s gives %s, the lead is of %s', async (login, given, owner) => {
    const client = await firm.as(login)
    const assigned_to = given && idOf(given)
    const lead = await client.lead(assigned_to === undefined ? {} : { assigned_to })
    expect(lead.assigned_to).toBe(owner && idOf(owner))
    expect((await client.get(`/crm/leads/${lead.id}`)).status).toBe(200)
  })

  test('is refused, never replaced, when the role or the person does not fit', async () => {
    const employee = await firm.as('employee')
    const toOther = await employee.post('/crm/leads', { name: 'X', assigned_to: idOf('colleague') })
    expect(toOther.status).toBe(403)
    expect(toOther.json.errors?.[0]?.path).toBe('assigned_to')
    const toOtherTeam = await (await firm.as('manager')).post('/crm/leads', {
      name: 'X',
      assigned_to: idOf('elsewhere'),
    })
    expect([toOtherTeam.status, toOtherTeam.json.errors?.[0]?.path]).toEqual([422, 'assigned_to'])
    const admin = await firm.as('admin')
    for (const assigned_to of [firm.staff.designerId, 999_999]) {
      const { status, json } = await admin.post('/crm/leads', { name: 'X', assigned_to })
      expect([status, json.errors?.[0]?.path]).toEqual([422, 'assigned_to'])
    }
    expect(await firm.db.rows("SELECT 1 FROM leads WHERE name = 'X'")).toEqual([])
  })
})

describe('the stage', () => {
  test.each([
    [undefined, undefined, 'New'],
    ['residential', undefined, 'Inquiry'],
    ['residential', 'contacted', 'Home Visit'],
    ['commercial', 'contacted', 'Design Pitch'],
    ['commercial', 'qualified', 'Negotiation'],
    ['high_budget', 'qualified', 'Concept Presentation'],
    [undefined, 'qualified', 'Qualified'],
  ])('of project type %s and status %s is %s', async (project_type, status, stage) => {
    const admin = await firm.as('admin')
    const lead = await admin.lead({ project_type, status })
    expect([lead.stage, lead.status]).toEqual([stage, status ?? 'new'])
    expect(
      await firm.db.rows('SELECT from_stage_id, to_stage_id, user_id FROM stage_history WHERE lead_id = $1', [
        lead.id,
      ]),
    ).toEqual([{ from_stage_id: null, to_stage_id: lead.stage_id, user_id: firm.staff.adminId }])
  })

  test('cannot be converted, lost without a reason, or of another pipeline', async () => {
    const admin = await firm.as('admin')
    const converted = await admin.post('/crm/leads', { name: 'X', status: 'converted' })
    expect([converted.status, converted.json.type]).toEqual([
      422,
      expect.stringContaining('conversion-required'),
    ])
    const lost = await admin.post('/crm/leads', { name: 'X', status: 'lost' })
    expect([lost.status, lost.json.errors?.[0]?.path]).toEqual([422, 'lost_reason'])
    const { stage_id } = await admin.lead({ project_type: 'commercial' })
    const foreign = await admin.post('/crm/leads', { name: 'X', stage_id })
    expect([foreign.status, foreign.json.errors?.[0]?.path]).toEqual([422, 'stage_id'])
  })
})

describe('Idempotency-Key', () => {
  test('a repeat answers the same, another body conflicts, and one lead exists', async () => {
    const admin = await firm.as('admin')
    const key = { 'idempotency-key': 'create-once' }
    const repeats = Array.from({ length: 4 }, () => admin.post('/crm/leads', { name: 'Once Only' }, key))
    const answers = await Promise.all(repeats)
    expect(answers.map(answer => answer.status)).toEqual([201, 201, 201, 201])
    expect(new Set(answers.map(answer => answer.text)).size).toBe(1)
    const other = await admin.post('/crm/leads', { name: 'Another' }, key)
    expect([other.status, other.json.type]).toEqual([409, expect.stringContaining('idempotency-conflict')])
    expect(await firm.db.rows("SELECT 1 FROM leads WHERE name IN ('Once Only', 'Another')")).toHaveLength(1)
  })
})

test('ids of other systems are given to one lead only', async () => {
  const admin = await firm.as('admin')
  const external_ids = [{ system: 'indiamart', id: '77' }]
  await admin.lead({ external_ids })
  const { status, json } = await admin.post('/crm/leads', { name: 'Y', external_ids })
  expect([status, json.errors?.[0]?.path]).toEqual([422, 'external_ids'])
  expect(await firm.db.rows("SELECT 1 FROM leads WHERE name = 'Y'")).toEqual([])
})

test('a campaign must exist', async () => {
  const { status, json } = await (await firm.as('admin')).post('/crm/leads', { name: 'Y', campaign_id: 4711 })
  expect([status, json.errors?.[0]?.path]).toEqual([422, 'campaign_id'])
})

import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
  const [mine, , , , , theirs] = firm.staff.salespeople
  await admin.lead({
    name: '=HYPERLINK("http://evil.example","click")',
    email: 'a@b.example',
    phone: '9812300001',
    phones: ['9812300002'],
    address: '12, "MG" Road\nPune',
    location: '@SUM(A1)',
    budget: 1_250_000.5,
    tags: ['vip', 'nri'],
    assigned_to: mine?.id,
    source: 'web',
  })
  await admin.lead({ name: 'Öykü अनिता', assigned_to: theirs?.id, source: 'fair' })
  await admin.lead({ name: 'Gone', source: 'web' }).then(lead => admin.delete(`/crm/leads/${lead.id}`))
})
afterAll(() => firm.close())

async function exported(query: string, client: Client = admin): Promise<Record<string, string>[]> {
  const answer = await client.get(`/crm/leads/export${query}`)
  expect(answer.status).toBe(200)
  return parse(answer.text, { bom: true, columns: true })
}

test('has all fields, reads as it was written, and runs nowhere', async () => {
  const { headers, text } = await admin.get('/crm/leads/export')
  expect(headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(headers['content-disposition']).toMatch(/^attachment; filename="leads-\d{4}-\d\d-\d\d\.csv"$/)
  expect(text.startsWith('\uFEFF')).toBe(true)
  const [second, first] = await exported('')
  expect(second?.Name).toBe('Öykü अनिता')
  expect(first).toMatchObject({
    Name: '\'=HYPERLINK("http://evil.example","click")',
    'E-mail': 'a@b.example',
    Phone: '+919812300001',
    'Further phones': '+919812300002',
    Address: '12, "MG" Road\nPune',
    City: "'@SUM(A1)",
    Budget: '1250000.5',
    Currency: 'INR',
    Tags: 'vip; nri',
    Status: 'new',
    Stage: 'New',
    Owner: firm.staff.salespeople[0]?.name,
  })
})

test('follows filter, search and sort', async () => {
  const names = async (query: string) => (await exported(query)).map(row => row.Name)
  expect(await names('?source=fair')).toEqual(['Öykü अनिता'])
  expect(await names(`?q=${encodeURIComponent('अनिता')}`)).toEqual(['Öykü अनिता'])
  expect(await names('?q=zzzqqq')).toEqual([])
  expect(await names('?sort=created_at')).toHaveLength(2)
  expect((await names('?sort=created_at'))[1]).toBe('Öykü अनिता')
})

test('holds what the role reaches; who may not export is refused', async () => {
  expect(await exported('', await firm.as('manager'))).toHaveLength(1)
  expect((await exported('', await firm.as('suresh.gowda')))[0]?.Name).toBe('Öykü अनिता')
  expect((await (await firm.as('employee')).get('/crm/leads/export')).status).toBe(403)
})

test('is written page by page', async () => {
  await firm.db.rows(
    `INSERT INTO leads (name, status, pipeline_id, stage_id, source)
     SELECT 'Many', status, pipeline_id, stage_id, 'many' FROM (SELECT * FROM leads LIMIT 1) l, generate_series(1, 1001)`,
  )
  const ids = (await exported('?source=many')).map(row => row.ID)
  expect([ids.length, new Set(ids).size]).toEqual([1001, 1001])
})

test('is noted with who, from where and by which filters, not their values', async () => {
  await admin.get('/crm/leads/export?source=secret-source&q=nobody')
  const [entry] = await firm.db.rows(
    "SELECT user_id, ip_address, details FROM audit_logs WHERE action = 'exported_leads' ORDER BY id DESC LIMIT 1",
  )
  expect(entry).toMatchObject({
    user_id: firm.staff.adminId,
    ip_address: expect.any(String),
    details: { filters: ['source', 'q'] },
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import { quiet } from '../../../test/test-database.ts'
import { purgeJob } from './leads.jobs.ts'
import type { Lead } from './leads.schemas.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

const names = async (query: string, client = admin) =>
  (await client.get<{ data: Lead[] }>(`/crm/leads?${query}`)).json.data.map(lead => lead.name)

test('a deleted lead is gone for all but those who may restore it', async () => {
  const assigned_to = firm.staff.salespeople[0]?.id
  const lead = await admin.lead({ name: 'Going', assigned_to, source: 'del' })
  const url = `/crm/leads/${lead.id}`
  expect((await admin.delete(url)).status).toBe(204)
  expect(await names('source=del')).toEqual([])
  expect(await names('source=del&deleted=true')).toEqual(['Going'])
  expect((await admin.get(url)).json).toMatchObject({ deleted_at: expect.any(String), version: 2 })
  for (const login of ['employee', 'manager']) {
    const client = await firm.as(login)
    for (const path of ['', '/history', '/duplicates'])
      expect((await client.get(url + path)).status).toBe(404)
    expect((await client.get('/crm/leads?deleted=true')).status).toBe(403)
  }
  expect((await admin.patch(url, { style: 'x' })).status).toBe(404)
  expect((await admin.delete(url)).status).toBe(404)

  const restored = await admin.post(`${url}/restore`)
  expect(restored.json).toMatchObject({ name: 'Going', deleted_at: null, version: 3 })
  expect(await names('source=del')).toEqual(['Going'])
  expect((await admin.post(`${url}/restore`)).json).toEqual(restored.json)
})

test('only who may delete does', async () => {
  const lead = await admin.lead({ assigned_to: firm.staff.salespeople[0]?.id })
  for (const login of ['employee', 'manager']) {
    const client = await firm.as(login)
    expect((await client.delete(`/crm/leads/${lead.id}`)).status).toBe(403)
    expect((await client.post(`/crm/leads/${lead.id}/restore`)).status).toBe(403)
  }
  expect((await admin.delete('/crm/leads/999999')).status).toBe(404)
})

test('after 30 days it is removed for good, with all that finds it', async () => {
  const old = await admin.lead({
    name: 'Quite Old',
    email: 'old@b.example',
    external_ids: [{ system: 's', id: '1' }],
  })
  const young = await admin.lead({ name: 'Quite Young' })
  const alive = await admin.lead({ name: 'Quite Alive' })
  for (const { id } of [old, young]) await admin.delete(`/crm/leads/${id}`)
  const backdate = (id: number, days: number) =>
    firm.db.rows('UPDATE leads SET deleted_at = now() - make_interval(days => $2) WHERE id = $1', [id, days])
  await backdate(old.id, 31)
  await backdate(young.id, 29)
  const run = {
    log: quiet,
    jobId: '1',
    attempt: 1,
    isLastAttempt: false,
    signal: new AbortController().signal,
  }
  await purgeJob(firm.db).run({}, run)
  const left = await firm.db.rows<{ id: number }>(
    "SELECT id FROM leads WHERE name LIKE 'Quite %' ORDER BY id",
  )
  expect(left.map(lead => lead.id)).toEqual([young.id, alive.id])
  for (const table of ['lead_terms', 'lead_external_ids', 'stage_history'])
    expect(await firm.db.rows(`SELECT 1 FROM ${table} WHERE lead_id = $1`, [old.id])).toEqual([])
  expect((await admin.post(`/crm/leads/${old.id}/restore`)).status).toBe(404)
  expect((await admin.get(`/crm/leads/${old.id}`)).status).toBe(404)
})

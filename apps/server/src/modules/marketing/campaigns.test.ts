import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LeadApp, openLeadApp } from '../../../test/lead-app.ts'

let firm: LeadApp
beforeAll(async () => {
  firm = await openLeadApp()
})
afterAll(() => firm.close())

test('campaigns, newest first; who sees no leads sees none', async () => {
  await firm.db.rows(
    `INSERT INTO campaigns (name, channel, starts_on, budget)
     VALUES ('Diwali', 'meta', '2026-10-01', 50000.5), ('Monsoon', 'google', NULL, NULL)`,
  )
  const { json } = await (await firm.as('employee')).get<{ data: object[] }>('/crm/campaigns')
  expect(json.data).toMatchObject([
    { name: 'Monsoon', channel: 'google', starts_on: null, ends_on: null, budget: null },
    { name: 'Diwali', channel: 'meta', starts_on: '2026-10-01', budget: 50_000.5 },
  ])
  expect((await (await firm.as('client')).get('/crm/campaigns')).status).toBe(403)
})

test('a campaign that has just been added can be given to a lead at once', async () => {
  const admin = await firm.as('admin')
  await admin.get('/crm/campaigns')
  const [added] = await firm.db.rows<{ id: number }>(
    "INSERT INTO campaigns (name, channel) VALUES ('Just now', 'fair') RETURNING id",
  )
  expect((await admin.lead({ campaign_id: added?.id })).campaign).toBe('Just now')
})

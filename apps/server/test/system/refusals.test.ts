import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../lead-app.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
})
afterAll(async () => {
  await firm.app.platform.jobs.stop()
  await firm.close()
})

const refusals = async () =>
  (
    await firm.db.rows<{ user_id: number | null; details: Record<string, unknown> }>(
      `SELECT user_id, details FROM audit_logs WHERE action = 'refused' AND NOT allowed ORDER BY id`,
    )
  ).map(({ user_id, details }) => ({ user_id, ...details }))

test('a role that comes to need a second step stops what its people have begun, and each refusal is in the audit log', async () => {
  const { adminId } = firm.staff
  await admin.lead({ name: 'Asha' })
  const { json: begun } = await admin.post<{ id: number }>('/crm/exports', { format: 'csv' })
  const feed = await admin.post<{ url: string }>('/crm/calendar-feed')
  const calendar = new URL(feed.json.url).pathname
  expect((await firm.app.http.inject(calendar)).statusCode).toBe(200)
  const roles = await (await firm.as('superadmin')).get<{ data: { id: number; name: string }[] }>(
    '/crm/roles',
  )
  const role = roles.json.data.find(({ name }) => name === 'Admin')
  const demanded = await (await firm.as('superadmin')).patch(`/crm/roles/${role?.id}`, {
    needs_second_factor: true,
  })
  expect(demanded.status, demanded.text).toBe(200)

  // Now somebody comes to work.
  await firm.app.platform.jobs.start()
  await expect
    .poll(() => firm.db.rows('SELECT status, bytes FROM lead_exports WHERE id = $1', [begun.id]), {
      interval: 50,
      timeout: 60_000,
    })
    .toEqual([{ status: 'stopped', bytes: null }])
  expect((await admin.get<Problem>('/crm/leads')).json.type).toBe('second-factor-needed')
  expect((await admin.post<Problem>(`/crm/exports/${begun.id}/link`)).json.type).toBe('second-factor-needed')
  expect((await firm.app.http.inject(calendar)).statusCode).toBe(404)
  expect((await firm.app.http.inject('/files/made-up')).statusCode).toBe(404)
  await expect.poll(refusals, { interval: 50, timeout: 60_000 }).toEqual(
    expect.arrayContaining([
      { user_id: adminId, job: 'leads-export', reason: 'the right to export was taken away' },
      { user_id: adminId, route: 'GET /crm/leads', reason: 'the second step is not set up' },
      { user_id: adminId, job: 'calendar', reason: expect.any(String) },
      { user_id: null, route: 'GET /files/*', reason: expect.any(String) },
    ]),
  )
})

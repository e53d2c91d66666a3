import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'
import type { SystemHealth } from './system.schemas.ts'

let firm: LeadApp
beforeAll(async () => {
  firm = await openLeadApp()
})
afterAll(() => firm.close())

const read = async () => (await (await firm.as('superadmin')).get<SystemHealth>('/crm/system')).json

test('tells who was there, of sign-ins each of fourteen days, of the queue kinds and numbers, of imports the last seven days', async () => {
  const before = await read()
  expect(before.sign_ins).toHaveLength(14)
  const days = before.sign_ins.map(({ day }) => Date.parse(day))
  expect(days.every((day, place) => place === 0 || day - (days[place - 1] ?? 0) === 86_400_000)).toBe(true)

  await firm.db.rows(
    `INSERT INTO audit_logs (user_id, action, allowed, at) VALUES ($1, 'signed_in', true, now()), ($1, 'failed_sign_in', false, now()),
       ($1, 'failed_sign_in', false, now() - interval '20 days')`,
    [firm.staff.adminId],
  )
  await firm.db.rows(
    `UPDATE users SET last_seen_at = CASE WHEN id = $1 THEN now() ELSE now() - interval '30 days' END`,
    [firm.staff.adminId],
  )
  await firm.db.rows(
    `INSERT INTO lead_imports (user_id, status, file_name, file_key, rows_done, refused, created_at)
     VALUES ($1, 'done', 'a.csv', 'a', 9, 2, now()), ($1, 'failed', 'b.csv', 'b', 0, 0, now()), ($1, 'failed', 'c.csv', 'c', 5, 5, now() - interval '8 days')`,
    [firm.staff.adminId],
  )
  // A kind that nobody works on stays as it is put.
  await firm.db.rows(`SELECT FROM graphile_worker.add_job('nobody-works', '{}'::json)`)
  const after = await read()
  const [was, is] = [before.sign_ins.at(-1), after.sign_ins.at(-1)]
  expect((is?.signed_in ?? 0) - (was?.signed_in ?? 0)).toBeGreaterThanOrEqual(1)
  expect((is?.failed ?? 0) - (was?.failed ?? 0)).toBe(1)
  expect(after.people.seen_today).toBeGreaterThanOrEqual(1)
  expect(after.people.seen_today).toBeLessThan(after.people.active)
  expect(after.imports).toEqual({ running: 0, done: 1, failed: 1, rows: 9, refused: 2 })
  expect(after.jobs.waiting).toBeGreaterThanOrEqual(1)
  expect(after.records.database_bytes).toBeGreaterThan(1_000_000)
})

test('counts what is kept', async () => {
  const { records } = await read()
  const { id } = await (await firm.as('admin')).lead()
  expect((await read()).records.leads).toBe(records.leads + 1)
  await (await firm.as('admin')).delete(`/crm/leads/${id}`)
  expect((await read()).records.leads).toBe(records.leads)
})

test('tells what the nightly proof of the figures of reports found and put right', async () => {
  await firm.db.rows('UPDATE report_rollups SET proved_at = NULL')
  expect((await read()).proof).toBeNull()
  await firm.db.rows(
    `UPDATE report_rollups SET proved_at = '2026-11-27T20:44:00Z', proved_leads = 1200, wrong_leads = 2, wrong_cells = 7`,
  )
  expect((await read()).proof).toEqual({
    at: '2026-11-27T20:44:00.000Z',
    leads: 1200,
    wrong_leads: 2,
    wrong_cells: 7,
  })
})

test('names the kinds of job that failed, and never why', async () => {
  await firm.db.rows(`SELECT FROM graphile_worker.add_job('nobody-failed', '{}'::json, max_attempts := 1)`)
  await firm.db.rows(
    `UPDATE graphile_worker._private_jobs SET attempts = 1, last_error = 'asha@x.example' WHERE id IN
       (SELECT id FROM graphile_worker.jobs WHERE task_identifier = 'nobody-failed')`,
  )
  const answer = await (await firm.as('superadmin')).get<SystemHealth>('/crm/system')
  expect(answer.json.jobs.failing).toContainEqual({ name: 'nobody-failed', count: 1 })
  expect(answer.json.jobs.given_up).toBeGreaterThanOrEqual(1)
  expect(answer.text).not.toContain('asha@')
})

test.each(['admin', 'manager', 'employee', 'designer', 'client'])('%s does not read it', async login => {
  expect((await (await firm.as(login)).get('/crm/system')).status).toBe(403)
})

import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import { type MailServer, openMailServer } from '../../../../test/mail-server.ts'
import type { ReportMail } from './mailing.schemas.ts'

/** Wednesday noon in India. */
let clock = new Date('2027-03-03T06:30:00Z')
const MONDAY_NINE = new Date('2027-03-08T03:30:00Z')
const PATIENT = { interval: 50, timeout: 60_000 }

let mailServer: MailServer
let firm: LeadApp
let manager: Client
beforeAll(async () => {
  mailServer = await openMailServer()
  firm = await openLeadApp({ works: true, now: () => clock, smtpUrl: mailServer.url })
  manager = await firm.as('manager')
  const admin = await firm.as('superadmin')
  const { salespeople, teams } = firm.staff
  const of = (teamId: number) => salespeople.find(one => one.teamId === teamId)?.id
  const lead = async (source: string, teamId: number) => {
    const { id } = await admin.lead({ source, assigned_to: of(teamId) })
    await firm.db.rows('UPDATE leads SET created_at = $2 WHERE id = $1', [
      id,
      new Date('2027-03-02T06:00:00Z'),
    ])
  }
  await lead('website', teams.puneId)
  await lead('referral', teams.puneId)
  await lead('secret fair', teams.bengaluruId)
})
afterAll(async () => {
  await firm.close()
  await mailServer.close()
})
beforeEach(async () => {
  clock = new Date('2027-03-03T06:30:00Z')
  mailServer.taken.length = 0
  await firm.db.rows('DELETE FROM report_subscriptions')
})

const WISH = { report: 'sources', span: '30d', weekday: 1, hour: 9 }
const subscribe = async (by: Client, more: object = {}) => {
  const { status, json, text } = await by.post<ReportMail>('/crm/report-mails', { ...WISH, ...more })
  expect(status, text).toBe(200)
  return json
}
const listOf = async (by: Client) => (await by.get<{ data: ReportMail[] }>('/crm/report-mails')).json.data

/** The quarter of an hour comes, on as many workers as this; all that follows from it is done. */
async function quarter(workers = 1): Promise<void> {
  for (let n = 0; n < workers; n++)
    await firm.db.rows(`SELECT FROM graphile_worker.add_job('report-mails-plan', '{}')`)
  await vi.waitFor(async () => {
    const jobs = await firm.db.rows(
      'SELECT 1 FROM graphile_worker._private_jobs WHERE attempts < max_attempts AND run_at <= now()',
    )
    expect(jobs).toEqual([])
  }, PATIENT)
}

test('comes at its hour of the week in the zone of its reader, once, however many workers plan it and how often', async () => {
  const kept = await subscribe(manager, { question: { compare: true } })
  expect(kept).toMatchObject({ next_at: MONDAY_NINE.toISOString(), last_sent_at: null, stopped: null })
  await quarter()
  clock = new Date(MONDAY_NINE.getTime() - 60_000)
  await quarter()
  expect(mailServer.taken).toEqual([])
  clock = new Date(MONDAY_NINE)
  await quarter(4)
  clock = new Date(MONDAY_NINE.getTime() + 3_600_000)
  await quarter(2)
  expect(mailServer.taken).toHaveLength(1)
  clock = new Date(MONDAY_NINE.getTime() + 7 * 86_400_000)
  await quarter(2)
  expect(mailServer.taken).toHaveLength(2)
  expect(await listOf(manager)).toMatchObject([{ id: kept.id, last_sent_at: clock.toISOString() }])
})

test('says the report in a sentence and a table, with the file beside it, within the reach of its reader', async () => {
  await subscribe(manager)
  clock = new Date(MONDAY_NINE)
  await quarter()
  const [mail] = mailServer.taken
  expect(mail).toMatchObject({
    to: 'manager@demo.optimwalls.example',
    subject: 'Sources, 6 Feb 2027 to 7 Mar 2027',
  })
  const text = (mail?.content ?? '').replaceAll('=\r\n', '')
  expect(text).toContain('2 leads in all')
  expect(text).toMatch(/referral\s+1\s/)
  expect(text).toContain('filename=sources.xlsx')
  expect(text).toMatch(/\/reports\?report=3Dsources&span=3D30d/)
  expect(text).toMatch(/^List-Unsubscribe:/m)
  expect(text).not.toContain('secret')
  const noted = await firm.db.rows(`SELECT FROM audit_logs WHERE action = 'mailed_report'`)
  expect(noted.length).toBeGreaterThan(0)
})

test('whoever may not take reports out gets theirs without the file', async () => {
  await subscribe(await firm.as('employee'), { report: 'team-performance' })
  clock = new Date(MONDAY_NINE)
  await quarter()
  expect(mailServer.taken).toHaveLength(1)
  expect(mailServer.taken[0]?.content).not.toContain('.xlsx')
})

test('reach and rights are those of the moment it is sent', async () => {
  const employee = await firm.as('employee')
  await subscribe(employee)
  await subscribe(manager)
  const set = (allowed: boolean) =>
    firm.db.rows(
      `UPDATE permissions SET allowed = $1 WHERE module_name = 'Analytics' AND action = 'view'
         AND role_id = (SELECT id FROM roles WHERE name = 'Employee')`,
      [allowed],
    )
  await set(false)
  const activate = (isActive: boolean) =>
    firm.db.rows(`UPDATE users SET is_active = $1 WHERE email = 'manager@demo.optimwalls.example'`, [
      isActive,
    ])
  await activate(false)
  clock = new Date(MONDAY_NINE)
  await quarter()
  await set(true)
  await activate(true)
  expect(mailServer.taken).toEqual([])
  const ended = await firm.db.rows<{ stopped: string }>(
    'SELECT stopped FROM report_subscriptions ORDER BY user_id',
  )
  expect(ended.map(row => row.stopped).toSorted()).toEqual(['left', 'no_right'])
  expect(await listOf(employee)).toMatchObject([{ stopped: 'no_right', next_at: null }])
  clock = new Date(MONDAY_NINE.getTime() + 7 * 86_400_000)
  await quarter()
  expect(mailServer.taken).toEqual([])
  expect(await subscribe(employee)).toMatchObject({ stopped: null })
})

test('the link at its end ends it without signing in; a made-up one ends nothing', async () => {
  const { id } = await subscribe(manager)
  expect((await manager.post(`/crm/report-mails/${id}/send`)).status).toBe(202)
  await quarter()
  const [, token = ''] =
    /stop-report\?token=3D([\w-]+)/.exec((mailServer.taken[0]?.content ?? '').replaceAll('=\r\n', '')) ?? []
  const stop = (of: string) =>
    firm.app.http.inject({ method: 'POST', url: '/api/report-mails/stop', payload: { token: of } })
  expect((await stop(`${token}x`)).statusCode).toBe(404)
  expect(await listOf(manager)).toHaveLength(1)
  const answer = await stop(token)
  expect([answer.statusCode, answer.json()]).toEqual([200, { report: 'sources' }])
  expect(await listOf(manager)).toEqual([])
  expect((await stop(token)).statusCode).toBe(200)
})

test('the same report asked the same is one subscription, and asked to be sent now twice at once is one mail', async () => {
  const first = await subscribe(manager, { question: { source: ['website'] } })
  const again = await subscribe(manager, { question: { source: ['website'] }, weekday: 5 })
  expect(again).toMatchObject({ id: first.id, weekday: 5 })
  await subscribe(manager, { question: { source: ['referral'] } })
  expect(await listOf(manager)).toHaveLength(2)
  await Promise.all([1, 2, 3].map(() => manager.post(`/crm/report-mails/${first.id}/send`)))
  await quarter()
  expect(mailServer.taken).toHaveLength(1)
  expect((await manager.delete(`/crm/report-mails/${first.id}`)).status).toBe(204)
  expect((await (await firm.as('employee')).delete(`/crm/report-mails/${first.id}`)).status).toBe(404)
})

test.each([
  [{ report: 'weather' }, 'report'],
  [{ weekday: 8 }, 'weekday'],
  [{ hour: 24 }, 'hour'],
  [{ report: 'funnel', question: { by: ['source'] } }, 'by'],
  [{ question: { from: '2026-01-01' } }, 'from'],
])('%j is refused, naming the field', async (more, field) => {
  const { status, json } = await manager.post<Problem>('/crm/report-mails', { ...WISH, ...more })
  expect(status).toBe(400)
  expect(JSON.stringify(json.errors)).toContain(field)
})

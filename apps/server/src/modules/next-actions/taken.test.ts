import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Client, type LeadApp, openLeadApp, workRoundTheClock } from '../../../test/lead-app.ts'
import type { NextActions } from './next-actions.schemas.ts'

let firm: LeadApp
let admin: Client
let employee: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
  employee = await firm.as('employee')
  await workRoundTheClock(admin)
})
afterAll(() => firm.close())

const path = (id: number) => `/crm/leads/${id}/next-actions`
const actionsOf = async (id: number) => (await employee.get<NextActions>(path(id))).json.data
const kindsOf = async (id: number) => (await actionsOf(id)).map(one => one.kind)
const log = async (lead_id: number, fields: object) => {
  const answer = await employee.post('/crm/activities', { lead_id, ...fields })
  expect(answer.status, answer.text).toBe(201)
}
const answer = (id: number, kind: string, said: string) =>
  employee.post<NextActions>(path(id), { kind, answer: said })
const counts = async (kind: string) => {
  const [row] = await firm.db.rows<{ taken: number; dismissed: number }>(
    'SELECT taken, dismissed FROM next_action_counts WHERE kind = $1',
    [kind],
  )
  return row ?? { taken: 0, dismissed: 0 }
}
const untilCounted = (kind: string, expected: { taken: number; dismissed: number }) =>
  vi.waitFor(async () => expect(await counts(kind)).toEqual(expected), { interval: 50, timeout: 60_000 })

test('what somebody set about counts when they have done it, once, and not when they leave it', async () => {
  const lead = await employee.lead({ phone: '+919812345004' })
  const before = await counts('call_now')
  await Promise.all(Array.from({ length: 5 }, () => answer(lead.id, 'call_now', 'taken')))
  expect(await kindsOf(lead.id)).toContain('call_now')
  await log(lead.id, { type: 'note', note: 'They are not at home before six' })
  // Somebody else's call is not that of who set about it.
  const theirs = await admin.post('/crm/activities', { lead_id: lead.id, type: 'call', outcome: 'No answer' })
  expect(theirs.status, theirs.text).toBe(201)
  const done = await employee.lead({ phone: '+919812345011' })
  await answer(done.id, 'call_now', 'taken')
  await log(done.id, { type: 'call', outcome: 'Spoke' })
  // Events are read in order: with this one counted, those before it were looked at.
  await untilCounted('call_now', { ...before, taken: before.taken + 1 })
  await log(done.id, { type: 'call', outcome: 'Spoke' })
  await log(lead.id, { type: 'call', outcome: 'Spoke' })
  await untilCounted('call_now', { ...before, taken: before.taken + 2 })
})

test('a call that is set about before its clock starts and after counts once', async () => {
  const lead = await employee.lead({ phone: '+919812345016' })
  const before = await counts('call_now')
  await answer(lead.id, 'call_now', 'taken')
  await vi.waitFor(
    async () => expect((await actionsOf(lead.id))[0]?.reason).toBe('Waits for a first contact'),
    { interval: 50, timeout: 60_000 },
  )
  await answer(lead.id, 'call_now', 'taken')
  const rows = await firm.db.rows(
    `SELECT FROM next_action_answers WHERE lead_id = $1 AND kind = 'call_now' AND answer = 'taken'`,
    [lead.id],
  )
  expect(rows).toHaveLength(1)
  await log(lead.id, { type: 'call', outcome: 'Spoke' })
  await untilCounted('call_now', { ...before, taken: before.taken + 1 })
})

test.each<[string, (id: number) => Promise<unknown>]>([
  [
    'book_visit',
    id =>
      employee.post('/crm/follow-ups', {
        lead_id: id,
        kind: 'site_visit',
        due_at: new Date(Date.now() + 86_400_000).toISOString(),
      }),
  ],
  ['ask_field', id => employee.patch(`/crm/leads/${id}`, { budget: 900_000 })],
])('%s counts as taken when it was done', async (kind, deed) => {
  const lead = await employee.lead({ phone: '+919812345013' })
  await log(lead.id, { type: 'call', outcome: 'Spoke' })
  expect(await kindsOf(lead.id)).toContain(kind)
  const before = await counts(kind)
  await answer(lead.id, kind, 'taken')
  await deed(lead.id)
  await untilCounted(kind, { ...before, taken: before.taken + 1 })
  expect((await actionsOf(lead.id)).find(one => one.kind === kind && one.field === 'budget')).toBeUndefined()
})

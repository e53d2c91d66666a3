import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { consumed } from '../../../../test/consumed.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Lead } from '../../leads/index.ts'

const PATIENT = { interval: 30 }
const MINUTE = 60_000

let clock = new Date()
let firm: LeadApp
let admin: Client
let rep: Client
let repId: number
beforeAll(async () => {
  firm = await openLeadApp({ works: true, now: () => clock })
  admin = await firm.as('admin')
  rep = await firm.as('employee')
  repId = firm.staff.salespeople[0]?.id ?? 0
  // Always at work, so that the test runs at any hour.
  const days = Array(7).fill({ from: '00:00', to: '23:59' })
  const answer = await admin.put('/crm/settings/response', {
    hours: [{ team_id: null, time_zone: 'UTC', days }],
    holidays: [],
    targets: [
      { source: null, is_hot: true, minutes: 5 },
      { source: null, is_hot: false, minutes: 15 },
      { source: 'Website', is_hot: false, minutes: 30 },
    ],
  })
  expect(answer.status, answer.text).toBe(200)
  // A minute of the night is not worked: the tests stay clear of it.
  clock = new Date(`${new Date().toISOString().slice(0, 10)}T10:00:00Z`)
})
afterAll(() => firm.close())

const leadOf = async (id: number) => (await rep.get<Lead>(`/crm/leads/${id}`)).json
const later = (minutes: number) => new Date(clock.getTime() + minutes * MINUTE)
const withClock = async (fields = {}) => {
  const lead = await admin.lead({ assigned_to: repId, ...fields })
  return vi.waitFor(async () => {
    const found = await leadOf(lead.id)
    expect(found.response_due_at).not.toBeNull()
    return found
  }, PATIENT)
}

test('the clock runs from the creation, by the target of the source, and stops with the first real contact', async () => {
  const start = clock
  const lead = await withClock()
  expect(lead.response_due_at).toBe(later(15).toISOString())
  expect(lead.version).toBe(1)
  expect((await withClock({ source: 'Website' })).response_due_at).toBe(later(30).toISOString())
  clock = new Date(start.getTime() + 4 * MINUTE)
  await rep.post('/crm/activities', { lead_id: lead.id, type: 'call', outcome: 'No answer' })
  await rep.post('/crm/activities', { lead_id: lead.id, type: 'call', direction: 'in' })
  expect((await leadOf(lead.id)).response_due_at).not.toBeNull()
  clock = new Date(start.getTime() + 7.9 * MINUTE)
  await rep.post('/crm/activities', { lead_id: lead.id, type: 'whatsapp', note: 'Hello' })
  expect(await leadOf(lead.id)).toMatchObject({ response_due_at: null, response_minutes: 7 })
  clock = new Date(start.getTime() + 20 * MINUTE)
  await rep.post('/crm/activities', { lead_id: lead.id, type: 'call', outcome: 'Spoke' })
  expect((await leadOf(lead.id)).response_minutes).toBe(7)
  expect(await firm.db.rows('SELECT 1 FROM response_clocks WHERE lead_id = $1', [lead.id])).toEqual([])
})

test('a missed target is a fact, once, and word to the owner', async () => {
  const lead = await withClock()
  const lost = await withClock()
  await rep.patch(`/crm/leads/${lost.id}`, { status: 'lost', lost_reason: 'Not a real enquiry' })
  await vi.waitFor(async () => expect((await leadOf(lost.id)).response_due_at).toBeNull(), PATIENT)
  clock = later(16)
  for (let i = 0; i < 2; i++)
    await firm.db.rows('SELECT FROM graphile_worker.add_job($1)', ['first-response-missed'])
  const missed = (id: number) =>
    firm.db.rows("SELECT 1 FROM events WHERE name = 'lead.response_missed' AND lead_id = $1", [id])
  await vi.waitFor(async () => expect(await missed(lead.id)).toHaveLength(1), PATIENT)
  await vi.waitFor(async () => {
    const { json } = await rep.get<{ data: { kind: string; lead: { id: number } | null }[] }>(
      '/crm/notifications',
    )
    expect(json.data.some(one => one.kind === 'lead.response_missed' && one.lead?.id === lead.id)).toBe(true)
  }, PATIENT)
  expect(await missed(lead.id)).toHaveLength(1)
  expect(await missed(lost.id)).toHaveLength(0)
})

const lose = (id: number) => rep.patch(`/crm/leads/${id}`, { status: 'lost', lost_reason: 'No answer' })
const call = (id: number, more = {}) =>
  rep.post('/crm/activities', { lead_id: id, type: 'call', outcome: 'Spoke', ...more })
const clockEnds = (id: number) =>
  vi.waitFor(async () => expect((await leadOf(id)).response_due_at).toBeNull(), PATIENT)
const runsUntil = (id: number, at: Date) =>
  vi.waitFor(async () => expect((await leadOf(id)).response_due_at).toBe(at.toISOString()), PATIENT)
/** Lost long enough ago that taking it back is no correction of a mistake. */
const wasLostBefore = (id: number) =>
  firm.db.rows("UPDATE events SET at = at - interval '5 minutes' WHERE lead_id = $1 AND name = 'lead.lost'", [
    id,
  ])

test('a lead that is taken up again is owed an answer from then on, and the first one stays the first', async () => {
  const lead = await withClock()
  clock = later(7)
  await call(lead.id)
  await lose(lead.id)
  await wasLostBefore(lead.id)
  clock = later(60)
  await rep.post(`/crm/leads/${lead.id}/reopen`, {})
  await runsUntil(lead.id, later(15))
  const reopenedAt = clock
  clock = later(9)
  await call(lead.id, { happened_at: new Date(reopenedAt.getTime() - MINUTE).toISOString() })
  expect((await leadOf(lead.id)).response_due_at).not.toBeNull()
  await call(lead.id)
  expect(await leadOf(lead.id)).toMatchObject({ response_due_at: null, response_minutes: 7 })
  const { json } = await rep.get<{ data: { response_minutes: number | null }[] }>(
    `/crm/leads/${lead.id}/losses`,
  )
  expect(json.data.map(one => one.response_minutes)).toEqual([9])
})

test('of a lead that nobody had contacted before it was lost the minutes count from its return', async () => {
  const lead = await withClock()
  await lose(lead.id)
  await wasLostBefore(lead.id)
  await clockEnds(lead.id)
  clock = later(60)
  await rep.post(`/crm/leads/${lead.id}/reopen`, {})
  await runsUntil(lead.id, later(15))
  clock = later(4)
  await call(lead.id)
  expect(await leadOf(lead.id)).toMatchObject({ response_due_at: null, response_minutes: 4 })
})

test('a loss that was a mistake and is taken back at once leaves the clock as it was', async () => {
  const [called, waiting] = [await withClock(), await withClock()]
  const due = waiting.response_due_at ?? ''
  clock = later(3)
  await call(called.id)
  for (const { id } of [called, waiting]) {
    await lose(id)
    await rep.post(`/crm/leads/${id}/reopen`, {})
  }
  await consumed(firm.db, 'activities-first-response', 'lead.reopened')
  expect((await leadOf(called.id)).response_due_at).toBeNull()
  expect((await leadOf(waiting.id)).response_due_at).toBe(due)
})

test.each([
  ['nobody', { hours: [] }, 'hours'],
  ['no firm', { hours: [{ team_id: 1, time_zone: null, days: Array(7).fill(null) }] }, 'hours'],
  [
    'a night shift',
    { hours: [{ team_id: null, time_zone: null, days: Array(7).fill({ from: '22:00', to: '06:00' }) }] },
    'hours.0.days.0.to',
  ],
  [
    'a zone that is none',
    { hours: [{ team_id: null, time_zone: 'Pune', days: Array(7).fill(null) }] },
    'hours.0.time_zone',
  ],
  [
    'a team that is none',
    { holidays: [{ team_id: 99, day: '2026-11-08', name: 'Diwali' }] },
    'holidays.0.team_id',
  ],
  [
    'a target twice',
    { targets: Array(2).fill({ source: 'Walk-in', is_hot: false, minutes: 5 }) },
    'targets.1.source',
  ],
])('refuses %s', async (_name, change, path) => {
  const { json: before } = await admin.get<object>('/crm/settings/response')
  const answer = await admin.put<Problem>('/crm/settings/response', { ...before, ...change } as never)
  expect([answer.status, (answer.json as Problem).errors?.[0]?.path]).toEqual([400, path])
})

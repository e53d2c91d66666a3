import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Client,
  type LeadApp,
  openLeadApp,
  type Problem,
  workRoundTheClock,
} from '../../../test/lead-app.ts'
import type { NextActions } from './next-actions.schemas.ts'

const DAY = 86_400_000
let clock = new Date()
let firm: LeadApp
let admin: Client
let employee: Client
beforeAll(async () => {
  firm = await openLeadApp({ now: () => clock })
  admin = await firm.as('admin')
  employee = await firm.as('employee')
  await workRoundTheClock(admin)
})
afterAll(() => firm.close())

const PHONE = { phone: '+919812345001' }
const path = (id: number) => `/crm/leads/${id}/next-actions`
const actionsOf = async (id: number) => (await employee.get<NextActions>(path(id))).json.data
const kindsOf = async (id: number) => (await actionsOf(id)).map(one => one.kind)
const log = async (lead_id: number, fields: object) => {
  const answer = await employee.post('/crm/activities', {
    lead_id,
    happened_at: clock.toISOString(),
    ...fields,
  })
  expect(answer.status, answer.text).toBe(201)
}
const answer = (id: number, kind: string, said: string, who = employee) =>
  who.post<NextActions>(path(id), { kind, answer: said })
const counts = async (kind: string) => {
  const [row] = await firm.db.rows<{ taken: number; dismissed: number }>(
    'SELECT taken, dismissed FROM next_action_counts WHERE kind = $1',
    [kind],
  )
  return row ?? { taken: 0, dismissed: 0 }
}

test('a lead is led from its first call to the quote, and closed when nobody answers', async () => {
  const lead = await employee.lead(PHONE)
  expect((await actionsOf(lead.id))[0]).toMatchObject({ kind: 'call_now' })
  await log(lead.id, { type: 'call', outcome: 'Spoke' })
  expect(await kindsOf(lead.id)).toContain('book_visit')
  clock = new Date(clock.getTime() + DAY)
  await log(lead.id, { type: 'site_visit', outcome: 'Measured' })
  expect(await kindsOf(lead.id)).toContain('send_quote')
  clock = new Date(clock.getTime() + DAY)
  await log(lead.id, { type: 'email', outcome: 'Sent' })
  expect(await kindsOf(lead.id)).not.toContain('send_quote')
  clock = new Date(clock.getTime() + 3 * DAY)
  expect(await kindsOf(lead.id)).toContain('chase_quote')
  clock = new Date(clock.getTime() + DAY)
  await log(lead.id, { type: 'email', direction: 'in', outcome: 'Replied' })
  expect(await kindsOf(lead.id)).not.toContain('chase_quote')

  const silent = await employee.lead({ phone: '+919812345002' })
  for (let i = 0; i < 6; i++) await log(silent.id, { type: 'call', outcome: 'No answer' })
  expect((await kindsOf(silent.id))[0]).toBe('close_lost')
  await employee.patch(`/crm/leads/${silent.id}`, { status: 'lost', lost_reason: 'No answer' })
  expect(await kindsOf(silent.id)).toEqual([])
})

test('a quote that is with the client counts as sent; a draft does not', async () => {
  const lead = await employee.lead({ phone: '+919812345009' })
  await log(lead.id, { type: 'site_visit', outcome: 'Measured' })
  const quoted_on = clock.toISOString().slice(0, 10)
  const made = await employee.post(`/crm/leads/${lead.id}/quotes`, { amount: 900_000, quoted_on })
  expect(made.status, made.text).toBe(201)
  const become = async (status: string) => {
    const said = await employee.patch(`/crm/quotes/${made.json.id}`, { status })
    expect(said.status, said.text).toBe(200)
  }
  clock = new Date(clock.getTime() + 5 * DAY)
  expect(await kindsOf(lead.id)).toContain('send_quote')
  // It is with the client from now on, whatever date stands on it.
  await become('sent')
  expect(await kindsOf(lead.id)).not.toContain('send_quote')
  expect(await kindsOf(lead.id)).not.toContain('chase_quote')
  clock = new Date(clock.getTime() + 3 * DAY)
  expect(await kindsOf(lead.id)).toContain('chase_quote')
  await become('declined')
  expect(await kindsOf(lead.id)).not.toContain('chase_quote')
  expect(await kindsOf(lead.id)).not.toContain('send_quote')
})

test('messages that were sent are attempts: they reach nobody by themselves', async () => {
  const lead = await employee.lead({ phone: '+919812345010' })
  for (const type of ['call', 'whatsapp', 'call', 'whatsapp', 'call', 'call'])
    await log(lead.id, { type, outcome: type === 'call' ? 'No answer' : 'Sent' })
  expect((await kindsOf(lead.id))[0]).toBe('close_lost')
  expect(await kindsOf(lead.id)).not.toContain('book_visit')
})

test('what was dismissed comes back when the lead has changed, or after two weeks', async () => {
  const lead = await employee.lead({ phone: '+919812345003' })
  await log(lead.id, { type: 'call', outcome: 'Spoke' })
  const dismissed = await answer(lead.id, 'book_visit', 'dismissed')
  expect(dismissed.status).toBe(200)
  expect(dismissed.json.data.map(one => one.kind)).not.toContain('book_visit')
  clock = new Date(clock.getTime() + DAY)
  expect(await kindsOf(lead.id)).not.toContain('book_visit')
  await log(lead.id, { type: 'call', outcome: 'Interested' })
  expect(await kindsOf(lead.id)).toContain('book_visit')
  await answer(lead.id, 'book_visit', 'dismissed')
  expect(await kindsOf(lead.id)).not.toContain('book_visit')
  clock = new Date(clock.getTime() + 15 * DAY)
  expect(await kindsOf(lead.id)).toContain('book_visit')
})

test('a suggestion is dismissed once, by however many at a time; what is not suggested counts for nothing', async () => {
  const lead = await employee.lead({ phone: '+919812345012' })
  const before = await counts('call_now')
  await Promise.all([admin, employee, admin].map(who => answer(lead.id, 'call_now', 'dismissed', who)))
  expect(await counts('call_now')).toEqual({ ...before, dismissed: before.dismissed + 1 })
  expect((await answer(lead.id, 'wake', 'taken')).status).toBe(200)
  const open = await firm.db.rows(`SELECT FROM next_action_answers WHERE kind = 'wake'`)
  expect(open).toEqual([])
})

test('leads of people who have left or are away are to be given to others', async () => {
  const [person] = firm.staff.salespeople
  const lead = await admin.lead({ assigned_to: person?.id })
  const kinds = async () => (await admin.get<NextActions>(path(lead.id))).json.data
  expect((await kinds()).map(one => one.kind)).not.toContain('reassign')
  await firm.db.rows('UPDATE users SET is_active = false WHERE id = $1', [person?.id])
  expect(await kinds()).toContainEqual(
    expect.objectContaining({
      kind: 'reassign',
      field: 'assigned_to',
      reason: expect.stringMatching(/no longer/),
    }),
  )
  await firm.db.rows('UPDATE users SET is_active = true WHERE id = $1', [person?.id])
})

test('the lead of somebody who is on leave is to be given to a colleague until they are back', async () => {
  const [, person] = firm.staff.salespeople
  if (!person) throw new Error('the firm has salespeople')
  const lead = await admin.lead({ assigned_to: person.id, phone: '+919812345014' })
  const day = (days: number) => new Date(clock.getTime() + days * DAY).toISOString().slice(0, 10)
  const availability = `/crm/users/${person.id}/availability`
  const { json: was } = await admin.get<Record<string, unknown>>(availability)
  const { is_away: _, takes: __, ...kept } = was
  const saved = await admin.put(availability, { ...kept, leaves: [{ from: day(-1), to: day(2) }] })
  expect(saved.status, saved.text).toBe(200)
  const found = async () => (await admin.get<NextActions>(path(lead.id))).json.data
  expect(await found()).toContainEqual(
    expect.objectContaining({ kind: 'reassign', reason: `${person.name} is away today` }),
  )
  clock = new Date(clock.getTime() + 5 * DAY)
  expect((await found()).map(one => one.kind)).not.toContain('reassign')
})

test('what conversion asks for and nobody knows is to be asked, the next when one is known', async () => {
  const lead = await employee.lead({ phone: '+919812345015', email: 'ask@mail.example' })
  expect(await kindsOf(lead.id)).not.toContain('ask_field')
  await log(lead.id, { type: 'call', outcome: 'Spoke' })
  const asked = async () => (await actionsOf(lead.id)).find(one => one.kind === 'ask_field')
  expect(await asked()).toMatchObject({ field: 'budget', reason: 'The budget is not known' })
  await employee.patch(`/crm/leads/${lead.id}`, { budget: 1_200_000 })
  expect((await asked())?.field).not.toBe('budget')
})

test('a sleeping lead is to be woken before its keys come, and is left alone until then', async () => {
  const day = (days: number) => new Date(clock.getTime() + days * DAY).toISOString().slice(0, 10)
  const lead = await employee.lead({ possession_date: day(60) })
  const slept = await employee.put(`/crm/pipelines/${lead.id}/sleep`, { until: day(50) })
  expect(slept.status, slept.text).toBe(200)
  expect(await kindsOf(lead.id)).toEqual(['wake'])
  await employee.patch(`/crm/leads/${lead.id}`, { possession_date: day(300) })
  expect(await kindsOf(lead.id)).toEqual([])
})

test('several are asked for at once: those out of reach are left out', async () => {
  const own = await employee.lead()
  const foreign = await admin.lead()
  type Several = { data: { lead_id: number; actions: NextActions['data'] }[] }
  const ask = (ids: readonly number[]) => `/crm/next-actions?${ids.map(id => `lead_id=${id}`).join('&')}`
  const { json } = await employee.get<Several>(ask([own.id, foreign.id]))
  expect(json.data.map(one => one.lead_id)).toEqual([own.id])
  expect(json.data[0]?.actions).toEqual(await actionsOf(own.id))
  expect((await employee.get<Several>(ask(Array.from({ length: 51 }, (_, i) => i + 1)))).status).toBe(400)
  expect((await employee.get(path(foreign.id))).status).toBe(404)
  expect((await answer(foreign.id, 'call_now', 'taken')).status).toBe(404)
})

test.each([
  ['kind', { kind: 'dance', answer: 'taken' }],
  ['answer', { kind: 'call_now', answer: 'maybe' }],
])('a wrong %s is named', async (field, body) => {
  const lead = await employee.lead()
  const refused = await employee.post<Problem>(path(lead.id), body)
  expect(refused.status).toBe(400)
  expect(refused.json.errors?.[0]?.path).toBe(field)
})

test('outside working hours a call is planned for when work begins again, with what it can be expected to bring', async () => {
  const lead = await employee.lead({ phone: '+919812345077' })
  expect((await actionsOf(lead.id))[0]).toMatchObject({ kind: 'call_now' })
  const days = Array(7).fill({ from: '10:00', to: '19:00' })
  const hours = [{ team_id: null, time_zone: 'Asia/Kolkata', days }]
  const saved = await admin.put('/crm/settings/response', {
    ...{ hours, holidays: [] },
    targets: [{ source: null, is_hot: false, minutes: 15 }],
  })
  expect(saved.status, saved.text).toBe(200)
  // 22:21 in India.
  const night = new Date(clock.getTime() + 2 * DAY)
  night.setUTCHours(16, 51, 0, 0)
  clock = night
  const [first] = await actionsOf(lead.id)
  const morning = new Date(night)
  morning.setUTCDate(morning.getUTCDate() + 1)
  morning.setUTCHours(4, 30, 0, 0)
  expect(first).toMatchObject({
    kind: 'plan_call',
    reason: 'Waits for a first contact',
    effect: 'Nobody works at this hour',
    due_at: morning.toISOString(),
  })
  const planned = { lead_id: lead.id, kind: 'call', due_at: morning.toISOString() }
  expect((await employee.post('/crm/follow-ups', planned)).status).toBe(201)
  expect(await kindsOf(lead.id)).toEqual([])
  await workRoundTheClock(admin)
})

test('hours of the owner’s own go before those of the team', async () => {
  const [, person] = firm.staff.salespeople
  if (!person) throw new Error('the firm has salespeople')
  const lead = await admin.lead({ assigned_to: person.id, phone: '+919812345078' })
  const found = async () => (await admin.get<NextActions>(path(lead.id))).json.data[0]
  const availability = `/crm/users/${person.id}/availability`
  const { is_away: _, takes: __, ...was } = (await admin.get<Record<string, unknown>>(availability)).json
  const keep = async (hours: unknown, leaves: object[] = []) => {
    const saved = await admin.put(availability, { ...was, hours, leaves })
    expect(saved.status, saved.text).toBe(200)
  }
  // 22:21 of some day on which the team works all day; the person begins at 11 on the next.
  clock = new Date(clock.getTime() + 10 * DAY)
  clock.setUTCHours(22, 21, 0, 0)
  expect(await found()).toMatchObject({ kind: 'call_now' })
  await keep(Array(7).fill({ from: '11:00', to: '20:00' }))
  const next = await found()
  expect(next).toMatchObject({ kind: 'plan_call' })
  const { time_zone } = (
    await firm.db.rows<{ time_zone: string | null }>('SELECT time_zone FROM users WHERE id = $1', [person.id])
  )[0] ?? { time_zone: null }
  const begins = new Intl.DateTimeFormat('en-GB', {
    timeZone: time_zone ?? 'UTC',
    timeStyle: 'short',
  }).format(new Date(next?.due_at ?? 0))
  expect(begins).toBe('11:00')
  // Nobody plans a call for a day on which they are away, or for who never works.
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: time_zone ?? 'UTC' }).format(
    new Date(next?.due_at ?? 0),
  )
  const given = { kind: 'reassign', field: 'assigned_to', due_at: null }
  await keep(Array(7).fill({ from: '11:00', to: '20:00' }), [{ from: day, to: day }])
  expect(await found()).toMatchObject({
    ...given,
    reason: `Waits for a first contact; ${person.name} is away when work begins again`,
  })
  await keep(Array(7).fill(null))
  expect(await found()).toMatchObject(given)
  await keep(null)
  expect(await found()).toMatchObject({ kind: 'call_now' })
})

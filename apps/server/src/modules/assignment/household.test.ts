import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import type { Plan } from './assignment.schemas.ts'

const PATIENT = { interval: 50, timeout: 240_000 }
let firm: LeadApp
let admin: Client
/** Salespeople of Pune. */
let pune: number[]

beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
  const { salespeople, teams } = firm.staff
  pune = salespeople.filter(({ teamId }) => teamId === teams.puneId).map(({ id }) => id)
})
afterAll(() => firm.close())

async function save(user_ids: readonly number[], strategy: readonly string[]): Promise<void> {
  const { version } = (await admin.get<Plan>('/crm/assignment')).json
  const rule = { name: 'All', is_active: true, conditions: {}, team_id: null, user_ids, strategy }
  const answer = await admin.put('/crm/assignment', {
    ...{ is_on: true, keeps_owner: true, takes_back: false, most_takes: 2, version },
    ...{ fallback_owner_id: firm.staff.adminId, rules: [rule] },
  })
  expect(answer.status, answer.text).toBe(200)
}

test.each([
  ['phone', { phone: '+919812377001' }, 'known already: they look after this person'],
  ['e-mail', { email: 'home@mail.example' }, 'known already: they look after this person'],
  [
    'address',
    { address: 'Flat 402, Amanora Park Town, Hadapsar, Pune 411028' },
    'same household as a lead they look after',
  ],
])('a lead with the %s of another goes to whoever looks after that one', async (_what, same, reason) => {
  const [one = 0, two = 0] = pune
  await save([one], ['round_robin'])
  await admin.lead({ name: 'Meenakshi Venkataraman', ...same, assigned_to: two })
  const lead = await admin.lead({ name: 'Farhan Qureshi', ...same })
  await vi.waitFor(async () => {
    const [event] = await firm.db.rows<{ to: number; reason: string }>(
      `SELECT (data->>'to')::int AS to, data->'assignment'->>'reason' AS reason FROM events
       WHERE name = 'lead.assigned' AND lead_id = $1`,
      [lead.id],
    )
    expect(event).toEqual({ to: two, reason })
  }, PATIENT)
})

test('an address of many homes is no household', async () => {
  const [one = 0, two = 0] = pune
  await save([one], ['round_robin'])
  const same = { address: 'Office 12, Business Bay Tower, Kharadi, Pune 411014' }
  for (let i = 0; i < 7; i++) await admin.lead({ ...same, assigned_to: two })
  const lead = await admin.lead(same)
  await vi.waitFor(async () => {
    expect((await admin.get(`/crm/leads/${lead.id}`)).json.assigned_to).toBe(one)
  }, PATIENT)
})

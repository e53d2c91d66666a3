import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { consumed } from '../../../test/consumed.ts'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import type { Plan } from './assignment.schemas.ts'

const PATIENT = { interval: 50, timeout: 60_000 }
const MINUTE = 60_000

let clock = new Date()
let firm: LeadApp
let admin: Client
let manager: Client
let people: number[]
let managerId: number

beforeAll(async () => {
  firm = await openLeadApp({ works: true, now: () => clock })
  admin = await firm.as('admin')
  manager = await firm.as('manager')
  const { salespeople, managers, teams } = firm.staff
  people = salespeople.filter(({ teamId }) => teamId === teams.puneId).map(({ id }) => id)
  managerId = managers.find(({ teamId }) => teamId === teams.puneId)?.id ?? 0
  const days = Array(7).fill({ from: '00:00', to: '23:59' })
  await admin.put('/crm/settings/response', {
    hours: [{ team_id: null, time_zone: 'UTC', days }],
    holidays: [],
    targets: [{ source: null, is_hot: false, minutes: 15 }],
  })
  const { version } = (await admin.get<Plan>('/crm/assignment')).json
  const rule = { name: 'Two', is_active: true, conditions: {}, team_id: null, strategy: ['round_robin'] }
  const saved = await admin.put('/crm/assignment', {
    ...{ is_on: true, keeps_owner: true, takes_back: true, most_takes: 1, version },
    fallback_owner_id: firm.staff.adminId,
    rules: [{ ...rule, user_ids: people.slice(0, 2) }],
  })
  expect(saved.status, saved.text).toBe(200)
  // A minute of the night is not worked: the test stays clear of it.
  clock = new Date(`${new Date().toISOString().slice(0, 10)}T10:00:00Z`)
})
afterAll(() => firm.close())

const clockOf = async (id: number) =>
  (
    await firm.db.rows<{ due_at: Date; missed_at: Date | null }>(
      'SELECT due_at, missed_at FROM response_clocks WHERE lead_id = $1',
      [id],
    )
  )[0]
/** Until the lead is with this person and its clock runs until the right moment. */
const runsFor = (id: number, owner: number | undefined) =>
  vi.waitFor(async () => {
    expect((await admin.get(`/crm/leads/${id}`)).json.assigned_to).toBe(owner)
    expect(await clockOf(id)).toEqual({ due_at: new Date(clock.getTime() + 15 * MINUTE), missed_at: null })
  }, PATIENT)
const miss = async () => {
  clock = new Date(clock.getTime() + 16 * MINUTE)
  await firm.db.rows('SELECT FROM graphile_worker.add_job($1)', ['first-response-missed'])
}
const reasons = async (id: number) =>
  (
    await firm.db.rows<{ reason: string }>(
      "SELECT data->'assignment'->>'reason' AS reason FROM events WHERE name = 'lead.assigned' AND lead_id = $1 ORDER BY id",
      [id],
    )
  ).map(({ reason }) => reason)

test('a missed lead goes to the next with a clock of its own, then to the manager, and stays there', async () => {
  const [one, two] = people
  const lead = await admin.lead()
  await runsFor(lead.id, one)
  await miss()
  await runsFor(lead.id, two)
  await miss()
  await runsFor(lead.id, managerId)
  await miss()
  await vi.waitFor(async () => expect((await clockOf(lead.id))?.missed_at).not.toBeNull(), PATIENT)
  // Once the next lead was given, what was missed before has been dealt with.
  const next = await admin.lead()
  await runsFor(next.id, one)
  await consumed(firm.db, 'assignment-takes-back', 'lead.response_missed')
  expect((await admin.get(`/crm/leads/${lead.id}`)).json.assigned_to).toBe(managerId)
  expect(await reasons(lead.id)).toEqual([
    'Two: next in turn',
    'not contacted in time; Two: next in turn',
    'not contacted in time; goes to the manager',
  ])
})

test('of taking back and a first contact at the same time one wins, never both', async () => {
  const leads = await Promise.all(Array.from({ length: 12 }, () => admin.lead()))
  const owners = new Map<number, number | null>()
  for (const { id } of leads) {
    await vi.waitFor(async () => expect(await clockOf(id)).toMatchObject({ missed_at: null }), PATIENT)
    owners.set(
      id,
      await vi.waitFor(async () => {
        const { assigned_to } = (await admin.get(`/crm/leads/${id}`)).json
        expect(assigned_to).not.toBeNull()
        return assigned_to
      }, PATIENT),
    )
  }
  await miss()
  await Promise.all(
    leads.map(({ id }) => manager.post('/crm/activities', { lead_id: id, type: 'call', outcome: 'Spoke' })),
  )
  await consumed(firm.db, 'assignment-takes-back', 'lead.response_missed')
  for (const { id } of leads) {
    const events = await firm.db.rows<{ name: string; kind: string | null }>(
      `SELECT name, data->'assignment'->>'kind' AS kind FROM events
       WHERE lead_id = $1 AND (name = 'activity.logged' OR data->'assignment'->>'kind' = 'taken_back') ORDER BY id`,
      [id],
    )
    // Events are numbered while the lead is held. Nothing is taken from whoever had contacted it; a clock never runs on after a contact.
    const contacted = events.findIndex(({ name }) => name === 'activity.logged')
    expect(contacted).toBeGreaterThanOrEqual(0)
    expect(await clockOf(id)).toBeUndefined()
    const taken = events.findIndex(({ kind }) => kind === 'taken_back')
    expect(taken).toBeLessThan(contacted)
    const { assigned_to } = (await admin.get(`/crm/leads/${id}`)).json
    expect(assigned_to !== owners.get(id)).toBe(taken >= 0)
  }
})

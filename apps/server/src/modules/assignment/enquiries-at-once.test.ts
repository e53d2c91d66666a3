import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { consumed } from '../../../test/consumed.ts'
import { deadlocks } from '../../../test/deadlocks.ts'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import type { Lead } from '../leads/index.ts'
import type { Plan } from './assignment.schemas.ts'

let firm: LeadApp
let admin: Client
let key: string
let made = 0

beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
  const [role] = await firm.db.rows<{ id: number }>("SELECT id FROM roles WHERE name = 'Admin'")
  const superAdmin = await firm.as('superadmin')
  const asked = { name: 'Website', role_id: role?.id, expires_in_days: 30 }
  key = (await superAdmin.post<{ key: string }>('/crm/api-keys', asked)).json.key
  const { version } = (await admin.get<Plan>('/crm/assignment')).json
  const saved = await admin.put('/crm/assignment', {
    ...{ version, is_on: true, keeps_owner: true, takes_back: false, most_takes: 1, rules: [] },
    fallback_owner_id: firm.staff.adminId,
  })
  expect(saved.status, saved.text).toBe(200)
})
afterAll(() => firm.close())

const READY = { project_type: 'residential', budget: 1_500_000 }
const PATIENT = { interval: 50, timeout: 60_000 }
const SENDERS = 8
const freshPhone = () => `+9198${String(30_000_000 + ++made)}`
const handled = () => consumed(firm.db, 'assignment-new-leads', 'lead.created')

/** A lead that a program brings. @returns its status and body */
async function enquire(fields: object): Promise<{ status: number; lead: Lead }> {
  const headers = { authorization: `Bearer ${key}` }
  const payload = { name: 'Enquiry', ...fields }
  const answer = await firm.app.http.inject({ method: 'POST', url: '/crm/leads', headers, payload })
  return { status: answer.statusCode, lead: answer.json() }
}

async function lostLead(phone: string, owner: number | null): Promise<Lead> {
  const lead = await admin.lead({ ...READY, phone, assigned_to: owner })
  const lost = await admin.patch(`/crm/leads/${lead.id}`, { status: 'lost', lost_reason: 'Plans put off' })
  expect(lost.status, lost.text).toBe(200)
  return lost.json
}

test('an enquiry that somebody owns waits for the desk of assignment before it holds a lead', async () => {
  const [leaver, taker] = [firm.staff.salespeople[4]?.id ?? 0, firm.staff.salespeople[2]?.id ?? 0]
  const phone = freshPhone()
  const lost = await lostLead(phone, leaver)
  expect((await admin.post(`/crm/users/${leaver}/deactivate`, {})).status).toBe(200)
  await handled()
  await firm.db.inTransaction(async tx => {
    await tx.rows('SELECT pg_advisory_xact_lock(7461110)')
    await enquire({ phone, assigned_to: taker })
    const held = await vi.waitFor(async () => {
      const locks = await firm.db.rows<{ n: number }>(
        `SELECT count(h.pid)::int AS n FROM pg_locks w
         LEFT JOIN pg_locks h ON h.pid = w.pid AND h.granted AND (h.locktype = 'advisory' OR
           (h.relation = 'leads'::regclass AND h.mode <> 'AccessShareLock'))
         WHERE w.locktype = 'advisory' AND NOT w.granted AND w.objid = 7461110 GROUP BY w.pid`,
      )
      expect(locks).toHaveLength(1)
      return locks[0]?.n
    }, PATIENT)
    expect(held).toBe(0)
  })
  await handled()
  expect((await admin.get(`/crm/leads/${lost.id}`)).json).toMatchObject({ status: 'new', assigned_to: taker })
})

test('enquiries, merges, conversions and hand-overs of the same people at once are each answered, and none waits for another in a circle', async () => {
  const owner = firm.staff.salespeople[0]?.id ?? 0
  const people = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const phone = freshPhone()
      return { phone, leads: [await lostLead(phone, owner), await lostLead(phone, null)] }
    }),
  )
  const deeds = [0, 1, 2].flatMap(round =>
    people.flatMap(({ phone, leads: [one, other] }, i) => {
      const [winner, loser] = (i + round) % 2 === 0 ? [one, other] : [other, one]
      return [
        () => enquire({ phone, assigned_to: owner }),
        () => enquire({ phone, ...READY }),
        () => admin.post('/crm/leads/merge', { winner_id: winner?.id, loser_id: loser?.id }),
        () => admin.post(`/crm/leads/${one?.id}/convert`, {}),
        () => admin.patch(`/crm/leads/${other?.id}`, { assigned_to: owner }),
        () => admin.post('/crm/assignment/runs', { lead_ids: [one?.id, other?.id] }),
      ]
    }),
  )
  const before = await deadlocks(firm.db)
  const answers: number[] = []
  // Fewer at a time than there are connections: nobody waits for one.
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      for (let next = deeds.shift(); next; next = deeds.shift()) answers.push((await next()).status)
    }),
  )
  await handled()
  expect(answers.filter(status => status >= 500)).toEqual([])
  expect((await deadlocks(firm.db)) - before).toBe(0)
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import type { Duplicate, Lead } from './leads.schemas.ts'

type Created = Lead & { duplicates: Duplicate[] }

let firm: LeadApp
let admin: Client
let employee: Client
beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
  employee = await firm.as('employee')
})
afterAll(() => firm.close())

let number = 9_820_000_000
const newPhone = () => String(++number)
const isMarked = async (lead: Lead) => (await admin.get(`/crm/leads/${lead.id}`)).json.is_duplicate
const add = async (client: Client, fields: object) =>
  (await client.post<Created>('/crm/leads', { name: 'Second', ...fields })).json
const owner = () => {
  const { id, name } = firm.staff.salespeople[5] ?? { id: 0, name: '' }
  return { id, name }
}

test('the same phone in another writing is told, and both are marked', async () => {
  const phone = newPhone()
  const first = await admin.lead({ phone, assigned_to: owner().id })
  expect(first.is_duplicate).toBe(false)
  const second = await add(admin, { phone: `+91 ${phone.slice(0, 5)}-${phone.slice(5)}` })
  expect(second.duplicates).toEqual([
    {
      lead_id: first.id,
      matched_on: 'phone',
      owner: owner(),
      ask_token: null,
      asked_at: null,
      may_reopen: false,
    },
  ])
  expect([second.is_duplicate, await isMarked(first)]).toEqual([true, true])
  const { json } = await admin.get<{ duplicates: Duplicate[] }>(`/crm/leads/${first.id}/duplicates`)
  expect(json.duplicates).toMatchObject([{ lead_id: second.id, matched_on: 'phone' }])
})

test.each([
  ['an e-mail in another case', { email: 'Case@Example.com' }, { email: 'case@example.COM' }, ['email']],
  [
    'both',
    { email: 'x@y.example', phone: '9811110001' },
    { email: 'x@y.example', phone: '9811110001' },
    ['email', 'phone'],
  ],
  ['a further phone', { phones: ['9811110002'] }, { phone: '9811110002' }, ['phone']],
  ['nothing', { phone: '9811110003' }, { phone: '9811110004', email: 'a@b.example' }, []],
])('matches on %s', async (_what, one, other, matchedOn) => {
  const first = await admin.lead(one)
  const second = await add(admin, other)
  expect(second.duplicates.map(match => match.matched_on).sort()).toEqual(matchedOn)
  expect(second.duplicates.every(match => match.lead_id === first.id)).toBe(true)
})

test('duplicates may be edited, and deleted, all at the same time', async () => {
  const phone = newPhone()
  const leads: Lead[] = []
  for (let i = 0; i < 6; i++) leads.push(await admin.lead({ phone }))
  const edits = leads.map(({ id }, i) =>
    admin.patch(`/crm/leads/${id}`, { email: `same-time-${i}@b.example` }),
  )
  expect((await Promise.all(edits)).map(answer => answer.status)).toEqual(leads.map(() => 200))
  expect(await Promise.all(leads.map(isMarked))).toEqual(leads.map(() => true))
  const deletions = leads.slice(1).map(({ id }) => admin.delete(`/crm/leads/${id}`))
  expect((await Promise.all(deletions)).map(answer => answer.status)).toEqual(leads.slice(1).map(() => 204))
  expect(await isMarked(leads[0] as Lead)).toBe(false)
})

test('who may not see the other lead learns that it is there and whose it is, no more', async () => {
  const phone = newPhone()
  const secret = await admin.lead({
    name: 'Secret Name',
    phone,
    location: 'Hidden City',
    assigned_to: owner().id,
  })
  const answer = await employee.post<Created>('/crm/leads', { name: 'Mine', phone })
  const hidden = { lead_id: null, matched_on: 'phone', owner: owner(), asked_at: null, may_reopen: false }
  const told = [{ ...hidden, ask_token: expect.any(String) }]
  expect(answer.json.duplicates).toEqual(told)
  const pairs = await employee.get<{ duplicates: Duplicate[] }>(`/crm/leads/${answer.json.id}/duplicates`)
  expect(pairs.json.duplicates).toEqual(told)
  const look = await employee.get<{ duplicates: Duplicate[] }>(`/crm/leads/duplicates?phone=${phone}`)
  expect(look.json.duplicates).toContainEqual(told[0])
  const history = await employee.get(`/crm/leads/${answer.json.id}/history`)
  for (const { text } of [answer, pairs, look, history]) {
    expect(text).not.toMatch(/Secret|Hidden/)
    expect(text).not.toMatch(new RegExp(`"lead_id":${secret.id}\\b`))
  }
  const looks = await firm.db.rows("SELECT user_id FROM audit_logs WHERE action = 'looked_for_duplicates'")
  expect(looks).toEqual([{ user_id: firm.staff.salespeople[0]?.id }])
})

test('a lost one is told to be reopened to whoever may, with its owner told; out of reach it is told as any other', async () => {
  const phone = newPhone()
  const lost = await admin.lead({ phone, assigned_to: owner().id })
  await admin.patch(`/crm/leads/${lost.id}`, { status: 'lost', lost_reason: 'Price' })
  const look = async (who: Client) =>
    (await who.get<{ duplicates: Duplicate[] }>(`/crm/leads/duplicates?phone=${phone}`)).json.duplicates
  expect(await look(admin)).toMatchObject([{ lead_id: lost.id, may_reopen: true }])
  expect(await look(employee)).toEqual([
    {
      ...{ lead_id: null, matched_on: 'phone', owner: owner() },
      ...{ ask_token: expect.any(String), asked_at: null, may_reopen: false },
    },
  ])
  expect((await admin.post(`/crm/leads/${lost.id}/reopen`, {})).json.status).toBe('new')
  expect(await look(admin)).toMatchObject([{ lead_id: lost.id, may_reopen: false }])
})

test('a phone that is added announces no pair again that was known', async () => {
  const email = 'known-pair@b.example'
  const first = await admin.lead({ email })
  const second = await admin.lead({ email })
  await admin.patch(`/crm/leads/${second.id}`, { phones: [newPhone()] })
  const events = "SELECT FROM events WHERE name = 'lead.duplicate_found' AND lead_id = $1"
  expect(await firm.db.rows(events, [first.id])).toHaveLength(1)
  expect(await isMarked(second)).toBe(true)
})

test('who is told of leads out of reach again and again, by adding or editing, is stopped for a minute', async () => {
  let now = Date.now()
  const other = await openLeadApp({ now: () => new Date(now) })
  try {
    const [all, own] = [await other.as('admin'), await other.as('employee')]
    const secret = await all.lead({ phone: newPhone(), assigned_to: other.staff.salespeople[5]?.id })
    const mine = await own.lead({ phone: newPhone() })
    const told = { phone: secret.phone }
    for (let i = 0; i < 19; i++)
      expect((await own.post('/crm/leads', { name: 'Told', ...told })).status).toBe(201)
    expect((await own.patch(`/crm/leads/${mine.id}`, told)).status).toBe(200)

    // Whether there is anything to tell or not: the refusal must not say it either.
    for (const contact of [told, { phone: newPhone() }]) {
      const added = await own.post('/crm/leads', { name: 'Too often', ...contact })
      expect([added.status, added.json.retry_after]).toEqual([429, 60])
      expect((await own.patch(`/crm/leads/${mine.id}`, contact)).status).toBe(429)
    }
    expect((await own.patch(`/crm/leads/${mine.id}`, { location: 'Pune' })).status).toBe(200)
    expect((await all.post('/crm/leads', { name: 'Sees all', ...told })).status).toBe(201)
    const noted = await other.db.rows(
      `SELECT action, count(*)::int AS n FROM audit_logs WHERE details->>'duplicates_out_of_reach' = '1' GROUP BY 1 ORDER BY 1`,
    )
    expect(noted).toMatchObject([
      { action: 'created_lead', n: 19 },
      { action: 'updated_lead', n: 1 },
    ])
    now += 61_000
    expect((await own.post('/crm/leads', { name: 'Later', ...told })).status).toBe(201)
  } finally {
    await other.close()
  }
})

test('of leads that arrive at once under one phone, each but the first sees another', async () => {
  const phone = newPhone()
  const answers = await Promise.all(Array.from({ length: 5 }, () => add(admin, { phone })))
  expect(answers.map(lead => lead.duplicates.length).sort()).toEqual([0, 1, 2, 3, 4])
  for (const lead of answers) expect(await isMarked(lead)).toBe(true)
})

describe('the marks follow', () => {
  test('a changed phone', async () => {
    const phone = newPhone()
    const first = await admin.lead({ phone })
    const second = await admin.lead({ phone: newPhone() })
    const met = await admin.patch(`/crm/leads/${second.id}`, { phone })
    expect([met.json.is_duplicate, await isMarked(first)]).toEqual([true, true])
    const parted = await admin.patch(`/crm/leads/${second.id}`, { phone: newPhone() })
    expect([parted.json.is_duplicate, await isMarked(first)]).toEqual([false, false])
  })

  test('a deletion and a restoring', async () => {
    const phone = newPhone()
    const first = await admin.lead({ phone })
    const second = await admin.lead({ phone })
    const third = await admin.lead({ phone: newPhone() })
    await admin.delete(`/crm/leads/${second.id}`)
    expect(await isMarked(first)).toBe(false)
    expect((await add(admin, { phone: newPhone() })).duplicates).toEqual([])
    await admin.patch(`/crm/leads/${third.id}`, { phone })
    const restored = await admin.post(`/crm/leads/${second.id}/restore`)
    expect(restored.json.is_duplicate).toBe(true)
    expect(await isMarked(first)).toBe(true)
    const { json } = await admin.get<{ duplicates: Duplicate[] }>(`/crm/leads/${second.id}/duplicates`)
    expect(json.duplicates.map(match => match.lead_id)).toEqual([third.id, first.id])
  })

  test('two edits that meet at the same moment', async () => {
    const phone = newPhone()
    const [one, other] = [await admin.lead(), await admin.lead()]
    await Promise.all([one, other].map(lead => admin.patch(`/crm/leads/${lead.id}`, { phone })))
    expect([await isMarked(one), await isMarked(other)]).toEqual([true, true])
  })
})

test('a changed address is no news to the duplicates', async () => {
  const phone = newPhone()
  const first = await admin.lead({ phone })
  const second = await admin.lead({ phone })
  await admin.patch(`/crm/leads/${second.id}`, { address: 'MG Road' })
  const events = await firm.db.rows(
    "SELECT 1 FROM events WHERE name = 'lead.duplicate_found' AND lead_id = $1",
    [first.id],
  )
  expect(events).toHaveLength(1)
  expect(await isMarked(second)).toBe(true)
})

test('an edit of a phone tells of pairs that are new, not again of those there were', async () => {
  const [phone, email] = [newPhone(), 'told.once@example.com']
  const old = await admin.lead({ phone, email })
  const lead = await admin.lead({ email })
  const next = newPhone()
  const met = await admin.lead({ phone: next })
  await admin.patch(`/crm/leads/${lead.id}`, { phone: next })
  const told = await firm.db.rows<{ lead_id: number }>(
    "SELECT lead_id FROM events WHERE name = 'lead.duplicate_found' AND lead_id = ANY ($1::int[]) ORDER BY id",
    [[old.id, met.id]],
  )
  expect(told.map(event => event.lead_id)).toEqual([old.id, met.id])
})

test('who is told at a creation of leads out of reach is on record', async () => {
  const phone = newPhone()
  await admin.lead({ phone, assigned_to: owner().id })
  const [hidden, plain] = [await add(employee, { phone }), await add(employee, { phone: newPhone() })]
  expect(hidden.duplicates).toMatchObject([{ lead_id: null, owner: owner() }])
  const entries = await firm.db.rows<{ details: unknown }>(
    "SELECT details FROM audit_logs WHERE action = 'created_lead' AND record_id = ANY ($1::bigint[]) ORDER BY id",
    [[hidden.id, plain.id]],
  )
  expect(entries).toEqual([{ details: { duplicates_out_of_reach: 1 } }, { details: null }])
})

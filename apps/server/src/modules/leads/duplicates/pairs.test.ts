import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'
import { quiet } from '../../../../test/test-database.ts'
import type { Lead } from '../leads.schemas.ts'
import { lookAlikesJob } from './look-alikes-job.ts'
import type { Household, SuspectedPair } from './pairs.schemas.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

let number = 9_840_000_000
const newPhone = () => `+91${++number}`
const owner = (i: number) => firm.staff.salespeople[i]?.id
const RUN = { log: quiet, jobId: '1', attempt: 1, isLastAttempt: false, signal: new AbortController().signal }
/** Does what the job does every minute, until it has read everything: as long as others of this server write, some of it waits. */
const look = () =>
  vi.waitFor(
    async () => {
      await lookAlikesJob({ db: firm.db, crypto: firm.app.platform.crypto }).run({}, RUN)
      const unread = await firm.db.rows(
        `SELECT FROM events e JOIN event_consumers c ON c.name = 'leads.look-alikes' AND (e.txid, e.id) > (c.txid, c.id) LIMIT 1`,
      )
      expect(unread).toEqual([])
    },
    { interval: 20 },
  )

const pairsFrom = async (query: string, client = admin) =>
  (
    await client.get<{ data: SuspectedPair[]; next_cursor: string | null }>(
      `/crm/leads/duplicate-pairs?${query}`,
    )
  ).json
/** The pair of these two, as the list tells it. */
async function pairOf(one: Lead, other: Lead, query = 'state=open'): Promise<SuspectedPair | undefined> {
  const { data } = await pairsFrom(`${query}&limit=100`)
  return data.find(pair => pair.first.lead?.id === one.id && pair.second.lead?.id === other.id)
}
const decide = (one: Lead, other: Lead, decision: string | null, client = admin) =>
  client.put('/crm/leads/duplicate-pairs/decision', { lead_id: other.id, other_id: one.id, decision })
const get = async (lead: Lead) => (await admin.get(`/crm/leads/${lead.id}`)).json
const householdOf = async (lead: Lead, client = admin) =>
  (await client.get<Household>(`/crm/leads/${lead.id}/household`)).json

describe('names that read alike in one city', () => {
  test('are found by the job, told with how alike they are, and mark nothing', async () => {
    const home = { location: 'Pune', configuration: '3 BHK', budget: 1_500_000 }
    const one = await admin.lead({ name: 'Vikas Choudhary', phone: newPhone(), ...home })
    const other = await admin.lead({
      name: 'Mr. Vikash Chaudhari',
      phone: newPhone(),
      ...home,
      location: 'Poona',
    })
    expect(await pairOf(one, other)).toBeUndefined()
    // While a file comes in, its leads are not compared beside it.
    const [file] = await firm.db.rows<{ id: number }>(
      `INSERT INTO lead_imports (user_id, status, kind, file_name, file_key, found, rows_total)
       VALUES ($1, 'running', 'leads', 'a.csv', 'a', '{}', 1) RETURNING id`,
      [firm.staff.adminId],
    )
    await lookAlikesJob({ db: firm.db, crypto: firm.app.platform.crypto }).run({}, RUN)
    expect(await pairOf(one, other)).toBeUndefined()
    await firm.db.rows('DELETE FROM lead_imports WHERE id = $1', [file?.id])
    await look()
    const pair = await pairOf(one, other, 'strength=weak')
    expect(pair).toMatchObject({ matched_on: ['name'], strength: 'weak', decision: null })
    expect(pair?.score).toBeGreaterThan(55)
    expect(await pairOf(one, other, 'strength=strong')).toBeUndefined()
    expect((await get(one)).is_duplicate).toBe(false)
    const told = await admin.get<{ duplicates: object[] }>(`/crm/leads/${one.id}/duplicates`)
    expect(told.json.duplicates).toMatchObject([{ lead_id: other.id, matched_on: 'name' }])
    await admin.patch(`/crm/leads/${other.id}`, { name: 'Mohit Chaudhari' })
    await look()
    expect(await pairOf(one, other)).toBeUndefined()
  })

  test('are not told where the other lead is out of reach', async () => {
    const [mine, theirs] = [
      await admin.lead({ name: 'Ishaan Bhattacharya', location: 'Pune', assigned_to: owner(0) }),
      await admin.lead({ name: 'Ishan Bhattacharya', location: 'Pune', assigned_to: owner(6) }),
    ]
    await look()
    expect(await pairOf(mine, theirs)).toBeDefined()
    const employee = await firm.as('employee')
    const told = await employee.get<{ duplicates: object[] }>(`/crm/leads/${mine.id}/duplicates`)
    expect(told.json.duplicates).toEqual([])
  })

  test('say nothing when many bear the name', async () => {
    const leads: Lead[] = []
    for (let i = 0; i < 8; i++) leads.push(await admin.lead({ name: 'Rahul Sharma', location: 'Nagpur' }))
    await look()
    const [first, second] = leads as [Lead, Lead]
    expect(await pairOf(first, second)).toBeUndefined()
  })

  test('a lead that is deleted and brought back is found again', async () => {
    const one = await admin.lead({ name: 'Devika Ranganathan', location: 'Chennai' })
    const other = await admin.lead({ name: 'Deevika Ranganathan', location: 'Madras' })
    await look()
    expect(await pairOf(one, other)).toBeDefined()
    await admin.delete(`/crm/leads/${one.id}`)
    expect(await pairOf(one, other)).toBeUndefined()
    await admin.post(`/crm/leads/${one.id}/restore`)
    await look()
    expect(await pairOf(one, other)).toBeDefined()
  })

  test('leads from before get their terms, too', async () => {
    const one = await admin.lead({
      name: 'Before Upgrade',
      location: 'Salem',
      address: '12, Lotus Street, Salem',
    })
    const other = await admin.lead({ name: 'Befor Upgrade', location: 'Salem', address: '12 Lotus St Salem' })
    await look()
    await firm.db.rows("DELETE FROM lead_terms WHERE term ^@ 'b:' OR term ^@ 'a:'")
    await firm.db.rows("DELETE FROM lead_duplicates WHERE matched_on IN ('name', 'address')")
    await firm.db.rows('INSERT INTO lead_term_backfill (after_id) VALUES (0)')
    await look()
    expect(await pairOf(one, other)).toBeDefined()
    expect((await householdOf(one)).members).toMatchObject([{ lead_id: other.id, shares: ['address'] }])
    expect(await firm.db.rows('SELECT FROM lead_term_backfill')).toEqual([])
  })
})

describe('not a duplicate', () => {
  test('is remembered whatever phones become, shows among the settled, and can be taken back', async () => {
    const phone = newPhone()
    const one = await admin.lead({ name: 'Apart One', phone })
    const other = await admin.lead({ name: 'Apart Two', phone })
    expect(await pairOf(one, other, 'strength=strong')).toMatchObject({ matched_on: ['phone'], score: 100 })
    expect((await decide(one, other, 'not_duplicate')).status).toBe(200)
    expect(await pairOf(one, other)).toBeUndefined()
    expect([(await get(one)).is_duplicate, (await get(other)).is_duplicate]).toEqual([false, false])
    await admin.patch(`/crm/leads/${one.id}`, { phone: newPhone() })
    const again = await admin.patch(`/crm/leads/${one.id}`, { phone })
    expect(again.json.is_duplicate).toBe(false)
    await admin.delete(`/crm/leads/${other.id}`)
    await admin.post(`/crm/leads/${other.id}/restore`)
    expect(await pairOf(one, other)).toBeUndefined()
    expect(await pairOf(one, other, 'state=settled')).toMatchObject({
      decision: { is: 'not_duplicate', by: { name: expect.any(String) } },
    })
    expect((await householdOf(one)).members).toEqual([])
    expect((await decide(one, other, null)).status).toBe(200)
    expect(await pairOf(one, other)).toMatchObject({ matched_on: ['phone'], decision: null })
    expect([(await get(one)).is_duplicate, (await get(other)).is_duplicate]).toEqual([true, true])
  })

  test('of names that are alike: not found again, back with its score when taken back', async () => {
    const one = await admin.lead({ name: 'Tejaswini Kulkarni', location: 'Satara' })
    const other = await admin.lead({ name: 'Tejasvini Kulkarni', location: 'Satara' })
    await look()
    const { score } = (await pairOf(one, other)) ?? {}
    await decide(one, other, 'not_duplicate')
    await admin.patch(`/crm/leads/${one.id}`, { budget: 5 })
    await look()
    expect(await pairOf(one, other)).toBeUndefined()
    await decide(one, other, null)
    expect(await pairOf(one, other)).toMatchObject({ matched_on: ['name'], score })
  })

  test('a third lead with the same phone is still told', async () => {
    const phone = newPhone()
    const one = await admin.lead({ phone })
    const other = await admin.lead({ phone })
    await decide(one, other, 'not_duplicate')
    const third = await admin.lead({ phone })
    expect(third.is_duplicate).toBe(true)
    expect(await pairOf(one, third)).toBeDefined()
    await admin.delete(`/crm/leads/${third.id}`)
    expect((await get(one)).is_duplicate).toBe(false)
  })

  test('a merge hands it on to the winner, and its undo takes it away', async () => {
    const [phone, apart] = [newPhone(), await admin.lead({ name: 'Apart' })]
    await admin.patch(`/crm/leads/${apart.id}`, { phone })
    const loser = await admin.lead({ name: 'Loser', phone })
    const winner = await admin.lead({ name: 'Winner' })
    await decide(apart, loser, 'not_duplicate')
    const merged = await admin.post('/crm/leads/merge', { winner_id: winner.id, loser_id: loser.id })
    expect(await pairOf(apart, winner)).toBeUndefined()
    expect(await pairOf(apart, winner, 'state=settled')).toBeDefined()
    await admin.post(`/crm/leads/merges/${merged.json.merge_id}/undo`)
    expect(await pairOf(apart, winner, 'state=settled')).toBeUndefined()
    expect(await pairOf(apart, loser, 'state=settled')).toBeDefined()
  })
})

test('what is put off comes again after a week', async () => {
  const phone = newPhone()
  const [one, other] = [await admin.lead({ phone }), await admin.lead({ phone })]
  await decide(one, other, 'later')
  expect(await pairOf(one, other)).toBeUndefined()
  expect(await pairOf(one, other, 'state=later')).toMatchObject({ decision: { is: 'later' } })
  expect((await get(one)).is_duplicate).toBe(true)
  await firm.db.rows(
    "UPDATE duplicate_decisions SET until = now() - interval '1 second' WHERE decision = 'later'",
  )
  expect(await pairOf(one, other)).toBeDefined()
})

describe('a household', () => {
  test('is who shares a phone, an e-mail or an address; what is said holds and marks both', async () => {
    const phone = newPhone()
    const address = 'B-204, Kumar Society, Baner Road'
    const one = await admin.lead({ name: 'Wife', phone, address, assigned_to: owner(0) })
    const spouse = await admin.lead({ name: 'Husband', phone, assigned_to: owner(0) })
    const mother = await admin.lead({
      name: 'Mother',
      address: 'B 204 Kumar Soc. Baner Rd',
      assigned_to: owner(6),
    })
    await look()
    expect((await get(mother)).in_household).toBe(true)
    expect((await householdOf(one)).members).toMatchObject([
      { lead_id: mother.id, name: 'Mother', shares: ['address'], is_confirmed: false },
      { lead_id: spouse.id, shares: ['phone'], is_confirmed: false },
    ])
    expect(await pairOf(one, mother)).toBeUndefined()
    await decide(one, spouse, 'household')
    expect(await pairOf(one, spouse)).toBeUndefined()
    expect(await get(spouse)).toMatchObject({ is_duplicate: false, in_household: true })
    await admin.patch(`/crm/leads/${spouse.id}`, { phone: newPhone() })
    expect((await householdOf(one)).members).toMatchObject([
      { lead_id: mother.id },
      { lead_id: spouse.id, shares: [], is_confirmed: true },
    ])
    await admin.delete(`/crm/leads/${spouse.id}`)
    expect((await householdOf(one)).members).toHaveLength(1)
    await admin.post(`/crm/leads/${spouse.id}/restore`)
    expect(await get(spouse)).toMatchObject({ in_household: true })
    const employee = await firm.as('employee')
    const told = await householdOf(one, employee)
    expect(told.members).toMatchObject([{ lead_id: spouse.id }])
    expect(told.hidden).toEqual([{ owner: { id: owner(6), name: expect.any(String) }, count: 1 }])
    await admin.patch(`/crm/leads/${mother.id}`, { address: null })
    await look()
    expect(await get(mother)).toMatchObject({ in_household: false })
  })
})

describe('the list', () => {
  test('goes on by cursor, newest first, each pair once', async () => {
    const phone = newPhone()
    for (let i = 0; i < 4; i++) await admin.lead({ phone, email: 'often@x.example' })
    const whole = (await pairsFrom('limit=100')).data
    const seen: SuspectedPair[] = []
    let cursor = ''
    do {
      const page = await pairsFrom(`limit=4${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.data)
      cursor = page.next_cursor ?? ''
    } while (cursor)
    const ids = (pairs: SuspectedPair[]) =>
      pairs.map(pair => `${pair.second.lead?.id} ${pair.first.lead?.id}`)
    expect(ids(seen)).toEqual(ids(whole))
    expect(new Set(ids(whole)).size).toBe(whole.length)
    expect(whole[0]?.matched_on.toSorted()).toEqual(['email', 'phone'])
    expect((await admin.get('/crm/leads/duplicate-pairs?cursor=x')).status).toBe(400)
  })

  test('is for who may merge, and shows no more of a lead out of reach than its owner', async () => {
    for (const login of ['manager', 'employee']) {
      expect((await (await firm.as(login)).get('/crm/leads/duplicate-pairs')).status).toBe(403)
    }
    await firm.db.rows(
      `INSERT INTO permissions (role_id, module_name, action, allowed, scope)
       SELECT id, 'CRM', 'merge', true, 'team' FROM roles WHERE name = 'Manager'
       ON CONFLICT (role_id, module_name, action) DO UPDATE SET allowed = true, scope = 'team'`,
    )
    const manager = await firm.as('manager')
    const phone = newPhone()
    const mine = await admin.lead({ name: 'Mine', phone, assigned_to: owner(0) })
    const secret = await admin.lead({ name: 'Zebra Secret', phone, assigned_to: owner(6) })
    const answer = await manager.get<{ data: SuspectedPair[] }>('/crm/leads/duplicate-pairs?limit=100')
    const pair = answer.json.data.find(one => one.first.lead?.id === mine.id)
    expect(pair?.second).toMatchObject({ lead: null, owner: { id: owner(6) }, ask_token: expect.any(String) })
    expect(answer.text).not.toContain('Zebra')
    for (const { first, second } of answer.json.data) expect(first.lead ?? second.lead).not.toBeNull()
    expect((await decide(mine, secret, 'not_duplicate', manager)).status).toBe(404)
  })

  test('decisions are checked', async () => {
    const one = await admin.lead()
    expect((await decide(one, one, 'later')).status).toBe(400)
    expect((await decide(one, { ...one, id: 999_999 }, 'later')).status).toBe(404)
    expect((await decide(one, await admin.lead(), 'maybe')).status).toBe(400)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Duplicate, Lead } from '../leads.schemas.ts'
import type { AccessRequest } from './access-requests.schemas.ts'

type Created = Lead & { duplicates: Duplicate[] }
type Asked = AccessRequest & Problem

let firm: LeadApp
let admin: Client
let employee: Client
beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
  employee = await firm.as('employee')
})
afterAll(() => firm.close())

let number = 9_850_000_000
const newPhone = () => `+91${++number}`
const requester = () => firm.staff.salespeople[0]?.id
/** In the team of manager@. */
const colleague = () => firm.staff.salespeople[1]?.id

/** A lead of somebody else, and the token that employee@ gets for it. */
async function hidden(assigned_to: number | null | undefined = colleague()) {
  const phone = newPhone()
  const lead = await admin.lead({ name: 'Hidden Himself', phone, assigned_to })
  const mine = (await employee.post<Created>('/crm/leads', { name: 'Mine', phone })).json
  return { lead, mine, ask_token: mine.duplicates[0]?.ask_token ?? '' }
}
const ask = (ask_token: string, client = employee, reason?: string) =>
  client.post<Asked>('/crm/leads/access-requests', { ask_token, ...(reason && { reason }) })
const decide = (id: number, decision: string, client: Client) =>
  client.post<Asked>(`/crm/leads/access-requests/${id}/decision`, { decision })
const listed = async (client: Client, query = '') =>
  (await client.get<{ data: AccessRequest[] }>(`/crm/leads/access-requests?${query}`)).json.data
const eventsOf = (lead: Lead) =>
  firm.db.rows<{ name: string; actor_id: number; data: Record<string, unknown> }>(
    "SELECT name, actor_id, data FROM events WHERE lead_id = $1 AND name LIKE 'lead.access%' ORDER BY id",
    [lead.id],
  )

test('asking tells the owner and the manager, and the one who asks no more than before', async () => {
  const { lead, mine, ask_token } = await hidden()
  const answer = await ask(ask_token, employee, 'She called me about her kitchen')
  expect(answer.status).toBe(201)
  expect(answer.json).toMatchObject({
    lead: null,
    status: 'open',
    owner: { id: colleague() },
    requester: { id: requester() },
    reason: 'She called me about her kitchen',
  })
  expect(answer.text).not.toMatch(new RegExp(`Hidden|"id":${lead.id}\\b.*name":"Hidden`))
  expect((await ask(ask_token)).json.id).toBe(answer.json.id)
  expect(await eventsOf(lead)).toMatchObject([
    {
      name: 'lead.access_requested',
      actor_id: requester(),
      data: {
        request_id: answer.json.id,
        requester_id: requester(),
        owner_id: colleague(),
        team_id: lead.team_id,
      },
    },
  ])
  const pairs = await employee.get<{ duplicates: Duplicate[] }>(`/crm/leads/${mine.id}/duplicates`)
  expect(pairs.json.duplicates[0]?.asked_at).toEqual(expect.any(String))
  expect(await listed(employee, 'of=me')).toMatchObject([{ id: answer.json.id, lead: null }])
  expect(await listed(employee)).toEqual([])
  for (const login of ['manager', 'admin']) {
    const [first] = await listed(await firm.as(login))
    expect(first).toMatchObject({ id: answer.json.id, lead: { id: lead.id, name: 'Hidden Himself' } })
  }
  const audit = await firm.db.rows(
    "SELECT user_id, record_id FROM audit_logs WHERE action = 'asked_for_access'",
  )
  expect(audit).toEqual([{ user_id: requester(), record_id: lead.id }])
})

describe('granted', () => {
  test('the lead is handed over, and whoever asked is told', async () => {
    const { lead, ask_token } = await hidden()
    const { id } = (await ask(ask_token)).json
    const manager = await firm.as('manager')
    const answer = await decide(id, 'grant', manager)
    expect(answer.json).toMatchObject({ status: 'granted', decided_by: { id: expect.any(Number) } })
    expect((await employee.get(`/crm/leads/${lead.id}`)).json).toMatchObject({
      assigned_to: requester(),
      version: lead.version + 1,
    })
    expect((await decide(id, 'grant', manager)).json).toEqual(answer.json)
    expect((await decide(id, 'decline', manager)).status).toBe(422)
    const names = (await eventsOf(lead)).map(event => event.name)
    expect(names).toEqual(['lead.access_requested', 'lead.access_granted'])
    expect(await listed(employee, 'of=me')).toContainEqual(
      expect.objectContaining({ id, status: 'granted', lead: { id: lead.id, name: 'Hidden Himself' } }),
    )
  })

  test('by the owner, who assigns nobody else', async () => {
    const phone = newPhone()
    const lead = await employee.lead({ name: 'Of the employee', phone })
    const other = (await firm.as('manager')).post<Created>
    expect(other).toBeDefined()
    // Somebody of the other team, who does not see it.
    await firm.db.rows(`INSERT INTO lead_access_requests (lead_id, requester_id) VALUES ($1, $2)`, [
      lead.id,
      firm.staff.salespeople[6]?.id,
    ])
    const [request] = await listed(employee)
    expect(request).toMatchObject({ lead: { id: lead.id } })
    expect((await decide(request?.id ?? 0, 'grant', employee)).json.status).toBe('granted')
    expect((await employee.get(`/crm/leads/${lead.id}`)).status).toBe(404)
  })

  test('not to somebody who has left', async () => {
    const lead = await admin.lead({ assigned_to: colleague() })
    const left = firm.staff.salespeople[7]?.id
    await firm.db.rows('INSERT INTO lead_access_requests (lead_id, requester_id) VALUES ($1, $2)', [
      lead.id,
      left,
    ])
    await firm.db.rows('UPDATE users SET is_active = false WHERE id = $1', [left])
    const [request] = await listed(admin)
    expect((await decide(request?.id ?? 0, 'grant', admin)).status).toBe(422)
    expect((await decide(request?.id ?? 0, 'decline', admin)).json.status).toBe('declined')
  })
})

test('declined: nothing changes hands', async () => {
  const { lead, ask_token } = await hidden()
  const { id } = (await ask(ask_token)).json
  expect((await decide(id, 'decline', admin)).json.status).toBe('declined')
  expect((await employee.get(`/crm/leads/${lead.id}`)).status).toBe(404)
  expect((await eventsOf(lead)).at(-1)?.name).toBe('lead.access_declined')
  // One may ask again.
  expect((await ask(ask_token)).json.id).not.toBe(id)
})

describe('refused', () => {
  test('a token that is made up, somebody else’s, old, or of a lead that is gone', async () => {
    const { lead, ask_token } = await hidden()
    const refused = async (token: string, client = employee) => {
      const { status, json } = await ask(token, client)
      expect([status, json.errors?.[0]?.path]).toEqual([400, 'ask_token'])
    }
    await refused('made-up')
    await refused(`${ask_token.slice(0, -2)}AA`)
    await refused(ask_token, await firm.as('manager'))
    await admin.delete(`/crm/leads/${lead.id}`)
    await refused(ask_token)
  })

  test('to ask for a lead that one sees, and to decide on what is not one’s own', async () => {
    const { lead, ask_token } = await hidden()
    const { id } = (await ask(ask_token)).json
    expect((await decide(id, 'grant', employee)).status).toBe(404)
    expect((await decide(999_999, 'grant', admin)).status).toBe(404)
    await admin.patch(`/crm/leads/${lead.id}`, { assigned_to: requester() })
    expect((await ask(ask_token)).status).toBe(422)
    const far = await hidden(firm.staff.salespeople[6]?.id)
    const other = (await ask(far.ask_token)).json
    expect((await decide(other.id, 'grant', await firm.as('manager'))).status).toBe(404)
    expect((await decide(id, 'grant', await firm.as('designer'))).status).toBe(403)
  })
})

test('a merge takes the request along, and its undo gives it back', async () => {
  const { lead, ask_token } = await hidden()
  const { id } = (await ask(ask_token)).json
  const winner = await admin.lead({ name: 'Winner', assigned_to: colleague() })
  const merged = await admin.post('/crm/leads/merge', { winner_id: winner.id, loser_id: lead.id })
  const of = async () => (await listed(admin)).find(request => request.id === id)?.lead?.id
  expect(await of()).toBe(winner.id)
  await admin.post(`/crm/leads/merges/${merged.json.merge_id}/undo`)
  expect(await of()).toBe(lead.id)
})

test('no more than twenty an hour', async () => {
  const answers: number[] = []
  for (let i = 0; i < 21; i++) answers.push((await ask('made-up')).status)
  expect(answers.at(-1)).toBe(429)
})

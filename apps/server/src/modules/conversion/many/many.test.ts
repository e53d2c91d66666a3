import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { move, readStages, type StageBook } from '../../../../test/board-client.ts'
import { PNG } from '../../../../test/documents.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Bulk } from '../../leads/index.ts'
import type { Converted } from '../conversion.schemas.ts'
import type { ManyChecklist } from './many.schemas.ts'

let firm: LeadApp
let admin: Client
let book: StageBook
let phones = 0

beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
  book = await readStages(firm)
})
afterAll(() => firm.close())

const READY = { project_type: 'residential', budget: 1_500_000 }
const freshPhone = () => `+9198230${String(10_000 + phones++)}`
const check = (selection: object, client = admin) =>
  client.post<ManyChecklist & Problem>('/crm/bulk/convert/check', { selection })
const start = (body: object, client = admin, headers = {}) =>
  client.post<Bulk & Problem>('/crm/bulk/convert', body, headers)
const failuresOf = async (id: number) =>
  (await admin.get<{ data: { lead_id: number; reason: string }[] }>(`/crm/bulk/${id}/failures`)).json.data
const clientOf = (ids: readonly number[]) =>
  firm.db.rows<{ lead_id: number; client_id: number }>(
    'SELECT lead_id, client_id FROM conversions WHERE lead_id = ANY ($1::int[]) ORDER BY lead_id',
    [ids],
  )
const eventsOf = async (id: number, name: string) =>
  (await firm.db.rows('SELECT FROM events WHERE lead_id = $1 AND name = $2', [id, name])).length

const over = (id: number, client = admin) =>
  vi.waitFor(
    async () => {
      const { json } = await client.get<Bulk>(`/crm/bulk/${id}`)
      expect(['done', 'cancelled', 'failed']).toContain(json.status)
      return json
    },
    { interval: 50 },
  )
async function convert(body: object, client = admin): Promise<Bulk> {
  const { status, json, text } = await start(body, client)
  expect(status, text).toBe(202)
  return over(json.id, client)
}

async function addFile(leadId: number): Promise<number> {
  const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="signed.png"\r\n\r\n'
  const answer = await admin.send<{ id: number }>({
    method: 'POST',
    url: `/crm/leads/${leadId}/files`,
    payload: Buffer.concat([Buffer.from(head), PNG, Buffer.from('\r\n--x--\r\n')]),
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  })
  return answer.json.id
}

test('tells how many are ready and of the others, by lead, all that is missing', async () => {
  const [ready, bare, lost, client, stuck] = [
    await admin.lead(READY),
    await admin.lead({ name: 'Bare' }),
    await admin.lead({ ...READY, name: 'Lost' }),
    await admin.lead(READY),
    await admin.lead({ ...READY, name: 'Gone' }),
  ]
  await admin.patch(`/crm/leads/${lost.id}`, { status: 'lost', lost_reason: 'Price' })
  await admin.post(`/crm/leads/${client.id}/convert`, {})
  await admin.delete(`/crm/leads/${stuck.id}`)
  const ids = [ready, bare, lost, client, stuck].map(({ id }) => id)
  const { json } = await check({ ids })
  expect(json).toEqual({
    ...{ total: 4, ready: 1, already: 1, lacking: 1, refused: 1, asks_note: false },
    leads: [
      {
        ...{ lead_id: bare.id, name: 'Bare', version: 1, missing: ['budget', 'project_type'] },
        missing_with: {
          residential: ['budget'],
          commercial: ['budget'],
          high_budget: ['budget'],
        },
        quote_to_sign: null,
      },
    ],
    refusals: [{ lead_id: lost.id, name: 'Lost', reason: 'A lost lead is reopened before it is converted' }],
  })
})

describe('a conversion of many', () => {
  test('converts each as a single one, counts clients as such, keeps the others with the reason, and is taken back', async () => {
    const leads = [await admin.lead(READY), await admin.lead(), await admin.lead(READY), await admin.lead()]
    const [ready, filled, client, bare] = leads.map(({ id }) => id) as [number, number, number, number]
    await move(admin, ready, { stage_id: book.stageId('Residential', 'Quote Sent') })
    await admin.post(`/crm/leads/${client}/convert`, {})
    const given = [{ lead_id: filled, version: 1, fields: { ...READY, phone: freshPhone() } }]
    const done = await convert({ selection: { ids: [ready, filled, client, bare] }, given, note: 'Fair' })
    expect(done).toMatchObject({
      ...{ action: 'convert', status: 'done', total: 4, changed: 2, same: 1, failed: 1, may_undo: true },
      params: {},
    })
    expect(await failuresOf(done.id)).toEqual([
      {
        ...{ lead_id: bare, name: 'Lead' },
        reason: 'Converted needs the budget; Converted needs the project type',
      },
    ])
    expect((await clientOf([ready, filled, client, bare])).map(one => one.lead_id)).toEqual([
      ready,
      filled,
      client,
    ])
    for (const id of [ready, filled, client]) expect(await eventsOf(id, 'lead.converted')).toBe(1)
    expect((await admin.get(`/crm/leads/${filled}`)).json).toMatchObject({ ...READY, status: 'converted' })

    const undone = await admin.post<Bulk>(`/crm/bulk/${done.id}/undo`)
    expect(await over(undone.json.id)).toMatchObject({ action: 'undo', changed: 2, failed: 0 })
    expect((await admin.get(`/crm/leads/${ready}`)).json.stage).toBe('Quote Sent')
    expect((await clientOf([ready, filled, client])).map(one => one.lead_id)).toEqual([client])
  })

  test('with evidence signs what it names, and refuses a file of another lead for that lead alone', async () => {
    const stage = `/crm/settings/pipelines/${book.pipelineId('Standard')}/stages/${book.stageId('Standard', 'Converted')}`
    await admin.patch(stage, { required_fields: ['signed_quote', 'booking_payment'] })
    const [one, other] = [await admin.lead(), await admin.lead()]
    const file = await addFile(one.id)
    await admin.post(`/crm/leads/${one.id}/quotes`, { amount: 900, quoted_on: '2026-11-02', status: 'sent' })
    const ids = [one.id, other.id]
    const { json } = await check({ ids })
    expect(json.leads.map(lead => lead.missing)).toEqual([
      ['signed_quote', 'booking_payment'],
      ['signed_quote', 'signed_quote.amount', 'booking_payment'],
    ])
    const payment = { amount: 100, paid_on: '2026-11-20', file_id: file }
    const signed_quote = { file_id: file, quote_id: json.leads[0]?.quote_to_sign?.id }
    const given = [
      { lead_id: one.id, evidence: { signed_quote, booking_payment: payment } },
      {
        lead_id: other.id,
        evidence: { signed_quote: { file_id: file, amount: 5 }, booking_payment: payment },
      },
    ]
    const done = await convert({ selection: { ids }, given })
    expect(done).toMatchObject({ changed: 1, failed: 1 })
    expect(await failuresOf(done.id)).toMatchObject([
      { lead_id: other.id, reason: 'The signed quote is not a file of this lead' },
    ])
    await admin.patch(stage, { required_fields: ['budget', 'project_type'] })
  })

  test('of all that a filter finds reaches only what may be converted, and is quiet when they are many', async () => {
    const source = 'fair 2026'
    const leads = []
    for (let n = 0; n < 101; n++) leads.push(await admin.lead({ ...READY, source, phone: freshPhone() }))
    const [first, second] = leads
    const selection = { filters: { source: [source] }, except: [first?.id] }
    expect((await check(selection)).json).toMatchObject({ total: 100, ready: 100 })
    const key = { 'idempotency-key': 'fair-2026' }
    const [once, twice] = [await start({ selection }, admin, key), await start({ selection }, admin, key)]
    expect(twice.json).toEqual(once.json)
    expect(await over(once.json.id)).toMatchObject({ total: 100, changed: 100 })
    expect((await admin.get(`/crm/leads/${first?.id}`)).json.status).toBe('new')
    expect(await eventsOf(second?.id ?? 0, 'lead.converted')).toBe(1)
  })

  test('at once with single ones of the same people makes one client of each, everything once', async () => {
    const shared = Array.from({ length: 6 }, freshPhone)
    const pairs = []
    for (const phone of [...shared, ...shared.toReversed()]) pairs.push(await admin.lead({ ...READY, phone }))
    const ids = pairs.map(({ id }) => id)
    const { json } = await start({ selection: { ids } })
    const singles = await Promise.all(
      ids.toReversed().map(id => admin.post<Converted>(`/crm/leads/${id}/convert`, {})),
    )
    expect(singles.filter(({ status }) => status >= 300)).toEqual([])
    const done = await over(json.id)
    expect([done.failed, done.changed + done.same]).toEqual([0, 12])
    const clients = await clientOf(ids)
    expect([clients.length, new Set(clients.map(one => one.client_id)).size]).toEqual([12, 6])
    for (const id of ids) expect(await eventsOf(id, 'lead.converted')).toBe(1)
  })

  test('keeps what was filled in sealed, and forgets it at the end', async () => {
    const lead = await admin.lead(READY)
    const phone = freshPhone()
    const { json } = await start({
      selection: { ids: [lead.id] },
      given: [{ lead_id: lead.id, fields: { phone } }],
    })
    const [row] = await firm.db.rows<{ text: string }>(
      "SELECT b::text || encode(coalesce(given, ''), 'escape') AS text FROM bulk_changes b WHERE id = $1",
      [json.id],
    )
    expect(row?.text).not.toContain(phone.slice(3))
    await over(json.id)
    expect(await firm.db.rows('SELECT given FROM bulk_changes WHERE id = $1', [json.id])).toEqual([
      { given: null },
    ])
    expect((await admin.get(`/crm/leads/${lead.id}`)).json.phone).toBe(phone)
  })

  test.each([
    [{ selection: {} }, 400, 'selection'],
    [{ selection: { ids: [1] }, given: [{ lead_id: 1 }, { lead_id: 1 }] }, 400, 'given.1.lead_id'],
    [
      { selection: { ids: [1] }, given: [{ lead_id: 1, fields: { status: 'lost' } }] },
      400,
      'given.0.fields.status',
    ],
    [
      { selection: { ids: [1] }, given: [{ lead_id: 1, fields: { phone: 'x' } }] },
      400,
      'given.0.fields.phone',
    ],
    [
      {
        selection: { ids: [1] },
        given: [
          { lead_id: 1, evidence: { booking_payment: { amount: 1, paid_on: '2999-01-01', file_id: 1 } } },
        ],
      },
      422,
      'given.0.evidence.booking_payment.paid_on',
    ],
  ])('with %j is refused, naming the field', async (body, status, path) => {
    const answer = await start(body)
    expect([answer.status, answer.json.errors?.[0]?.path]).toEqual([status, path])
  })

  test('reaches no further than both rights do', async () => {
    const manager = await firm.as('manager')
    expect((await check({ ids: [1] }, manager)).status).toBe(403)
    await firm.db.rows(
      `INSERT INTO permissions (role_id, module_name, action, allowed, scope)
       SELECT id, 'CRM', 'bulk', true, 'team' FROM roles WHERE name = 'Manager'
       ON CONFLICT (role_id, module_name, action) DO UPDATE SET allowed = true, scope = 'team'`,
    )
    const [mine] = firm.staff.salespeople.filter(one => one.teamId === firm.staff.teams.puneId)
    const [theirs] = firm.staff.salespeople.filter(one => one.teamId === firm.staff.teams.bengaluruId)
    const near = await admin.lead({ ...READY, assigned_to: mine?.id })
    const far = await admin.lead({ ...READY, assigned_to: theirs?.id })
    const ids = [near.id, far.id]
    const reach = await check({ ids }, manager)
    expect(reach.json).toMatchObject({ total: 1, ready: 1 })
    const done = await convert({ selection: { ids } }, manager)
    expect(done).toMatchObject({ changed: 1, failed: 1, may_undo: false })
    expect((await manager.post(`/crm/bulk/${done.id}/undo`)).status).toBe(403)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PNG } from '../../../../test/documents.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Client as ClientProfile, Converted } from '../conversion.schemas.ts'
import type { Quote, QuoteList } from './quotes.schemas.ts'

let firm: LeadApp
let admin: Client
let employee: Client
let phones = 0

beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
  employee = await firm.as('employee')
})
afterAll(() => firm.close())

const DAY = { quoted_on: '2026-11-02' }
const READY = { project_type: 'residential', budget: 1_500_000 }
const offer = (by: Client, leadId: number, body: object, headers = {}) =>
  by.post<Quote & Problem>(`/crm/leads/${leadId}/quotes`, { ...DAY, ...body }, headers)
const change = (by: Client, id: number, body: object) => by.patch<Quote & Problem>(`/crm/quotes/${id}`, body)
const quotesOf = async (leadId: number) =>
  (await admin.get<QuoteList>(`/crm/leads/${leadId}/quotes`)).json.data
const withPhone = () => ({ phone: `+9198330${String(10_000 + phones++)}` })

async function addFile(leadId: number): Promise<number> {
  const payload = Buffer.concat([
    Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="quote.png"\r\n\r\n'),
    PNG,
    Buffer.from('\r\n--x--\r\n'),
  ])
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  const answer = await employee.send<{ id: number }>({
    method: 'POST',
    url: `/crm/leads/${leadId}/files`,
    payload,
    headers,
  })
  expect(answer.status).toBe(201)
  return answer.json.id
}

describe('quotes of a lead', () => {
  test('are versions of which the latest is current, each with its file and what changed against the one before', async () => {
    const lead = await employee.lead()
    const file = await addFile(lead.id)
    const first = await offer(employee, lead.id, { amount: 1_000_000, file_id: file })
    expect(first.status).toBe(201)
    expect(first.json).toMatchObject({
      version: 1,
      amount: 1_000_000,
      change: null,
      ...DAY,
      status: 'draft',
      is_current: true,
      is_of_client: false,
      file: { id: file, name: 'quote.png' },
    })
    await offer(employee, lead.id, { amount: 1_150_000.5, status: 'sent' })
    const { data, currency } = (await employee.get<QuoteList>(`/crm/leads/${lead.id}/quotes`)).json
    expect(currency).toBe('INR')
    expect(
      data.map(({ version, change, status, is_current }) => [version, change, status, is_current]),
    ).toEqual([
      [2, 150_000.5, 'sent', true],
      [1, null, 'draft', false],
    ])

    await admin.delete(`/crm/files/${file}`)
    expect((await quotesOf(lead.id))[1]?.file).toBeNull()
    await admin.post(`/crm/files/${file}/restore`)
    expect((await quotesOf(lead.id))[1]?.file?.id).toBe(file)

    const timeline = await employee.get<{ data: { name: string; data: Record<string, unknown> }[] }>(
      `/crm/activities/${lead.id}?kind=conversion`,
    )
    expect(timeline.json.data.map(entry => [entry.name, entry.data.version])).toEqual([
      ['lead.quote_added', 2],
      ['lead.quote_added', 1],
    ])
  })

  test('of many at once each has a version of its own, and one is current', async () => {
    const lead = await employee.lead()
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(n => offer(employee, lead.id, { amount: n })))
    expect(answers.map(answer => answer.status)).toEqual(Array(6).fill(201))
    const quotes = await quotesOf(lead.id)
    expect(quotes.map(quote => quote.version)).toEqual([6, 5, 4, 3, 2, 1])
    expect(quotes.filter(quote => quote.is_current).map(quote => quote.version)).toEqual([6])
  })

  test('are added once for a key, however often it is sent', async () => {
    const lead = await employee.lead()
    const key = { 'idempotency-key': `quote-${lead.id}` }
    const answers = await Promise.all([1, 2, 3].map(() => offer(employee, lead.id, { amount: 5 }, key)))
    expect(new Set(answers.map(answer => answer.json.id)).size).toBe(1)
    expect(await quotesOf(lead.id)).toHaveLength(1)
  })

  test.each([
    ['amount', { amount: 0 }],
    ['amount', { amount: -5 }],
    ['amount', {}],
    ['quoted_on', { amount: 5, quoted_on: '2026-02-30' }],
    ['status', { amount: 5, status: 'accepted' }],
    ['file_id', { amount: 5, file_id: 2_000_000_000 }],
    ['version', { amount: 5, version: 7 }],
  ])('name %s when it is wrong: %j', async (path, body) => {
    const lead = await employee.lead()
    const { status, json } = await offer(employee, lead.id, body)
    expect(status).toBe(400)
    expect(json.errors?.map(error => error.path)).toContain(path)
    expect(await quotesOf(lead.id)).toEqual([])
  })

  test('take no file of another lead', async () => {
    const [lead, other] = [await employee.lead(), await employee.lead()]
    const file_id = await addFile(other.id)
    const { status, json } = await offer(employee, lead.id, { amount: 5, file_id })
    expect([status, json.errors?.[0]?.path]).toEqual([400, 'file_id'])
  })
})

describe('a quote', () => {
  test('is changed as long as it is a draft; then only what became of it is said', async () => {
    const lead = await employee.lead()
    const { id } = (await offer(employee, lead.id, { amount: 100 })).json
    expect((await change(employee, id, { amount: 120, quoted_on: '2026-11-05' })).json).toMatchObject({
      amount: 120,
      quoted_on: '2026-11-05',
    })
    expect((await change(employee, id, { status: 'sent' })).json.status).toBe('sent')
    for (const [path, body] of [
      ['amount', { amount: 130 }],
      ['quoted_on', { quoted_on: '2026-11-06' }],
      ['status', { status: 'draft' }],
    ] as const) {
      const { status, json } = await change(employee, id, body)
      expect([status, json.rule, json.errors?.[0]?.path]).toEqual([422, 'quote-sent', path])
    }
    expect((await change(employee, id, { status: 'declined' })).json.status).toBe('declined')
    expect((await change(employee, id, {})).status).toBe(400)
    expect((await change(employee, id, { is_current: false })).status).toBe(400)
  })

  test('that says the same again is no news', async () => {
    const lead = await employee.lead()
    const { id } = (await offer(employee, lead.id, { amount: 100, status: 'sent' })).json
    await change(employee, id, { status: 'sent', is_current: true })
    const events = await firm.db.rows(
      "SELECT FROM events WHERE lead_id = $1 AND name = 'lead.quote_changed'",
      [lead.id],
    )
    expect(events).toHaveLength(0)
  })

  test('is current when it is chosen or accepted, and no other then', async () => {
    const lead = await employee.lead()
    const first = (await offer(employee, lead.id, { amount: 100, status: 'sent' })).json
    const second = (await offer(employee, lead.id, { amount: 90, status: 'sent' })).json
    const current = async () =>
      (await quotesOf(lead.id)).filter(quote => quote.is_current).map(({ id }) => id)
    await change(employee, first.id, { is_current: true })
    expect(await current()).toEqual([first.id])
    await Promise.all([
      change(employee, second.id, { status: 'accepted' }),
      change(employee, first.id, { is_current: true }),
    ])
    expect(await current()).toHaveLength(1)
  })

  test('of a lead out of reach, or deleted, is not there', async () => {
    const lead = await admin.lead({ assigned_to: null })
    const { id } = (await offer(admin, lead.id, { amount: 100 })).json
    expect((await change(employee, id, { status: 'sent' })).status).toBe(404)
    expect((await offer(employee, lead.id, { amount: 5 })).status).toBe(404)
    await admin.delete(`/crm/leads/${lead.id}`)
    expect((await change(admin, id, { status: 'sent' })).status).toBe(404)
  })
})

describe('the conversion', () => {
  const convert = (leadId: number) => employee.post<Converted & Problem>(`/crm/leads/${leadId}/convert`, {})

  test('accepts the current quote, which is what the client is worth, in the reports too', async () => {
    const revenue = async () =>
      (await admin.get<{ total: { revenue: number } }>('/crm/reports/conversions')).json.total.revenue
    const before = await revenue()
    const lead = await employee.lead({ ...READY, ...withPhone() })
    await offer(employee, lead.id, { amount: 1_400_000, status: 'sent' })
    const second = (await offer(employee, lead.id, { amount: 1_250_000, status: 'sent' })).json
    const { client } = (await convert(lead.id)).json
    expect(client).toMatchObject({ value: 1_250_000, leads: [{ budget: 1_500_000, value: 1_250_000 }] })
    expect((await quotesOf(lead.id))[0]).toMatchObject({
      id: second.id,
      status: 'accepted',
      is_of_client: true,
    })
    expect((await revenue()) - before).toBe(1_250_000)

    const refused = await change(employee, second.id, { status: 'declined' })
    expect([refused.status, refused.json.rule]).toEqual([422, 'quote-of-client'])
    // What is offered afterwards changes nothing of what was agreed.
    await offer(employee, lead.id, { amount: 2_000_000 })
    expect((await employee.get<ClientProfile>(`/crm/clients/${client.id}`)).json.value).toBe(1_250_000)
  })

  test.each([
    ['a draft', {}, undefined],
    ['one that was declined', { status: 'sent' }, 'declined'],
  ])('counts the budget when the current quote is %s', async (_what, body, then) => {
    const lead = await employee.lead({ ...READY, ...withPhone() })
    const { id } = (await offer(employee, lead.id, { amount: 900_000, ...body })).json
    if (then) await change(employee, id, { status: then })
    expect((await convert(lead.id)).json.client.value).toBe(READY.budget)
    expect((await quotesOf(lead.id))[0]?.is_of_client).toBe(false)
  })
})

describe('a merge', () => {
  /** @returns the id of the merge */
  async function merge(winner_id: number, loser_id: number): Promise<number> {
    expect((await admin.post('/crm/leads/merge', { winner_id, loser_id })).status).toBe(200)
    const rows = await firm.db.rows<{ id: number }>('SELECT id FROM lead_merges WHERE loser_id = $1', [
      loser_id,
    ])
    return rows[0]?.id ?? 0
  }
  const undo = (id: number) => admin.post(`/crm/leads/merges/${id}/undo`)

  test('takes quotes along beside those of the winner, whose own stay those that count, and gives them back', async () => {
    const [winner, loser] = [await admin.lead(), await admin.lead()]
    const own = (await offer(admin, winner.id, { amount: 100 })).json
    const others = (await offer(admin, loser.id, { amount: 200 })).json
    const merged = await merge(winner.id, loser.id)
    expect((await quotesOf(winner.id)).map(({ id, merged_from }) => [id, merged_from])).toEqual([
      [own.id, null],
      [others.id, loser.id],
    ])
    expect((await change(admin, others.id, { status: 'sent' })).json.rule).toBe('quote-merged')
    expect((await undo(merged)).status).toBe(200)
    expect(await quotesOf(loser.id)).toMatchObject([{ id: others.id, is_current: true, merged_from: null }])
    expect(await quotesOf(winner.id)).toMatchObject([{ id: own.id, is_current: true }])
  })

  test('makes them those of a winner without any; undone, both have a current one', async () => {
    const [winner, loser] = [await admin.lead(), await admin.lead()]
    const first = (await offer(admin, loser.id, { amount: 200 })).json
    const merged = await merge(winner.id, loser.id)
    expect(await quotesOf(winner.id)).toMatchObject([{ id: first.id, is_current: true, merged_from: null }])
    const second = (await offer(admin, winner.id, { amount: 300 })).json
    expect(second).toMatchObject({ version: 2, change: 100 })
    expect((await undo(merged)).status).toBe(200)
    expect(await quotesOf(loser.id)).toMatchObject([{ id: first.id, is_current: true }])
    expect(await quotesOf(winner.id)).toMatchObject([{ id: second.id, is_current: true, change: null }])
  })

  test('of a client takes its quote along, and the undoing gives it back as what the client is worth', async () => {
    const [winner, loser] = [await admin.lead(READY), await admin.lead({ ...READY, ...withPhone() })]
    const quote = (await offer(admin, winner.id, { amount: 700_000, status: 'sent' })).json
    const other = (await offer(admin, loser.id, { amount: 900_000, status: 'sent' })).json
    const converted = await admin.post<Converted>(`/crm/leads/${winner.id}/convert`, {})
    await admin.post<Converted>(`/crm/leads/${loser.id}/convert`, {})
    const merged = await merge(winner.id, loser.id)
    const worth = async () =>
      (await admin.get<ClientProfile>(`/crm/clients/${converted.json.client_id}`)).json.value
    expect(await worth()).toBe(700_000)
    expect((await undo(merged)).status).toBe(200)
    expect(await worth()).toBe(700_000)
    expect(await quotesOf(winner.id)).toMatchObject([
      { id: quote.id, status: 'accepted', is_current: true, is_of_client: true },
    ])
    expect(await quotesOf(loser.id)).toMatchObject([
      { id: other.id, status: 'accepted', is_current: true, is_of_client: true, merged_from: null },
    ])
  })
})

describe('a conversion', () => {
  const convert = (id: number) => admin.post<Converted>(`/crm/leads/${id}/convert`, {})
  const takeBack = (id: number) => admin.post(`/crm/leads/${id}/convert/undo`)

  test('takes the version that was accepted, though a later one is a draft; undone, all are what they were', async () => {
    const lead = await admin.lead({ ...READY, ...withPhone() })
    const first = (await offer(admin, lead.id, { amount: 800_000, status: 'sent' })).json
    await change(admin, first.id, { status: 'accepted' })
    const draft = (await offer(admin, lead.id, { amount: 850_000 })).json
    const { json } = await convert(lead.id)
    expect(json.client.value).toBe(800_000)
    expect(await quotesOf(lead.id)).toMatchObject([
      { id: draft.id, status: 'draft', is_current: false },
      { id: first.id, status: 'accepted', is_current: true, is_of_client: true },
    ])
    expect((await takeBack(lead.id)).status).toBe(200)
    expect(await quotesOf(lead.id)).toMatchObject([
      { id: draft.id, status: 'draft', is_current: true },
      { id: first.id, status: 'accepted', is_current: false, is_of_client: false },
    ])
  })

  test('that is taken back leaves its quote as it was sent; the timeline says which it was', async () => {
    const lead = await admin.lead({ ...READY, ...withPhone() })
    const sent = (await offer(admin, lead.id, { amount: 640_000, status: 'sent' })).json
    await convert(lead.id)
    const [event] = await firm.db.rows<{ data: object }>(
      "SELECT data FROM events WHERE lead_id = $1 AND name = 'lead.converted'",
      [lead.id],
    )
    expect(event?.data).toMatchObject({
      quote: { id: sent.id, version: 1, amount: 640_000, currency: 'INR' },
    })
    expect((await takeBack(lead.id)).status).toBe(200)
    expect(await quotesOf(lead.id)).toMatchObject([{ id: sent.id, status: 'sent', is_current: true }])
    expect((await convert(lead.id)).json.client.value).toBe(640_000)
  })
})

test('an amount with a third decimal is kept as hundredths, and said again is no news', async () => {
  const lead = await admin.lead()
  const quote = (await offer(admin, lead.id, { amount: 1000.006 })).json
  expect(quote.amount).toBe(1000.01)
  await change(admin, quote.id, { amount: 1000.006 })
  const events = await firm.db.rows("SELECT FROM events WHERE lead_id = $1 AND name = 'lead.quote_changed'", [
    lead.id,
  ])
  expect(events).toHaveLength(0)
})

test('the pipeline is worth what its leads are offered, else what they have to spend', async () => {
  const campaign = { source: 'Only quoted' }
  const offered = await admin.lead({ ...campaign, budget: 500_000 })
  await offer(admin, offered.id, { amount: 620_000, status: 'sent' })
  const refused = await admin.lead({ ...campaign, budget: 300_000 })
  const quote = (await offer(admin, refused.id, { amount: 900_000, status: 'sent' })).json
  await change(admin, quote.id, { status: 'declined' })
  await admin.lead({ ...campaign, budget: 100_000 })
  const superAdmin = await firm.as('superadmin')
  const { json } = await superAdmin.get<{ total: { open: number; value: number } }>(
    '/crm/reports/pipeline?source=Only%20quoted',
  )
  expect(json.total).toMatchObject({ open: 3, value: 1_020_000 })
})

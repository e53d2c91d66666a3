import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Lead } from '../leads.schemas.ts'
import type { ConsentEntry, ConsentPurposeList } from './consent.schemas.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

const DAY_MS = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString()
const answers = async (id: number) =>
  (await admin.get<{ data: ConsentEntry[] }>(`/crm/leads/${id}/consents`)).json.data
const current = async (id: number) =>
  (await answers(id)).filter(one => one.is_current).map(one => [one.purpose_id, one.channel, one.given])
const say = (id: number, body: object, headers = {}) =>
  admin.post<{ data: ConsentEntry[] } & Problem>(`/crm/leads/${id}/consents`, body, headers)
const purposes = async () => (await admin.get<ConsentPurposeList>('/crm/consent-purposes')).json
const found = async (filter: string, source: string) =>
  (await admin.get<{ data: Lead[] }>(`/crm/leads?consent=${filter}&source=${source}`)).json.data.map(
    one => one.name,
  )

test('what a form says of the main purpose and what is recorded are one history', async () => {
  const lead = await admin.lead({ name: 'One', consent: { call: true, email: true } })
  const at = daysAgo(0)
  await admin.patch(`/crm/leads/${lead.id}`, { consent: { call: true } })
  const said = await say(lead.id, { purpose_id: 1, channel: 'email', given: false, source: 'client', at })
  expect(said.status).toBe(200)
  expect((await answers(lead.id)).map(one => [one.channel, one.given, one.source, one.is_current])).toEqual(
    expect.arrayContaining([
      ['email', false, 'client', expect.any(Boolean)],
      ['email', null, 'hand', expect.any(Boolean)],
      ['email', true, 'hand', false],
      ['call', true, 'hand', true],
    ]),
  )
  const lateWord = await say(lead.id, { purpose_id: 1, channel: 'whatsapp', given: true, note: 'on paper' })
  expect(lateWord.json.data[0]).toMatchObject({ note: 'on paper', recorded_by: { name: expect.any(String) } })
  expect((await admin.get(`/crm/leads/${lead.id}`)).json.consent).toMatchObject({
    call: true,
    whatsapp: true,
  })
})

test('an answer of before the one that holds is history alone', async () => {
  const lead = await admin.lead({ consent: { sms: false } })
  await say(lead.id, { purpose_id: 1, channel: 'sms', given: true, at: daysAgo(40) })
  expect(await current(lead.id)).toEqual([[1, 'sms', false]])
  expect((await admin.get(`/crm/leads/${lead.id}`)).json.consent).toEqual({ sms: false })
  await say(lead.id, { purpose_id: 3, channel: 'any', given: true, at: daysAgo(2) })
  await say(lead.id, { purpose_id: 3, channel: 'any', given: false, at: daysAgo(1) })
  await say(lead.id, { purpose_id: 3, channel: 'any', given: true, at: daysAgo(3) })
  expect(await current(lead.id)).toEqual(expect.arrayContaining([[3, 'any', false]]))
})

test('the same said again, or sent again, is one answer', async () => {
  const lead = await admin.lead()
  const body = { purpose_id: 2, channel: 'call', given: false, at: daysAgo(1) }
  await say(lead.id, body, { 'idempotency-key': 'again' })
  await say(lead.id, body, { 'idempotency-key': 'again' })
  await say(lead.id, body)
  expect(await answers(lead.id)).toHaveLength(1)
  await Promise.all(
    [true, false, true, false].map(given => say(lead.id, { purpose_id: 2, channel: 'sms', given })),
  )
  expect((await current(lead.id)).filter(([, channel]) => channel === 'sms')).toHaveLength(1)
  const timeline = await admin.get<{ data: { event?: string; name?: string }[] }>(
    `/crm/leads/${lead.id}/history`,
  )
  expect(timeline.text).toContain('lead.consent_changed')
})

test('what is wrong is named, and nothing is kept of it', async () => {
  const lead = await admin.lead()
  const cases: [object, number, string][] = [
    [{ purpose_id: 99, channel: 'call', given: true }, 422, 'purpose_id'],
    [{ purpose_id: 1, channel: 'any', given: true }, 422, 'channel'],
    [{ purpose_id: 3, channel: 'call', given: true }, 422, 'channel'],
    [{ purpose_id: 1, channel: 'fax', given: true }, 400, 'channel'],
    [{ purpose_id: 1, channel: 'call' }, 400, 'given'],
    [{ purpose_id: 1, channel: 'call', given: true, at: daysAgo(-1) }, 400, 'at'],
  ]
  for (const [body, status, path] of cases) {
    const answer = await say(lead.id, body)
    expect(answer.status, path).toBe(status)
    expect(answer.json.errors?.[0]?.path).toContain(path)
  }
  expect(await answers(lead.id)).toEqual([])
})

test('leads are found by what they agreed to', async () => {
  await admin.lead({ name: 'Yes', source: 'ask', consent: { email: true } })
  await admin.lead({ name: 'No', source: 'ask', consent: { email: false } })
  const third = await admin.lead({ name: 'Unasked', source: 'ask' })
  await say(third.id, { purpose_id: 3, channel: 'any', given: false })
  expect(await found('given.email', 'ask')).toEqual(['Yes'])
  expect(await found('withdrawn.email', 'ask')).toEqual(['No'])
  expect(await found('unknown.email', 'ask')).toEqual(['Unasked'])
  expect(await found('withdrawn.any.3', 'ask')).toEqual(['Unasked'])
  expect((await found('given.email&consent=withdrawn.email', 'ask')).sort()).toEqual(['No', 'Yes'])
  expect((await admin.get<Problem>('/crm/leads?consent=maybe.email')).status).toBe(400)
})

test('of two that become one the stricter answer holds, and undoing gives each its own back', async () => {
  const winner = await admin.lead({ consent: { call: true, email: false } })
  const loser = await admin.lead({ consent: { call: false, email: true } })
  await say(winner.id, { purpose_id: 2, channel: 'sms', given: true, at: daysAgo(5) })
  await say(loser.id, { purpose_id: 2, channel: 'sms', given: false, at: daysAgo(9) })
  const before = [await current(winner.id), await current(loser.id)]
  const merged = await admin.post<{ merge_id: number }>('/crm/leads/merge', {
    winner_id: winner.id,
    loser_id: loser.id,
  })
  expect(new Set((await current(winner.id)).map(String))).toEqual(
    new Set(['1,call,false', '1,email,false', '2,sms,false']),
  )
  expect((await admin.get(`/crm/leads/${winner.id}`)).json.consent).toEqual({ call: false, email: false })
  await admin.post(`/crm/leads/merges/${merged.json.merge_id}/undo`)
  expect([await current(winner.id), await current(loser.id)]).toEqual(before)
})

test('purposes are set up with versions of their words, and none is taken away', async () => {
  const { data, version } = await purposes()
  const put = (body: object) => admin.put<ConsentPurposeList & Problem>('/crm/consent-purposes', body)
  const plain = data.map(({ version: _v, is_main: _m, ...one }) => one)
  const [main, ...others] = plain
  expect((await put({ data: others, version })).json.errors?.[0]?.path).toBe('data')
  expect((await put({ data: [{ ...main, is_retired: true }, ...others], version })).status).toBe(422)
  expect((await put({ data: [{ ...main, has_channels: false }, ...others], version })).status).toBe(422)
  const changed = await put({
    data: [
      { ...main, wording: 'New words' },
      ...others,
      { label: 'Photos', wording: 'x', has_channels: false },
    ],
    version,
  })
  expect(changed.json.data.map(one => one.version)).toEqual([2, 1, 1, 1])
  expect((await put({ data: plain, version })).status).toBe(409)
  const lead = await admin.lead({ consent: { call: true } })
  expect((await answers(lead.id))[0]?.purpose_version).toBe(2)
  expect(
    (await (await firm.as('manager')).put('/crm/consent-purposes', { data: plain, version })).status,
  ).toBe(403)
})

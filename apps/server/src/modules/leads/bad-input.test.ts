import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../test/lead-app.ts'
import type { Lead } from './leads.schemas.ts'

let firm: LeadApp
let admin: Client
let lead: Lead
beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
  lead = await admin.lead({ name: 'Untouched' })
})
afterAll(() => firm.close())

/** All that a refused write could have left behind. */
const trace = async () =>
  firm.db.rows(
    `SELECT (SELECT count(*) FROM leads) AS leads, (SELECT sum(version) FROM leads) AS versions,
       (SELECT count(*) FROM lead_terms) AS terms, (SELECT count(*) FROM events) AS events,
       (SELECT count(*) FROM stage_history) AS moves, (SELECT count(*) FROM idempotency_keys) AS keys`,
  )

async function expectRefusal(
  send: () => Promise<{ status: number; json: Problem }>,
  status: number,
  path?: string,
) {
  const before = await trace()
  const answer = await send()
  expect([answer.status, answer.json.errors?.map(error => error.path)]).toEqual([
    status,
    path === undefined ? answer.json.errors?.map(error => error.path) : expect.arrayContaining([path]),
  ])
  expect(await trace()).toEqual(before)
}

const FIELDS: [string, string, unknown][] = [
  ['empty', 'name', ''],
  ['blank', 'name', '   '],
  ['null', 'name', null],
  ['over-long', 'name', 'x'.repeat(101)],
  ['of another type', 'name', 5],
  ['a null byte', 'name', 'a\0b'],
  ['half a character', 'name', 'a\ud800'],
  ['malformed', 'email', 'not an e-mail'],
  ['empty', 'email', ''],
  ['over-long', 'email', `${'x'.repeat(250)}@b.example`],
  ['malformed', 'phone', 'hello'],
  ['too short', 'phone', '123'],
  ['too long', 'phone', '981234567898123456789'],
  ['two numbers', 'phone', '9812345678 / 9812345679'],
  ['a list', 'phone', ['9812345678']],
  ['malformed', 'phones.1', undefined],
  ['a null byte', 'address', 'x\0'],
  ['over-long', 'location', 'x'.repeat(101)],
  ['a null byte', 'location', '\0'],
  ['unknown', 'project_type', 'castle'],
  ['negative', 'budget', -1],
  ['too large', 'budget', 1e15],
  ['a text', 'budget', '500000'],
  ['impossible', 'possession_date', '2027-02-30'],
  ['not a day', 'possession_date', '30/04/2027'],
  ['year 0', 'possession_date', '0000-01-01'],
  ['zero', 'carpet_area_sqft', 0],
  ['a fraction', 'carpet_area_sqft', 12.5],
  ['unknown', 'status', 'sleeping'],
  ['a text', 'stage_id', '1'],
  ['too large', 'stage_id', 2 ** 31],
  ['negative', 'assigned_to', -1],
  ['a text', 'tags', 'vip'],
  ['an empty one', 'tags.0', undefined],
  ['nested', 'custom.a', undefined],
  ['unknown', 'consent.pigeon', undefined],
  ['incomplete', 'external_ids.0.id', undefined],
  ['unknown', 'favourite_colour', 'blue'],
  ['computed', 'score', 5],
  ['computed', 'version', 5],
  ['computed', 'id', 5],
]
const INNER: Record<string, object> = {
  'phones.1': { phones: ['9812345678', 'x-y-z'] },
  'tags.0': { tags: [''] },
  'custom.a': { custom: { a: { b: 1 } } },
  'consent.pigeon': { consent: { pigeon: true } },
  'external_ids.0.id': { external_ids: [{ system: 'zoho' }] },
}

describe.each(FIELDS)('%s %s', (_flaw, path, value) => {
  const body = INNER[path] ?? { [path]: value }
  test('is refused by name, and nothing is written', async () => {
    const name = { name: 'Refused' }
    await expectRefusal(() => admin.post('/crm/leads', { ...name, ...body }), 400, path)
    await expectRefusal(() => admin.patch(`/crm/leads/${lead.id}`, { style: 'half', ...body }), 400, path)
  })
})

test('every wrong field is named at once', async () => {
  const { json } = await admin.post('/crm/leads', { budget: -1, email: 'x', odd: 1 })
  expect(json.errors?.map(error => error.path).sort()).toEqual(['budget', 'email', 'name', 'odd'])
})

describe('bodies', () => {
  const json = { 'content-type': 'application/json' }
  const post = (payload: string | Buffer, headers: Record<string, string> = json) =>
    admin.send<Problem>({ method: 'POST', url: '/crm/leads', payload, headers })

  test.each([
    ['10 MB', () => post(`{"name":"${'x'.repeat(10_000_000)}"}`), 413],
    ['broken JSON', () => post('{"name":'), 400],
    ['nothing', () => post('', json), 400],
    ['a list', () => post('[]'), 400],
    ['a text', () => post('"name"'), 400],
    ['null', () => post('null'), 400],
    ['XML', () => post('<a/>', { 'content-type': 'application/xml' }), 415],
    ['a form', () => post('name=x', { 'content-type': 'application/x-www-form-urlencoded' }), 415],
    ['no type', () => post('{"name":"x"}', {}), 415],
    ['a prototype', () => post('{"name":"x","__proto__":{"a":1}}'), 400],
    ['100,000 levels', () => post(`{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), 400],
    ['bytes that are no UTF-8', () => post(Buffer.from([0x22, 0xff, 0x22])), 400],
  ] as const)('%s', async (_what, send, status) => {
    await expectRefusal(send, status)
  })

  test('an empty change, a bad key', async () => {
    await expectRefusal(() => admin.patch(`/crm/leads/${lead.id}`, {}), 400)
    const key = { 'idempotency-key': 'x'.repeat(500) }
    await expectRefusal(() => admin.post('/crm/leads', { name: 'x' }, key), 400, 'idempotency-key')
  })
})

describe('addresses', () => {
  test.each([
    ['/crm/leads/abc', 'id'],
    ['/crm/leads/0', 'id'],
    ['/crm/leads/-1', 'id'],
    ['/crm/leads/1.5', 'id'],
    ['/crm/leads/99999999999', 'id'],
    ['/crm/leads/1e3x', 'id'],
    ['/crm/leads?limit=0', 'limit'],
    ['/crm/leads?limit=201', 'limit'],
    ['/crm/leads?limit=ten', 'limit'],
    ['/crm/leads?sort=phone', 'sort'],
    ['/crm/leads?status=sleeping', 'status'],
    ['/crm/leads?budget_min=-1', 'budget_min'],
    ['/crm/leads?budget_min=1e999', 'budget_min'],
    ['/crm/leads?created_from=2026-02-30', 'created_from'],
    ['/crm/leads?created_from=0000-01-01', 'created_from'],
    ['/crm/leads?assigned_to=me', 'assigned_to'],
    ['/crm/leads?score_min=101', 'score_min'],
    ['/crm/leads?colour=blue', 'colour'],
    ['/crm/leads?q=', 'q'],
    ['/crm/leads?q=a%00b', 'q'],
    ['/crm/leads?location=%00', 'location'],
    ['/crm/leads?cursor=nonsense', 'cursor'],
    ['/crm/leads?cursor=W10', 'cursor'],
    ['/crm/leads/counts?by=name', 'by'],
    ['/crm/leads/duplicates', ''],
  ])('%s', async (url, path) => {
    const { status, json } = await admin.get<Problem>(url)
    expect(status).toBe(400)
    if (path) expect(json.errors?.[0]?.path.split('.')[0]).toBe(path)
  })

  test('the last days of time are no fault', async () => {
    for (const query of ['created_to=9999-12-31', 'possession_to=9999-12-31', 'created_from=0001-01-01'])
      expect((await admin.get(`/crm/leads?${query}`)).status).toBe(200)
  })
})

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Lead } from '../leads.schemas.ts'
import type { LeadField } from './lead-field.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

const FIELDS = '/crm/settings/fields'
const fieldsNow = async () => (await admin.get<{ data: LeadField[] }>(FIELDS)).json.data
const fieldOf = async (id: number) => (await fieldsNow()).find(field => field.id === id)

async function addField(field: object): Promise<LeadField> {
  const { status, json, text } = await admin.post<LeadField>(FIELDS, field)
  expect(status, text).toBe(201)
  if (!json.is_indexed) return json
  return vi.waitFor(
    async () => {
      const now = await fieldOf(json.id)
      expect(now?.index_state).toBe('ready')
      return now as LeadField
    },
    { interval: 30 },
  )
}

const idsOf = async (query: string, client = admin) => {
  const { status, json, text } = await client.get<{ data: Lead[]; next_cursor: string | null }>(
    `/crm/leads?${query}`,
  )
  expect(status, text).toBe(200)
  return json.data.map(lead => lead.id)
}

describe('what a lead may hold', () => {
  let lead: Lead
  beforeAll(async () => {
    await addField({ label: 'Site notes', kind: 'text' })
    await addField({ label: 'Rooms', kind: 'number', is_indexed: false })
    await addField({ label: 'Advance', kind: 'money', is_indexed: false })
    await addField({ label: 'Keys on', kind: 'date', is_indexed: false })
    const options = [{ label: 'Lift' }, { label: 'Stairs' }]
    await addField({ label: 'Access', kind: 'choice', is_indexed: false, options })
    await addField({ label: 'Needs', kind: 'multi_choice', is_indexed: false, options })
    await addField({ label: 'Vastu', kind: 'yes_no', is_indexed: false })
    lead = await admin.lead()
  })

  test.each([
    ['site_notes', '  near the lake ', 'near the lake'],
    ['site_notes', '', undefined],
    ['rooms', 3, 3],
    ['rooms', -2.5, -2.5],
    ['advance', 1234.567, 1234.57],
    ['keys_on', '2027-02-28', '2027-02-28'],
    ['access', 'stairs', 'stairs'],
    ['needs', ['stairs', 'lift', 'stairs'], ['lift', 'stairs']],
    ['needs', [], undefined],
    ['vastu', false, false],
    ['vastu', null, undefined],
  ])('%s: %j', async (key, given, kept) => {
    const { status, json } = await admin.patch(`/crm/leads/${lead.id}`, { custom: { [key]: given } })
    expect(status).toBe(200)
    expect(json.custom[key]).toEqual(kept)
  })

  test.each([
    ['site_notes', 5],
    ['rooms', '3'],
    ['rooms', 1e15],
    ['advance', -1],
    ['keys_on', '2027-02-30'],
    ['keys_on', 20270228],
    ['access', 'Lift'],
    ['access', ['lift']],
    ['needs', 'lift'],
    ['needs', ['lift', 'ladder']],
    ['vastu', 'yes'],
    ['unknown', 1],
  ])('%s refuses %j by name, and nothing is written', async (key, given) => {
    for (const send of [
      () => admin.post<Problem>('/crm/leads', { name: 'X', custom: { [key]: given } }),
      () => admin.patch<Problem>(`/crm/leads/${lead.id}`, { style: 'half', custom: { [key]: given } }),
    ]) {
      const { status, json } = await send()
      expect([status, json.errors?.[0]?.path.startsWith(`custom.${key}`)]).toEqual([400, true])
    }
    expect((await admin.get(`/crm/leads/${lead.id}`)).json.style).toBeNull()
  })

  test('an edit of one field leaves the others; two people who edit two fields merge, the same one conflicts', async () => {
    const { id, version } = await admin.lead({ custom: { rooms: 2, access: 'lift' } })
    const edit = (client: Client, custom: object) =>
      client.patch(`/crm/leads/${id}`, { custom }, { 'if-match': String(version) })
    expect((await edit(admin, { rooms: 4 })).json.custom).toEqual({ rooms: 4, access: 'lift' })
    expect((await edit(await firm.as('superadmin'), { access: 'stairs' })).json.custom).toEqual({
      rooms: 4,
      access: 'stairs',
    })
    const late = await edit(admin, { rooms: 5 })
    expect(late.status).toBe(409)
    expect(late.json).toMatchObject({ current: { 'custom.rooms': 4 }, yours: { 'custom.rooms': 5 } })
    const history = await admin.get<{ data: { data: object }[] }>(`/crm/leads/${id}/history`)
    expect(history.json.data.map(entry => entry.data)).toContainEqual(
      expect.objectContaining({ fields: ['custom.rooms'], changes: { 'custom.rooms': { from: 2, to: 4 } } }),
    )
  })
})

test('required in one pipeline: new leads of it need a value, which is never emptied', async () => {
  const [stage] = await firm.db.rows<{ pipeline_id: number }>(
    "SELECT id AS pipeline_id FROM pipelines WHERE project_type = 'commercial'",
  )
  const field = { label: 'Company', kind: 'text', is_required: true, pipeline_ids: [stage?.pipeline_id] }
  const { id } = await addField(field)
  await admin.lead()
  const without = await admin.post('/crm/leads', { name: 'Shop', project_type: 'commercial' })
  expect([without.status, without.json.errors]).toEqual([
    400,
    [{ path: 'custom.company', message: 'Company must be filled in' }],
  ])
  const lead = await admin.lead({ project_type: 'commercial', custom: { company: 'Acme' } })
  expect((await admin.patch(`/crm/leads/${lead.id}`, { custom: { company: null } })).status).toBe(400)
  await admin.patch(`${FIELDS}/${id}`, { is_archived: true })
  await admin.lead({ project_type: 'commercial' })
  expect((await admin.get(`/crm/leads/${lead.id}`)).json.custom).toEqual({ company: 'Acme' })
  expect((await admin.patch(`/crm/leads/${lead.id}`, { custom: { company: null } })).status).toBe(200)
})

describe('lists', () => {
  const marks = [5, -1.5, 30, 5, undefined, 0, undefined]
  let leads: Lead[]
  beforeAll(async () => {
    await addField({ label: 'Mark', kind: 'number' })
    await addField({ label: 'Day', kind: 'date' })
    await addField({ label: 'Word', kind: 'text', is_indexed: true })
    await addField({ label: 'Floor', kind: 'choice', options: [{ label: 'Low' }, { label: 'High' }] })
    await addField({
      label: 'Wants',
      kind: 'multi_choice',
      options: [{ label: 'Kitchen' }, { label: 'Bath' }],
    })
    await addField({ label: 'Ready', kind: 'yes_no' })
    leads = []
    for (const [i, mark] of marks.entries()) {
      const custom = {
        ...(mark !== undefined && { mark, day: `2027-01-0${i + 1}`, word: i % 2 ? 'beta' : 'Alpha' }),
        floor: i < 3 ? 'low' : 'high',
        wants: i < 2 ? ['kitchen'] : ['kitchen', 'bath'],
        ready: i === 6,
      }
      leads.push(await admin.lead({ source: 'marked', custom }))
    }
  })
  const at = (...indexes: number[]) => indexes.map(i => leads[i]?.id)

  test.each([
    ['custom.mark=5', [3, 0]],
    ['custom.mark=5&custom.mark=30', [3, 2, 0]],
    ['custom.mark.min=0', [5, 3, 2, 0]],
    ['custom.mark.min=0&custom.mark.max=5', [5, 3, 0]],
    ['custom.day.min=2027-01-03', [5, 3, 2]],
    ['custom.day.max=2027-01-02', [1, 0]],
    ['custom.word=ALPHA', [2, 0]],
    ['custom.floor=low', [2, 1, 0]],
    ['custom.floor=low&custom.floor=high', [6, 5, 4, 3, 2, 1, 0]],
    ['custom.wants=bath', [6, 5, 4, 3, 2]],
    ['custom.ready=true', [6]],
    ['custom.floor=low&custom.wants=bath', [2]],
    ['custom.floor=nowhere', []],
  ])('%s', async (query, expected) => {
    expect(await idsOf(`source=marked&${query}`)).toEqual(at(...expected))
    const counts = await admin.get<{ total: { count: number } }>(`/crm/leads/counts?source=marked&${query}`)
    expect(counts.json.total.count).toBe(expected.length)
    const { text } = await admin.get(`/crm/leads/export?source=marked&${query}`)
    expect(text.trim().split('\r\n')).toHaveLength(expected.length + 1)
  })

  test.each([
    ['custom.mark', [1, 5, 0, 3, 2, 6, 4]],
    ['-custom.mark', [2, 3, 0, 5, 1, 6, 4]],
    ['custom.day', [0, 1, 2, 3, 5, 6, 4]],
    ['-custom.word', [5, 3, 1, 2, 0, 6, 4]],
  ])('sorted by %s, page by page, leads without a value last', async (sort, expected) => {
    for (const limit of [1, 2, 3, 200]) {
      const seen: number[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const query: string = `source=marked&sort=${sort}&limit=${limit}${cursor && `&cursor=${cursor}`}`
        const { json }: { json: { data: Lead[]; next_cursor: string | null } } = await admin.get(
          `/crm/leads?${query}`,
        )
        seen.push(...json.data.map(lead => lead.id))
        cursor = json.next_cursor
      }
      expect(seen).toEqual(at(...expected))
    }
  })

  test.each([
    ['custom.nothing=1', 'custom.nothing'],
    ['custom.mark=five', 'custom.mark'],
    ['custom.mark.min=', 'custom.mark.min'],
    ['custom.day.min=2027-13-01', 'custom.day.min'],
    ['custom.floor.min=low', 'custom.floor.min'],
    ['custom.ready=maybe', 'custom.ready'],
    ['custom.rooms=3', 'custom.rooms'],
    ['sort=custom.floor', 'sort'],
    ['sort=custom.nothing', 'sort'],
    ['custom.Bad=1', 'custom.Bad'],
  ])('%s is refused by name', async (query, path) => {
    const { status, json } = await admin.get<Problem>(`/crm/leads?${query}`)
    expect([status, json.errors?.[0]?.path.startsWith(path)]).toEqual([400, true])
  })

  test('a filter never reaches beyond the scope', async () => {
    expect(await idsOf('custom.floor=low', await firm.as('employee'))).toEqual([])
  })

  test('an archived field is no filter any more, a restored one is again', async () => {
    const field = (await fieldsNow()).find(({ key }) => key === 'floor') as LeadField
    await admin.patch(`${FIELDS}/${field.id}`, { is_archived: true })
    expect((await admin.get('/crm/leads?custom.floor=low')).status).toBe(400)
    await admin.patch(`${FIELDS}/${field.id}`, { is_archived: false })
    await vi.waitFor(async () => expect((await fieldOf(field.id))?.index_state).toBe('ready'))
    expect(await idsOf('source=marked&custom.floor=low')).toEqual(at(2, 1, 0))
  })
})

describe('options', () => {
  test('a renamed option keeps the data; one that is used asks where its leads go', async () => {
    const field = await addField({
      label: 'Facing',
      kind: 'choice',
      options: [{ label: 'East' }, { label: 'West', color: 'plum' }, { label: 'North' }],
    })
    const url = `${FIELDS}/${field.id}`
    const lead = await admin.lead({ custom: { facing: 'east' } })
    const [east, west, north] = field.options
    const renamed = await admin.patch<LeadField>(url, {
      options: [{ ...west }, { ...east, label: 'Sunrise' }, { ...north }, { label: 'South' }],
    })
    expect(renamed.json.options.map(({ value, label }) => [value, label])).toEqual([
      ['west', 'West'],
      ['east', 'Sunrise'],
      ['north', 'North'],
      ['south', 'South'],
    ])
    expect((await admin.patch(url, { options: [{ ...west }] })).status).toBe(422)
    const undecided = await admin.post(`${url}/remove-option`, { value: 'east' })
    expect([undecided.status, undecided.json.errors?.[0]?.path]).toEqual([422, 'move_to'])
    for (const move_to of ['east', 'nowhere'])
      expect((await admin.post(`${url}/remove-option`, { value: 'east', move_to })).status).toBe(422)
    expect((await admin.post(`${url}/remove-option`, { value: 'east', move_to: 'west' })).status).toBe(200)
    expect((await admin.post('/crm/leads', { name: 'X', custom: { facing: 'east' } })).status).toBe(400)
    await vi.waitFor(
      async () => {
        expect((await fieldOf(field.id))?.options.map(option => option.value)).toEqual([
          'west',
          'north',
          'south',
        ])
        expect((await admin.get(`/crm/leads/${lead.id}`)).json.custom).toEqual({ facing: 'west' })
      },
      { interval: 50 },
    )
    const history = await admin.get<{ data: { data: object }[] }>(`/crm/leads/${lead.id}/history`)
    expect(history.json.data[0]?.data).toMatchObject({
      changes: { 'custom.facing': { from: 'east', to: 'west' } },
    })
    // Nobody has it: nothing to decide.
    expect((await admin.post(`${url}/remove-option`, { value: 'south' })).status).toBe(200)
  })

  test.each([
    [{ label: 'Twice', kind: 'choice', options: [{ label: 'A' }, { label: 'a' }] }, 422, 'options.1.label'],
    [{ label: 'Text', kind: 'text', options: [{ label: 'A' }] }, 422, 'options'],
    [{ label: 'Nowhere', kind: 'text', pipeline_ids: [99] }, 422, 'pipeline_ids'],
    [{ label: 'mark', kind: 'text' }, 409, 'label'],
    [{ label: 'Other', key: 'mark', kind: 'text' }, 409, 'key'],
    [{ label: '  ', kind: 'text' }, 400, 'label'],
    [{ label: 'Odd', kind: 'colour' }, 400, 'kind'],
    [{ label: 'Odd', kind: 'text', size: 5 }, 400, 'size'],
  ])('%j answers %s', async (field, expected, path) => {
    const { status, json } = await admin.post(FIELDS, field)
    expect([status, json.errors?.[0]?.path]).toEqual([expected, path])
  })
})

test('the order is as it was asked for, and must name every field', async () => {
  const ids = (await fieldsNow()).map(field => field.id).reverse()
  const { json } = await admin.send<{ data: LeadField[] }>({
    method: 'PUT',
    url: `${FIELDS}/order`,
    payload: { ids },
  })
  expect(json.data.map(field => field.id)).toEqual(ids)
  expect((await admin.put(`${FIELDS}/order`, { ids: ids.slice(1) })).status).toBe(422)
})

test('two fields of one name added at once: one is there', async () => {
  const answers = await Promise.all(
    [1, 2, 3].map(() => admin.post(FIELDS, { label: 'At once', kind: 'text' })),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
})

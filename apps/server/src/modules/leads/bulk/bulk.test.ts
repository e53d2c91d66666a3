import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Lead } from '../leads.schemas.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

interface Bulk extends Problem {
  id: number
  status: string
  total: number | null
  done: number
  changed: number
  same: number
  failed: number
  may_undo: boolean
  undone_by: number | null
}

const read = async (id: number, client = admin) => (await client.get<Bulk>(`/crm/bulk/${id}`)).json
const leadOf = async (id: number | undefined) => (await admin.get(`/crm/leads/${id}`)).json

/** Waits until the change is over. */
const over = (id: number, client = admin) =>
  vi.waitFor(
    async () => {
      const bulk = await read(id, client)
      expect(['done', 'cancelled', 'failed']).toContain(bulk.status)
      return bulk
    },
    { interval: 20 },
  )

async function bulk(body: object, client = admin): Promise<Bulk> {
  const { status, json, text } = await client.post<Bulk>('/crm/bulk', body)
  expect(status, text).toBe(202)
  return over(json.id, client)
}

async function undo(id: number, client = admin): Promise<Bulk> {
  const { status, json, text } = await client.post<Bulk>(`/crm/bulk/${id}/undo`)
  expect(status, text).toBe(202)
  return over(json.id, client)
}

const failuresOf = async (id: number) =>
  (
    await admin.get<{ data: { lead_id: number; name: string | null; reason: string }[] }>(
      `/crm/bulk/${id}/failures`,
    )
  ).json.data

const [pune, bengaluru] = [
  () => firm.staff.salespeople.filter(one => one.teamId === firm.staff.teams.puneId),
  () => firm.staff.salespeople.filter(one => one.teamId === firm.staff.teams.bengaluruId),
]

let source = 0
/** A source of its own, to find the leads of one test by. */
const fresh = () => `bulk ${++source}`

describe('each change is done, and undone', () => {
  let leads: Lead[]
  let ids: number[]
  beforeEach(async () => {
    leads = []
    for (const project_type of [null, 'residential', 'commercial'])
      leads.push(
        await admin.lead({ project_type, style: 'old', tags: ['Kept', 'Off'], assigned_to: pune()[0]?.id }),
      )
    ids = leads.map(lead => lead.id)
  })
  const now = () => Promise.all(ids.map(leadOf))
  // The clock of the first response and the score come some time after the lead, and a score follows what the lead is.
  const without = ({
    version: _v,
    updated_at: _u,
    stage_entered_at: _s,
    response_due_at: _r,
    score: _,
    priority: _priority,
    ...lead
  }: Lead) => ({
    ...lead,
    duplicates: [],
  })

  test.each([
    ['assign', () => ({ assigned_to: bengaluru()[0]?.id }), () => ({ assigned_to: bengaluru()[0]?.id })],
    ['assign', () => ({ assigned_to: null }), () => ({ assigned_to: null })],
    ['tag', () => ({ add_tags: ['New'], remove_tags: ['off'] }), () => ({ tags: ['Kept', 'New'] })],
    [
      'edit',
      () => ({ fields: { style: 'new', location: 'Goa' } }),
      () => ({ style: 'new', location: 'Goa' }),
    ],
    ['edit', () => ({ fields: { project_type: 'high_budget' } }), () => ({ stage: 'Inquiry' })],
    ['move', () => ({ status: 'contacted' }), () => ({ status: 'contacted' })],
    ['move', () => ({ status: 'lost', lost_reason: 'Moved away' }), () => ({ lost_reason: 'Moved away' })],
    ['delete', () => ({}), () => ({ deleted_at: expect.any(String) })],
  ] as const)('%s', async (action, params, expected) => {
    const done = await bulk({ action, ...params(), selection: { ids } })
    expect(done).toMatchObject({ status: 'done', total: 3, done: 3, changed: 3, failed: 0, may_undo: true })
    for (const lead of await now()) expect(lead).toMatchObject(expected())
    expect(await undo(done.id)).toMatchObject({ status: 'done', changed: 3, failed: 0, may_undo: false })
    expect((await now()).map(without)).toEqual(leads.map(without))
    expect(await read(done.id)).toMatchObject({ may_undo: false, undone_by: expect.any(Number) })
    expect((await admin.post(`/crm/bulk/${done.id}/undo`)).status).toBe(422)
  })

  test('restore', async () => {
    for (const id of ids) await admin.delete(`/crm/leads/${id}`)
    const done = await bulk({ action: 'restore', selection: { ids } })
    expect(done).toMatchObject({ changed: 3 })
    expect((await now()).every(lead => lead.deleted_at === null)).toBe(true)
    expect(await undo(done.id)).toMatchObject({ changed: 3 })
  })

  test('a custom field', async () => {
    await admin.post('/crm/settings/fields', { label: 'Floor', kind: 'number', is_indexed: false })
    await admin.patch(`/crm/leads/${ids[0]}`, { custom: { floor: 1 } })
    const done = await bulk({ action: 'edit', fields: { custom: { floor: 7 } }, selection: { ids } })
    expect((await now()).map(lead => lead.custom)).toEqual([{ floor: 7 }, { floor: 7 }, { floor: 7 }])
    await undo(done.id)
    expect((await now()).map(lead => lead.custom)).toEqual([{ floor: 1 }, {}, {}])
  })

  test('an undo leaves what somebody has changed since, and says so', async () => {
    const done = await bulk({ action: 'edit', fields: { style: 'new' }, selection: { ids } })
    await admin.patch(`/crm/leads/${ids[0]}`, { style: 'newest' })
    await admin.patch(`/crm/leads/${ids[1]}`, { location: 'Goa' })
    await admin.delete(`/crm/leads/${ids[2]}`)
    const undone = await undo(done.id)
    expect(undone).toMatchObject({ changed: 1, failed: 2 })
    expect((await now()).map(({ style, location }) => [style, location])).toEqual([
      ['newest', null],
      ['old', 'Goa'],
      ['new', null],
    ])
    expect(await failuresOf(undone.id)).toMatchObject([
      { lead_id: ids[0], name: 'Lead', reason: 'Somebody has changed the same field since' },
      { lead_id: ids[2], reason: 'The lead was deleted since' },
    ])
  })

  test('leads that are so already count as the same; those that refuse are listed with the reason', async () => {
    const [first, second, third] = leads
    await admin.patch(`/crm/leads/${second?.id}`, { status: 'contacted' })
    const { stage_id } = await leadOf(second?.id)
    const done = await bulk({ action: 'move', stage_id, selection: { ids: [...ids, 999_999] } })
    expect(done).toMatchObject({ status: 'done', total: 4, changed: 0, same: 1, failed: 3 })
    expect(await failuresOf(done.id)).toEqual([
      { lead_id: first?.id, name: 'Lead', reason: "Choose a stage of the lead's own pipeline" },
      { lead_id: third?.id, name: 'Lead', reason: "Choose a stage of the lead's own pipeline" },
      { lead_id: 999_999, name: null, reason: 'Not there any more, or not yours to change' },
    ])
  })

  test('the history names the change that an edit was part of', async () => {
    const { id } = await bulk({ action: 'assign', assigned_to: bengaluru()[0]?.id, selection: { ids } })
    const { json } = await admin.get<{ data: { name: string; data: object }[] }>(
      `/crm/leads/${ids[0]}/history`,
    )
    expect(json.data.slice(0, 2).map(entry => entry.data)).toMatchObject([{ bulk_id: id }, { bulk_id: id }])
  })
})

describe('all that match', () => {
  test('are those that match at the start, but for the ones that were taken out', async () => {
    const here = fresh()
    const ids: number[] = []
    for (let n = 0; n < 130; n++) ids.push((await admin.lead({ source: here })).id)
    const selection = { filters: { source: [here] }, except: ids.slice(0, 5) }
    const { json } = await admin.post<Bulk>('/crm/bulk', { action: 'tag', add_tags: ['Many'], selection })
    const late = await admin.lead({ source: here })
    expect(await over(json.id)).toMatchObject({ status: 'done', total: 125, changed: 125 })
    expect((await leadOf(late.id)).tags).toEqual([])
    expect((await leadOf(ids[0])).tags).toEqual([])
    const quiet = await firm.db.rows<{ n: number }>(
      "SELECT count(*) AS n FROM events WHERE data->>'bulk_id' = $1 AND data->>'quiet' = 'true'",
      [String(json.id)],
    )
    expect(quiet).toEqual([{ n: 125 }])
  })

  test('the text of a search is never kept', async () => {
    const lead = await admin.lead({ phone: '98123 45670' })
    const selection = { filters: { q: '98123 45670' } }
    expect(await bulk({ action: 'tag', add_tags: ['Found'], selection })).toMatchObject({ changed: 1 })
    expect((await leadOf(lead.id)).tags).toEqual(['Found'])
    const rows = await firm.db.rows('SELECT * FROM bulk_changes')
    expect(JSON.stringify(rows)).not.toContain('45670')
  })

  test('an unknown filter is refused at once', async () => {
    const send = (filters: object) => admin.post('/crm/bulk', { action: 'delete', selection: { filters } })
    expect((await send({ colour: 'blue' })).status).toBe(400)
    expect((await send({ 'custom.nothing': ['1'] })).json.errors?.[0]?.path).toBe('custom.nothing')
  })
})

describe('one at a time for each person', () => {
  test('the second is told; a repeat with the key of one is that one', async () => {
    const { id } = await admin.lead()
    const body = { action: 'tag', add_tags: ['Once'], selection: { ids: [id] } }
    const send = (key: string) => admin.post<Bulk>('/crm/bulk', body, { 'idempotency-key': key })
    const keys = ['a', 'a', 'b', 'a']
    const answers = await Promise.all(keys.map(send))
    const accepted = answers.filter(({ status }) => status === 202)
    const refused = answers.filter(({ status }) => status !== 202)
    for (const answer of refused) expect([answer.status, answer.json.type]).toEqual([409, 'already-exists'])
    const begun = new Set(accepted.map(({ json }) => json.id))
    for (const one of begun) await over(one)
    const [row] = await firm.db.rows<{ n: number }>(
      "SELECT count(*) AS n FROM events WHERE lead_id = $1 AND name = 'lead.updated'",
      [id],
    )
    expect(row?.n).toBe(1)
    // Whichever of them came first.
    const first = answers.findIndex(({ status }) => status === 202)
    expect((await send(keys[first] ?? '')).json.id).toBe(answers[first]?.json.id)
  })
})

describe('cancelled', () => {
  test('it stops before the next leads, and what was done can be undone', async () => {
    const here = fresh()
    for (let n = 0; n < 120; n++) await admin.lead({ source: here, style: 'old' })
    const selection = { filters: { source: [here] } }
    const { json } = await admin.post<Bulk>('/crm/bulk', {
      action: 'edit',
      fields: { style: 'new' },
      selection,
    })
    await admin.post(`/crm/bulk/${json.id}/cancel`)
    const stopped = await over(json.id)
    expect(['cancelled', 'done']).toContain(stopped.status)
    const count = async () =>
      (
        await firm.db.rows<{ n: number }>(
          "SELECT count(*) AS n FROM leads WHERE source = $1 AND style = 'new'",
          [here],
        )
      )[0]?.n
    expect(await count()).toBe(stopped.changed)
    if (stopped.changed > 0) await undo(json.id)
    expect(await count()).toBe(0)
    expect((await admin.post(`/crm/bulk/${json.id}/cancel`)).status).toBe(422)
  })
})

test('a tag too many is a failure of that lead, and tags it has already are none', async () => {
  const full = Array.from({ length: 30 }, (_, n) => `full ${n}`)
  const [one, other] = [await admin.lead({ tags: full }), await admin.lead({ tags: full.slice(0, 29) })]
  const selection = { ids: [one.id, other.id] }
  const known = await bulk({ action: 'tag', add_tags: ['Full 0', 'full 28'], selection })
  expect(known).toMatchObject({ changed: 0, same: 2, failed: 0 })
  const done = await bulk({ action: 'tag', add_tags: ['one more'], selection })
  expect(done).toMatchObject({ changed: 1, failed: 1 })
  expect(await failuresOf(done.id)).toMatchObject([{ lead_id: one.id, reason: 'A lead has at most 30 tags' }])
  expect((await leadOf(other.id)).tags).toEqual([...full.slice(0, 29), 'one more'])
})

test('an undo that is cancelled can be asked for again, for the rest', async () => {
  const here = fresh()
  for (let n = 0; n < 60; n++) await admin.lead({ source: here, style: 'old' })
  const selection = { filters: { source: [here] } }
  const done = await bulk({ action: 'edit', fields: { style: 'new' }, selection })
  const { json } = await admin.post<Bulk>(`/crm/bulk/${done.id}/undo`)
  await admin.post(`/crm/bulk/${json.id}/cancel`)
  const first = await over(json.id)
  if (first.status === 'cancelled') {
    expect(await read(done.id)).toMatchObject({ may_undo: true, undone_by: null })
    expect((await undo(done.id)).failed).toBe(0)
  }
  expect((await read(done.id)).may_undo).toBe(false)
  const left = await admin.get<{ data: Lead[] }>(`/crm/leads?source=${here}&limit=100`)
  expect(new Set(left.json.data.map(lead => lead.style))).toEqual(new Set(['old']))
})

describe('rights', () => {
  const grant = (action: string, allowed: boolean, scope = 'team') =>
    firm.app.modules.access.roles.changePermission(
      'Manager',
      { module: 'CRM', action, allowed, scope } as never,
      { userId: firm.staff.superAdminId },
    )

  test('who lacks the right to change many is refused, and so is who lacks that of the single change', async () => {
    const manager = await firm.as('manager')
    const body = { action: 'delete', selection: { ids: [1] } }
    expect((await manager.post('/crm/bulk', body)).status).toBe(403)
    await grant('bulk', true)
    const { status, json } = await manager.post('/crm/bulk', body)
    expect([status, json.errors?.[0]?.path]).toEqual([403, 'action'])
    await grant('bulk', false)
  })

  test('the scope holds for every lead, and never reaches further than that of changing many', async () => {
    const manager = await firm.as('manager')
    const mine = await admin.lead({ assigned_to: pune()[0]?.id })
    const theirs = await admin.lead({ assigned_to: bengaluru()[0]?.id })
    await grant('bulk', true)
    await grant('edit', true, 'all')
    try {
      const ids = [mine.id, theirs.id]
      const done = await bulk({ action: 'tag', add_tags: ['Ours'], selection: { ids } }, manager)
      expect(done).toMatchObject({ changed: 1, failed: 1 })
      expect((await leadOf(theirs.id)).tags).toEqual([])
      const all = await bulk({ action: 'tag', add_tags: ['All'], selection: { filters: {} } }, manager)
      expect(all.failed).toBe(0)
      expect((await leadOf(theirs.id)).tags).toEqual([])
      expect((await manager.get(`/crm/bulk/${done.id}/failures`)).json).toMatchObject({
        data: [{ lead_id: theirs.id, name: null }],
      })
      expect((await admin.get(`/crm/bulk/${done.id}`)).status).toBe(404)
      // Assigning reaches as far: nobody of another team.
      const away = { action: 'assign', assigned_to: bengaluru()[0]?.id, selection: { ids: [mine.id] } }
      expect((await manager.post('/crm/bulk', away)).status).toBe(422)
    } finally {
      await grant('bulk', false)
      await grant('edit', true)
    }
  })
})

test.each([
  [{ action: 'assign', selection: { ids: [1] } }, 400, 'assigned_to'],
  [{ action: 'tag', selection: { ids: [1] } }, 400, 'add_tags'],
  [{ action: 'tag', add_tags: ['x'], assigned_to: 1, selection: { ids: [1] } }, 400, 'assigned_to'],
  [{ action: 'edit', fields: {}, selection: { ids: [1] } }, 400, 'fields'],
  [{ action: 'edit', fields: { email: 'a@b.example' }, selection: { ids: [1] } }, 400, 'fields.email'],
  [{ action: 'edit', fields: { custom: { nothing: 1 } }, selection: { ids: [1] } }, 400, 'custom.nothing'],
  [{ action: 'edit', fields: { campaign_id: 99 }, selection: { ids: [1] } }, 422, 'fields.campaign_id'],
  [{ action: 'move', status: 'converted', selection: { ids: [1] } }, 422, 'status'],
  [{ action: 'move', status: 'lost', selection: { ids: [1] } }, 422, 'lost_reason'],
  [{ action: 'move', stage_id: 9999, selection: { ids: [1] } }, 422, 'stage_id'],
  [{ action: 'assign', assigned_to: 9999, selection: { ids: [1] } }, 422, 'assigned_to'],
  [{ action: 'delete', selection: {} }, 400, 'selection'],
  [{ action: 'delete', selection: { ids: [1], filters: {} } }, 400, 'selection'],
  [{ action: 'delete', selection: { ids: [] } }, 400, 'selection.ids'],
  [{ action: 'shred', selection: { ids: [1] } }, 400, 'action'],
])('%j answers %s', async (body, expected, path) => {
  const { status, json } = await admin.post('/crm/bulk', body)
  expect([status, json.errors?.[0]?.path]).toEqual([expected, path])
})

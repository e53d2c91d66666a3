import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { move, readStages, type StageBook } from '../../../test/board-client.ts'
import { type Answer, type Client, type LeadApp, openLeadApp, type Problem } from '../../../test/lead-app.ts'
import { quiet } from '../../../test/test-database.ts'
import { adoptJob } from './adopt-job.ts'
import type { Checklist, ClientList, Client as ClientProfile, Converted } from './conversion.schemas.ts'

let firm: LeadApp
let admin: Client
let manager: Client
let employee: Client
let book: StageBook
let phones = 0

beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
  manager = await firm.as('manager')
  employee = await firm.as('employee')
  book = await readStages(firm)
})
afterAll(() => firm.close())

const READY = { project_type: 'residential', budget: 1_500_000 }
const freshPhone = () => `+9198220${String(10_000 + phones++)}`
const convert = (client: Client, id: number, body: object = {}, headers = {}) =>
  client.post<Converted & Problem>(`/crm/leads/${id}/convert`, body, headers)
const undo = (client: Client, id: number) =>
  client.post<{ status: string; stage: string; version: number } & Problem>(`/crm/leads/${id}/convert/undo`)
const paths = ({ json }: Answer<Problem>) => json.errors?.map(error => error.path)
const clientsOf = (leadIds: readonly number[]) =>
  firm.db.rows<{ lead_id: number; client_id: number }>(
    'SELECT lead_id, client_id FROM conversions WHERE lead_id = ANY ($1::int[]) ORDER BY lead_id',
    [leadIds],
  )

describe('a conversion', () => {
  test('makes a client with all that is known, moves the lead and tells of it', async () => {
    const phone = freshPhone()
    const contact = { phone, email: `asha${phones}@example.com`, address: '4 Lake Road', location: 'Pune' }
    const lead = await employee.lead({ name: 'Asha Rao', ...contact, ...READY, configuration: '3 BHK' })
    const answer = await convert(employee, lead.id, { note: 'Signed today' })
    expect(answer.status).toBe(201)
    const { client, ...rest } = answer.json
    expect(answer.headers.location).toBe(`/crm/clients/${client.id}`)
    expect(rest).toMatchObject({
      lead_id: lead.id,
      client_id: client.id,
      made_client: true,
      lead: { id: lead.id, status: 'converted', stage: 'Converted', version: 2 },
    })
    expect(client).toMatchObject({
      name: 'Asha Rao',
      ...contact,
      budget: 1_500_000,
      value: 1_500_000,
      currency: 'INR',
      project_details: { project_type: 'residential', configuration: '3 BHK' },
      leads: [{ id: lead.id, name: 'Asha Rao' }],
    })
    expect((await employee.get<ClientProfile>(`/crm/clients/${client.id}`)).json).toEqual(client)

    const events = await firm.db.rows<{ name: string; data: { client_id?: number; note?: string } }>(
      "SELECT name, data FROM events WHERE lead_id = $1 AND name IN ('lead.stage_changed', 'lead.converted') ORDER BY id",
      [lead.id],
    )
    expect(events.map(event => event.name)).toEqual(['lead.stage_changed', 'lead.converted'])
    expect(events[0]?.data.note).toBe('Signed today')
    expect(events[1]?.data.client_id).toBe(client.id)
    const history = await firm.db.rows<{ to_stage_id: number }>(
      'SELECT to_stage_id FROM stage_history WHERE lead_id = $1 ORDER BY id',
      [lead.id],
    )
    expect(history.at(-1)?.to_stage_id).toBe(book.stageId('Residential', 'Converted'))
    const audited = await firm.db.rows<{ action: string }>(
      "SELECT action FROM audit_logs WHERE record_id = $1 AND action = 'converted_lead'",
      [lead.id],
    )
    expect(audited).toHaveLength(1)
  })

  test('needs no body, as its document says; one that is no object is refused', async () => {
    const lead = await employee.lead(READY)
    const url = `/crm/leads/${lead.id}/convert`
    expect((await employee.post<Problem>(url, [])).status).toBe(400)
    expect((await employee.post(url)).status).toBe(201)
    const json = { 'content-type': 'application/json' }
    expect((await employee.send({ method: 'POST', url, headers: json })).status).toBe(200)
  })

  test('stores no contact in the clear', async () => {
    const phone = freshPhone()
    const lead = await employee.lead({ ...READY, phone, email: 'hidden@example.com' })
    const { client_id } = (await convert(employee, lead.id)).json
    const [stored] = await firm.db.rows<{ text: string }>(
      "SELECT encode(contact, 'escape') || c::text AS text FROM clients c WHERE id = $1",
      [client_id],
    )
    expect(stored?.text).not.toContain('hidden@')
    expect(stored?.text).not.toContain(phone.slice(3))
  })

  test('names everything that the checklist lacks at once, and takes it along', async () => {
    const lead = await employee.lead()
    const { json } = await employee.get<Checklist>(`/crm/leads/${lead.id}/conversion`)
    expect(json).toEqual({
      checklist: [
        { field: 'budget', is_met: false },
        { field: 'project_type', is_met: false },
      ],
      quote_to_sign: null,
      booking_payment: null,
      conversion: null,
    })
    const refused = await convert(employee, lead.id)
    expect(refused.status).toBe(422)
    expect(refused.json).toMatchObject({ type: 'rule-violated', rule: 'required-fields' })
    expect(paths(refused)?.toSorted()).toEqual(['budget', 'project_type'])
    expect(await clientsOf([lead.id])).toEqual([])

    const half = await convert(employee, lead.id, { fields: { budget: 900_000 } })
    expect(paths(half)).toEqual(['project_type'])
    const { status, json: converted } = await convert(employee, lead.id, { fields: READY })
    expect(status).toBe(201)
    expect(converted.lead).toMatchObject({ ...READY, status: 'converted', stage: 'Converted' })
    expect(converted.client.value).toBe(1_500_000)
  })

  test('asks for what an admin put on the checklist of that pipeline', async () => {
    const converted = `/crm/settings/pipelines/${book.pipelineId('Commercial')}/stages/${book.stageId('Commercial', 'Converted')}`
    const lead = await employee.lead({ project_type: 'commercial', budget: 1 })
    const changed = await admin.patch(converted, { required_fields: ['budget', 'carpet_area_sqft'] })
    expect(changed.status).toBe(200)
    expect(paths(await convert(employee, lead.id))).toEqual(['carpet_area_sqft'])
    expect((await convert(employee, lead.id, { fields: { carpet_area_sqft: 900 } })).status).toBe(201)
  })

  test('repeated answers 200 with the same, with a key as the first time', async () => {
    const lead = await employee.lead(READY)
    const key = { 'idempotency-key': `convert-${lead.id}` }
    const first = await convert(employee, lead.id, {}, key)
    const repeated = await convert(employee, lead.id, {}, key)
    expect([repeated.status, repeated.json]).toEqual([201, first.json])
    const again = await convert(employee, lead.id, { fields: { budget: 1 } })
    expect([again.status, again.json]).toEqual([200, first.json])
  })

  test('asked for fifty times at once makes one client', async () => {
    const lead = await employee.lead({ ...READY, phone: freshPhone() })
    const answers = await Promise.all(Array.from({ length: 50 }, () => convert(employee, lead.id)))
    const statuses = answers.map(answer => answer.status)
    expect(statuses.filter(status => status === 201)).toHaveLength(1)
    expect(statuses.filter(status => status === 200)).toHaveLength(49)
    expect(new Set(answers.map(answer => answer.text)).size).toBe(1)
    expect(await clientsOf([lead.id])).toHaveLength(1)
  })

  test('of leads with the same phone or e-mail, at once too, joins one client', async () => {
    const phone = freshPhone()
    const email = `same${phones}@example.com`
    const one = await employee.lead({ ...READY, phone, email })
    const two = await employee.lead({ ...READY, phone })
    const three = await employee.lead({ ...READY, email, budget: 500_000 })
    const answers = await Promise.all([one, two].map(lead => convert(employee, lead.id)))
    expect(answers.map(answer => answer.status)).toEqual([201, 201])
    const last = await convert(employee, three.id)
    const ids = new Set([...answers, last].map(answer => answer.json.client_id))
    expect(ids.size).toBe(1)
    expect(last.json.made_client).toBe(false)
    expect(last.json.client).toMatchObject({ value: 3_500_000, phone })
    expect(last.json.client.leads.map(lead => lead.id)).toContain(three.id)
  })

  test('on a version that is not the latest is told what changed', async () => {
    const lead = await employee.lead(READY)
    await move(admin, lead.id, { stage_id: book.stageId('Residential', 'Home Visit') })
    const late = await convert(employee, lead.id, {}, { 'if-match': '1' })
    expect([late.status, late.json.type]).toEqual([409, 'edit-conflict'])
    expect((await convert(employee, lead.id, {}, { 'if-match': '2' })).status).toBe(201)
  })

  test('of a lost, deleted, merged, foreign or unknown lead is refused', async () => {
    const lost = await employee.lead(READY)
    await employee.patch(`/crm/leads/${lost.id}`, { status: 'lost', lost_reason: 'Price' })
    const refused = await convert(employee, lost.id)
    expect(refused.json).toMatchObject({ rule: 'lost-lead', errors: [{ path: 'status' }] })
    expect(refused.status).toBe(422)

    const deleted = await employee.lead(READY)
    await admin.delete(`/crm/leads/${deleted.id}`)
    const foreign = await admin.lead({ ...READY, assigned_to: firm.staff.salespeople[5]?.id })
    for (const id of [deleted.id, foreign.id, 2_000_000_000]) {
      expect((await convert(employee, id)).status).toBe(404)
    }
    const [winner, loser] = [await employee.lead(READY), await employee.lead(READY)]
    const merged = await admin.post('/crm/leads/merge', { winner_id: winner.id, loser_id: loser.id })
    expect(merged.status).toBe(200)
    const away = await convert(employee, loser.id)
    expect(away.json).toMatchObject({ type: 'lead-merged', winner_id: winner.id })
  })

  test.each([
    [{ fields: {} }, 'fields'],
    [{ fields: { budget: -1 } }, 'fields.budget'],
    [{ fields: { status: 'converted' } }, 'fields.status'],
    [{ fields: { project_type: 'castle' } }, 'fields.project_type'],
    [{ note: ' ' }, 'note'],
    [{ client: 4 }, 'client'],
  ])('with %j is bad input', async (body, path) => {
    const lead = await employee.lead(READY)
    const answer = await convert(employee, lead.id, body)
    expect(answer.status).toBe(400)
    expect(paths(answer)?.join()).toContain(path)
  })
})

describe('clients', () => {
  test('are seen by whoever sees a lead of theirs, and of the leads those within reach', async () => {
    const phone = freshPhone()
    const mine = await employee.lead({ ...READY, name: 'Shared Client', phone })
    const theirs = await admin.lead({ ...READY, phone, assigned_to: firm.staff.salespeople[5]?.id })
    const other = await admin.lead({ ...READY, name: 'Unseen', assigned_to: firm.staff.salespeople[5]?.id })
    const { client_id } = (await convert(employee, mine.id)).json
    await convert(admin, theirs.id)
    const unseen = (await convert(admin, other.id)).json.client_id

    const seen = (await employee.get<ClientProfile>(`/crm/clients/${client_id}`)).json
    expect(seen.leads.map(lead => lead.id)).toEqual([mine.id])
    expect(seen.value).toBe(1_500_000)
    const whole = (await admin.get<ClientProfile>(`/crm/clients/${client_id}`)).json
    expect(whole.leads).toHaveLength(2)
    expect(whole.value).toBe(3_000_000)
    for (const client of [employee, manager]) {
      expect((await client.get(`/crm/clients/${unseen}`)).status).toBe(404)
      const { json } = await client.get<ClientList>('/crm/clients?limit=200')
      expect(json.data.map(one => one.id)).not.toContain(unseen)
      expect(json.data.map(one => one.id)).toContain(client_id)
    }
    await admin.delete(`/crm/leads/${mine.id}`)
    expect((await employee.get(`/crm/clients/${client_id}`)).status).toBe(404)
    expect((await admin.get(`/crm/clients/${client_id}`)).status).toBe(200)
  })

  test('are paged newest first and found by a part of their name, as it stands', async () => {
    const ids: number[] = []
    for (const name of ['Kulkarni 100% Homes', 'kulkarni north', 'Kulkarni 1000 Homes']) {
      const lead = await employee.lead({ ...READY, name })
      ids.push((await convert(employee, lead.id)).json.client_id)
    }
    const first = (await employee.get<ClientList>('/crm/clients?q=KULKARNI&limit=2')).json
    const rest = (
      await employee.get<ClientList>(`/crm/clients?q=KULKARNI&limit=2&cursor=${first.next_cursor}`)
    ).json
    expect([...first.data, ...rest.data].map(one => one.id)).toEqual(ids.toReversed())
    expect(rest.next_cursor).toBeNull()
    const literal = await employee.get<ClientList>('/crm/clients?q=100%25')
    expect(literal.json.data.map(one => one.id)).toEqual([ids[0]])
    const made = await employee.get<Problem>('/crm/clients?cursor=abc')
    expect([made.status, made.json.type]).toEqual([400, 'invalid-cursor'])
  })

  test('go with a merge of their leads, and come back when it is undone', async () => {
    const [winner, loser] = [await employee.lead(READY), await employee.lead(READY)]
    const clients = [
      (await convert(employee, winner.id)).json.client_id,
      (await convert(employee, loser.id)).json.client_id,
    ]
    const body = { winner_id: winner.id, loser_id: loser.id }
    const merged = await admin.post<{ merge: { id: number } }>('/crm/leads/merge', body)
    expect(merged.status).toBe(200)
    for (const id of clients) expect((await employee.get(`/crm/clients/${id}`)).status).toBe(200)
    expect((await convert(employee, winner.id)).json.client_id).toBe(clients[0])
    const [{ id: mergeId } = { id: 0 }] = await firm.db.rows<{ id: number }>(
      'SELECT id FROM lead_merges WHERE loser_id = $1',
      [loser.id],
    )
    expect((await admin.post(`/crm/leads/merges/${mergeId}/undo`)).status).toBe(200)
    expect((await clientsOf([winner.id, loser.id])).map(row => row.client_id)).toEqual(clients)
  })
})

describe('taking a conversion back', () => {
  test('puts the lead where it was and removes the client; then it is converted anew', async () => {
    const lead = await employee.lead(READY)
    await move(employee, lead.id, { stage_id: book.stageId('Residential', 'Quote Sent') })
    const { client_id } = (await convert(employee, lead.id)).json
    expect((await undo(employee, lead.id)).status).toBe(403)
    const undone = await undo(admin, lead.id)
    expect(undone.json).toMatchObject({ status: 'qualified', stage: 'Quote Sent', version: 4 })
    expect((await admin.get(`/crm/clients/${client_id}`)).status).toBe(404)
    expect((await undo(admin, lead.id)).json).toMatchObject({ rule: 'not-converted' })
    expect((await convert(employee, lead.id)).status).toBe(201)
  })

  test('goes to the like stage of the pipeline that the lead came to with its project type', async () => {
    const lead = await employee.lead()
    await move(employee, lead.id, { stage_id: book.stageId('Standard', 'Contacted') })
    await convert(employee, lead.id, { fields: READY })
    expect((await undo(admin, lead.id)).json).toMatchObject({ status: 'contacted', stage: 'Home Visit' })
  })

  test('leaves a client that another lead had made', async () => {
    const phone = freshPhone()
    const [one, two] = [await employee.lead({ ...READY, phone }), await employee.lead({ ...READY, phone })]
    const { client_id } = (await convert(employee, one.id)).json
    await convert(employee, two.id)
    expect((await undo(admin, one.id)).json).toMatchObject({ rule: 'client-in-work' })
    expect((await undo(admin, two.id)).status).toBe(200)
    expect((await admin.get<ClientProfile>(`/crm/clients/${client_id}`)).json.leads).toHaveLength(1)
  })

  test('is refused once somebody has worked with the client', async () => {
    const lead = await employee.lead(READY)
    await convert(employee, lead.id)
    await employee.post('/crm/activities', { lead_id: lead.id, type: 'note', note: 'Wants oak' })
    const refused = await undo(admin, lead.id)
    expect([refused.status, refused.json.rule]).toEqual([422, 'client-in-work'])
  })

  test('is refused after a week', async () => {
    const lead = await employee.lead(READY)
    await convert(employee, lead.id)
    await firm.db.rows("UPDATE conversions SET converted_at = now() - interval '8 days' WHERE lead_id = $1", [
      lead.id,
    ])
    expect((await undo(admin, lead.id)).json).toMatchObject({ rule: 'too-late' })
  })

  test('asked for many times at once happens once', async () => {
    const lead = await employee.lead(READY)
    await convert(employee, lead.id)
    const answers = await Promise.all(Array.from({ length: 8 }, () => undo(admin, lead.id)))
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
    expect(answers.filter(answer => answer.json.rule === 'not-converted')).toHaveLength(7)
  })
})

test('a lead that came in as converted gets its client by itself, once', async () => {
  const { conversion } = firm.app.modules
  const lead = await employee.lead(READY)
  await firm.db.rows("UPDATE leads SET status = 'converted', stage_id = $2 WHERE id = $1", [
    lead.id,
    book.stageId('Residential', 'Converted'),
  ])
  await firm.db.inTransaction(tx => conversion.adoptAll(tx))
  await firm.db.inTransaction(tx => conversion.adoptAll(tx))
  const [made] = await clientsOf([lead.id])
  const answer = await convert(employee, lead.id)
  expect([answer.status, answer.json.client_id]).toEqual([200, made?.client_id])
  expect((await undo(admin, lead.id)).json).toMatchObject({ rule: 'not-converted' })
})

test('a job gives a client to leads that were converted before there were clients, and to each once', async () => {
  const stage = book.stageId('Residential', 'Converted')
  const phone = freshPhone()
  const leads = [
    await employee.lead({ ...READY, phone }),
    await employee.lead({ ...READY, phone }),
    await employee.lead(READY),
  ]
  const ids = leads.map(({ id }) => id)
  await firm.db.rows("UPDATE leads SET status = 'converted', stage_id = $2 WHERE id = ANY ($1::int[])", [
    ids,
    stage,
  ])
  await firm.db.rows('UPDATE leads SET deleted_at = now() WHERE id = $1', [ids[2]])
  const { service } = firm.app.modules.conversion
  const { signal } = new AbortController()
  const about = { log: quiet, jobId: '1', attempt: 1, isLastAttempt: false, signal }
  const run = () => adoptJob({ db: firm.app.platform.db, service }).run({}, about)
  await Promise.all([run(), run()])
  await run()
  const made = await clientsOf(ids)
  expect(made.map(({ lead_id }) => lead_id)).toEqual(ids.slice(0, 2))
  expect(new Set(made.map(({ client_id }) => client_id)).size).toBe(1)
})

import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { column, type PipelineStage, readStages, type StageBook } from '../../../test/board-client.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../test/lead-app.ts'

interface Settings extends Problem {
  data: { id: number; name: string; project_type: string | null; stages: PipelineStage[] }[]
}

let firm: LeadApp
let admin: Client
let book: StageBook

beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
  book = await readStages(firm)
})
afterAll(() => firm.close())

const send = (method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, payload?: object) =>
  admin.send<Settings>({ method, url: `/crm/settings/pipelines${path}`, ...(payload && { payload }) })

const stagesOf = (answer: Settings, pipeline: string) =>
  answer.data.find(one => one.name === pipeline)?.stages ?? []
const namesOf = (answer: Settings, pipeline: string) => stagesOf(answer, pipeline).map(stage => stage.name)
const shown = async (pipeline: string) =>
  namesOf((await admin.get<Settings>('/crm/pipelines')).json, pipeline)

test('a stage is added behind the others of its category, renamed, ordered, and everybody sees it', async () => {
  const id = book.pipelineId('Residential')
  const added = await send('POST', `/${id}/stages`, {
    name: 'Design shown',
    category: 'contacted',
    colour: 'teal',
    win_probability: 40,
    enter_on_first_contact: true,
  })
  expect(added.status).toBe(201)
  expect(namesOf(added.json, 'Residential')).toEqual([
    'Inquiry',
    'Home Visit',
    'Design shown',
    'Quote Sent',
    'Converted',
    'Lost',
  ])
  expect(await shown('Residential')).toContain('Design shown')
  const stage = stagesOf(added.json, 'Residential')[2]
  const renamed = await send('PATCH', `/${id}/stages/${stage?.id}`, { name: 'Design review' })
  expect(namesOf(renamed.json, 'Residential')[2]).toBe('Design review')
  const order = stagesOf(renamed.json, 'Residential').map(one => one.id)
  const swapped = await send('PUT', `/${id}/order`, {
    stage_ids: [order[0], order[2], order[1], ...order.slice(3)],
  })
  expect(namesOf(swapped.json, 'Residential').slice(0, 3)).toEqual(['Inquiry', 'Design review', 'Home Visit'])
})

test.each([
  ['a name that is taken', 'POST', '/stages', { name: ' home visit ', category: 'contacted' }, 409, 'name'],
  ['an end of the pipeline', 'POST', '/stages', { name: 'Won', category: 'converted' }, 400, 'category'],
  [
    'a field that no lead has',
    'POST',
    '/stages',
    { name: 'X', category: 'new', required_fields: ['shoe'] },
    400,
    'required_fields.0',
  ],
  [
    'a stage of another pipeline next',
    'POST',
    '/stages',
    { name: 'X', category: 'new', next_stage_ids: [1] },
    422,
    'next_stage_ids',
  ],
  ['an order that forgets stages', 'PUT', '/order', { stage_ids: [1] }, 422, 'stage_ids'],
] as const)('%s is refused', async (_case, method, path, payload, status, field) => {
  const answer = await send(method, `/${book.pipelineId('Residential')}${path}`, payload)
  expect([answer.status, answer.json.errors?.[0]?.path]).toEqual([status, field])
})

test('ends and the last stage for new leads stay', async () => {
  const id = book.pipelineId('Commercial')
  const of = (stage: string) => `/${id}/stages/${book.stageId('Commercial', stage)}`
  const refused = [
    await send('DELETE', of('Converted')),
    await send('DELETE', of('Lost')),
    await send('DELETE', of('Inquiry')),
    await send('PATCH', of('Inquiry'), { category: 'contacted' }),
    await send('PATCH', of('Lost'), { category: 'contacted' }),
  ]
  expect(refused.map(answer => answer.status)).toEqual([422, 422, 422, 422, 422])
  expect((await send('DELETE', `/${book.pipelineId('Standard')}`)).status).toBe(422)
  expect((await send('PATCH', '/999/stages/1', { name: 'X' })).status).toBe(404)
})

test('a stage with leads goes only when it is said where they go; they do, with history and figures', async () => {
  const id = book.pipelineId('Commercial')
  const [pitch, negotiation] = [
    book.stageId('Commercial', 'Design Pitch'),
    book.stageId('Commercial', 'Negotiation'),
  ]
  await send('PATCH', `/${id}/stages/${negotiation}`, { next_stage_ids: [pitch] })
  for (let i = 0; i < 5; i++)
    await admin.lead({ project_type: 'commercial', stage_id: pitch, budget: 100_000, name: `P${i}` })
  const silent = await send('DELETE', `/${id}/stages/${pitch}`)
  expect(silent.json).toMatchObject({ rule: 'stage-has-leads', errors: [{ path: 'move_to' }] })
  const removed = await send('DELETE', `/${id}/stages/${pitch}?move_to=${negotiation}`)
  expect(removed.status).toBe(200)
  expect(namesOf(removed.json, 'Commercial')).not.toContain('Design Pitch')
  expect(stagesOf(removed.json, 'Commercial').find(one => one.id === negotiation)).toMatchObject({
    leads: 5,
    next_stage_ids: [],
  })
  const negotiating = await column(admin, `${id}`, 'Negotiation')
  expect([negotiating.count, negotiating.cards.length, negotiating.budget_sum]).toEqual([5, 5, 500_000])
  const entries = await firm.db.rows(
    'SELECT FROM stage_history WHERE from_stage_id = $1 AND to_stage_id = $2 AND user_id = $3 AND stayed IS NOT NULL',
    [pitch, negotiation, firm.staff.adminId],
  )
  expect(entries).toHaveLength(5)
  const history = await admin.get<{ data: { data: { from?: number } }[] }>(
    `/crm/leads/${negotiating.cards[0]?.id}/history`,
  )
  expect(history.json.data.some(entry => entry.data.from === pitch)).toBe(true)
})

test('more leads than one request carries over go by a job; who comes in late goes by its second pass', async () => {
  const id = book.pipelineId('Residential')
  const [from, to] = [book.stageId('Residential', 'Home Visit'), book.stageId('Residential', 'Quote Sent')]
  const MANY = 950
  await firm.db.rows(
    `INSERT INTO leads (name, status, pipeline_id, stage_id, project_type, budget, assigned_to, team_id)
     SELECT 'Visited ' || n, 'contacted', $1, $2, 'residential', 1000, u.id, u.team_id
     FROM users u, generate_series(1, $4::int) n WHERE u.id = $3`,
    [id, from, firm.staff.salespeople[0]?.id, MANY],
  )
  const before = await column(admin, `${id}`, 'Quote Sent')
  const removed = await send('DELETE', `/${id}/stages/${from}?move_to=${to}`)
  expect(removed.status).toBe(200)
  const after = async () => {
    const { count, budget_sum } = await column(admin, `${id}`, 'Quote Sent')
    return [count - before.count, Number(budget_sum) - Number(before.budget_sum)]
  }
  const entries = () =>
    firm.db.rows(
      'SELECT FROM stage_history WHERE from_stage_id = $1 AND to_stage_id = $2 AND stayed IS NOT NULL',
      [from, to],
    )
  await vi.waitFor(async () => expect(await after()).toEqual([MANY, MANY * 1000]))
  expect(await entries()).toHaveLength(MANY)

  // Another process may know the stage for some seconds more.
  const [late] = await firm.db.rows<{ id: number }>(
    `UPDATE leads SET stage_id = $1, status = 'contacted' WHERE id = (SELECT max(id) FROM leads WHERE stage_id = $2) RETURNING id`,
    [from, to],
  )
  expect(await after()).toEqual([MANY - 1, (MANY - 1) * 1000])
  const [waiting] = await firm.db.rows<{ ids: string[] }>(
    `SELECT array_agg(id) AS ids FROM graphile_worker.jobs WHERE task_identifier = 'pipelines-settle' AND run_at > now()`,
  )
  await firm.db.rows('SELECT FROM graphile_worker.reschedule_jobs($1::bigint[], run_at := now())', [
    waiting?.ids,
  ])
  await vi.waitFor(async () => expect(await after()).toEqual([MANY, MANY * 1000]))
  expect(await entries()).toHaveLength(MANY + 1)
  expect((await admin.get(`/crm/leads/${late?.id}`)).json).toMatchObject({
    stage_id: to,
    status: 'qualified',
  })
})

test('another category of a stage is the status of its leads', async () => {
  const id = book.pipelineId('High budget')
  const stage = book.stageId('High budget', 'Site Consultation')
  const lead = await admin.lead({ project_type: 'high_budget', stage_id: stage })
  expect(lead.status).toBe('contacted')
  await send('PATCH', `/${id}/stages/${stage}`, { category: 'qualified' })
  expect((await admin.get(`/crm/leads/${lead.id}`)).json.status).toBe('qualified')
})

test('a pipeline that is removed leaves its leads to the standard one; a new one for their type takes them over', async () => {
  const id = book.pipelineId('High budget')
  const lead = await admin.lead({ project_type: 'high_budget' })
  const removed = await send('DELETE', `/${id}`)
  expect(removed.json.data.map(one => one.name)).not.toContain('High budget')
  expect((await admin.get(`/crm/leads/${lead.id}`)).json).toMatchObject({ stage: 'New', status: 'new' })
  const added = await send('POST', '', { name: 'Villas', project_type: 'high_budget' })
  expect(added.status).toBe(201)
  const villas = added.json.data.find(one => one.name === 'Villas')
  expect((await admin.get(`/crm/leads/${lead.id}`)).json).toMatchObject({
    pipeline_id: villas?.id,
    stage: 'Inquiry',
  })
  expect((await send('POST', '', { name: 'More', project_type: 'high_budget' })).status).toBe(409)
  const first = await send('PATCH', `/${villas?.id}`, { name: 'Villas and penthouses', position: 1 })
  expect(first.json.data[0]?.name).toBe('Villas and penthouses')
})

test('each change is in the audit log', async () => {
  const rows = await firm.db.rows<{ action: string }>(
    `SELECT DISTINCT action FROM audit_logs WHERE record_type = 'pipeline' ORDER BY 1`,
  )
  expect(rows.map(row => row.action)).toEqual([
    'added_pipeline',
    'added_stage',
    'changed_pipeline',
    'changed_stage',
    'ordered_stages',
    'removed_pipeline',
    'removed_stage',
  ])
})

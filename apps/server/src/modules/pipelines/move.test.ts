import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { board, column, move, readStages, type StageBook } from '../../../test/board-client.ts'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'

let firm: LeadApp
let admin: Client
let employee: Client
let book: StageBook
let mine: number

beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
  employee = await firm.as('employee')
  book = await readStages(firm)
  mine = firm.staff.salespeople[0]?.id ?? 0
})
afterAll(() => firm.close())

const standard = (stage: string) => book.stageId('Standard', stage)
const rule = (path: string, rule: string) => ({ type: 'rule-violated', rule, errors: [{ path }] })

const historyOf = (leadId: number) =>
  firm.db.rows<{ from_stage_id: number | null; to_stage_id: number; user_id: number; stayed: unknown }>(
    'SELECT from_stage_id, to_stage_id, user_id, stayed FROM stage_history WHERE lead_id = $1 ORDER BY id',
    [leadId],
  )

describe('a move', () => {
  test('answers where the lead is, raises the version, and writes one row of history', async () => {
    const lead = await employee.lead()
    const { status, json, headers } = await move(employee, lead.id, { stage_id: standard('Contacted') })
    expect(status).toBe(200)
    expect(json).toMatchObject({ lead_id: lead.id, stage: 'Contacted', status: 'contacted', version: 2 })
    expect(headers.etag).toBe('"2"')
    expect(Date.parse(json.updated_at)).toBeGreaterThanOrEqual(Date.parse(lead.updated_at))
    const history = await historyOf(lead.id)
    expect(history.slice(1)).toEqual([
      {
        from_stage_id: standard('New'),
        to_stage_id: standard('Contacted'),
        user_id: mine,
        stayed: expect.anything(),
      },
    ])
  })

  test('repeated changes nothing twice, with and without a key', async () => {
    const lead = await employee.lead()
    const body = { stage_id: standard('Qualified') }
    const key = { 'idempotency-key': `move-${lead.id}` }
    const first = await move(employee, lead.id, body, key)
    expect((await move(employee, lead.id, body, key)).json).toEqual(first.json)
    const again = await move(employee, lead.id, body, { 'if-match': '1' })
    expect(again.json).toMatchObject({ version: 2, position: first.json.position })
    expect(await historyOf(lead.id)).toHaveLength(2)
  })

  test('of two with the same version, the second is told where the lead is', async () => {
    const lead = await employee.lead()
    await move(admin, lead.id, { stage_id: standard('Contacted') }, { 'if-match': '1' })
    const late = await move(employee, lead.id, { stage_id: standard('Qualified') }, { 'if-match': '1' })
    expect(late.status).toBe(409)
    expect(late.json).toMatchObject({
      type: 'edit-conflict',
      current: { stage_id: standard('Contacted') },
      changed_by: { id: firm.staff.adminId },
    })
  })

  test('out of reach there is no such lead; a stage of another pipeline is named', async () => {
    const theirs = await admin.lead({ assigned_to: firm.staff.salespeople[5]?.id })
    expect((await move(employee, theirs.id, { stage_id: standard('Contacted') })).status).toBe(404)
    const lead = await employee.lead()
    const wrong = await move(employee, lead.id, { stage_id: book.stageId('Residential', 'Home Visit') })
    expect(wrong.json.errors?.[0]?.path).toBe('stage_id')
    expect(wrong.status).toBe(422)
  })

  test('lost takes a reason, converted takes its own steps', async () => {
    const lead = await employee.lead()
    const refused = await move(employee, lead.id, { stage_id: standard('Lost') })
    expect(refused.status).toBe(422)
    expect(refused.json).toMatchObject(rule('lost_reason', 'lost-reason'))
    const lost = await move(employee, lead.id, { stage_id: standard('Lost'), lost_reason: 'Price' })
    expect(lost.json.status).toBe('lost')
    const converted = await move(employee, lead.id, { stage_id: standard('Converted') })
    expect(converted.json).toMatchObject({ type: 'conversion-required', errors: [{ path: 'stage_id' }] })
  })

  test('another project type takes a lead to the stage that corresponds', async () => {
    const lead = await employee.lead()
    await move(employee, lead.id, { stage_id: standard('Contacted') })
    const { json } = await employee.patch(`/crm/leads/${lead.id}`, { project_type: 'residential' })
    expect(json).toMatchObject({ stage: 'Home Visit', status: 'contacted' })
    const cards = (await column(employee, `${book.pipelineId('Residential')}`, 'Home Visit')).cards
    expect(cards[0]?.id).toBe(lead.id)
  })
})

describe('rules of stages', () => {
  const stagePath = (stage: string) =>
    `/crm/settings/pipelines/${book.pipelineId('Commercial')}/stages/${commercial(stage)}`
  const commercial = (stage: string) => book.stageId('Commercial', stage)

  beforeAll(async () => {
    await admin.patch(stagePath('Design Pitch'), {
      required_fields: ['budget', 'possession_date'],
      note_required: true,
      next_stage_ids: [commercial('Negotiation')],
    })
  })

  test('a refused move names each missing field; with them it goes', async () => {
    const lead = await employee.lead({ project_type: 'commercial' })
    const refused = await move(employee, lead.id, { stage_id: commercial('Design Pitch') })
    expect(refused.status).toBe(422)
    expect(refused.json).toMatchObject({ type: 'rule-violated', rule: 'required-fields' })
    const paths = refused.json.errors?.map(error => error.path)
    expect(paths).toEqual(['fields.budget', 'fields.possession_date', 'note'])
    const moved = await move(employee, lead.id, {
      stage_id: commercial('Design Pitch'),
      fields: { budget: 900_000, possession_date: '2027-03-01' },
      note: 'Liked the mood board',
    })
    expect(moved.json).toMatchObject({ stage: 'Design Pitch', version: 2 })
    const history = await employee.get<{ data: { name: string; data: object }[] }>(
      `/crm/leads/${lead.id}/history`,
    )
    const change = history.json.data.find(entry => entry.name === 'lead.stage_changed')
    expect(change?.data).toMatchObject({ note: 'Liked the mood board' })
  })

  test('the same rules by PATCH of the lead and for a new one', async () => {
    const lead = await employee.lead({ project_type: 'commercial' })
    const edit = await employee.patch(`/crm/leads/${lead.id}`, { stage_id: commercial('Design Pitch') })
    expect(edit.json.errors?.map(error => error.path)).toEqual(['budget', 'possession_date', 'note'])
    const born = await employee.post('/crm/leads', {
      name: 'Born there',
      project_type: 'commercial',
      stage_id: commercial('Design Pitch'),
    })
    expect(born.status).toBe(422)
  })

  test('only the allowed stages come next, and lost; a move just made may be taken back', async () => {
    const lead = await employee.lead({
      project_type: 'commercial',
      budget: 1,
      possession_date: '2027-01-01',
    })
    await move(employee, lead.id, { stage_id: commercial('Design Pitch'), note: 'Pitch held' })
    const refused = await move(employee, lead.id, { stage_id: commercial('Contract Signed') })
    expect(refused.json).toMatchObject(rule('stage_id', 'next-stages'))
    const byAdmin = await move(admin, lead.id, { stage_id: commercial('Inquiry') })
    expect(byAdmin.status).toBe(422)
    expect((await move(employee, lead.id, { stage_id: commercial('Inquiry') })).status).toBe(200)
    const again = await move(employee, lead.id, { stage_id: commercial('Design Pitch'), note: 'Again' })
    expect(again.status).toBe(200)
    const lost = await move(employee, lead.id, { stage_id: commercial('Lost'), lost_reason: 'Moved away' })
    expect(lost.status).toBe(200)
  })
})

describe('the place in a stage', () => {
  const top = async (count: number) => {
    const { cards } = await column(employee, `${book.pipelineId('High budget')}`, 'Inquiry')
    return cards.slice(0, count).map(card => card.name)
  }
  const ids = new Map<string, number>()
  const idOf = (name: string) => ids.get(name) ?? 0
  const place = (name: string, where: object) =>
    move(employee, idOf(name), { stage_id: book.stageId('High budget', 'Inquiry'), ...where })

  beforeAll(async () => {
    for (const name of ['A', 'B', 'C', 'D'])
      ids.set(name, (await employee.lead({ name, project_type: 'high_budget' })).id)
  })

  test('a new lead comes on top; above, below and between as asked, without a version', async () => {
    expect(await top(4)).toEqual(['D', 'C', 'B', 'A'])
    const moved = await place('A', { before_id: idOf('D') })
    expect(moved.json.version).toBe(1)
    expect(await top(4)).toEqual(['A', 'D', 'C', 'B'])
    await place('A', { after_id: idOf('B') })
    expect(await top(4)).toEqual(['D', 'C', 'B', 'A'])
    await place('D', { after_id: idOf('C'), before_id: idOf('B') })
    expect(await top(4)).toEqual(['C', 'D', 'B', 'A'])
  })

  test('where it stands already it stays; a neighbour that is not there does no harm', async () => {
    const { json } = await place('D', { after_id: idOf('C') })
    expect((await place('D', { after_id: idOf('C') })).json.position).toBe(json.position)
    expect((await place('D', { before_id: 2_000_000_000 })).json.position).toBe(json.position)
    expect(await historyOf(idOf('D'))).toHaveLength(1)
  })

  test('one gap takes as many cards as one likes', async () => {
    for (let i = 0; i < 60; i++) {
      await place('D', { after_id: idOf('C') })
      await place('B', { after_id: idOf('C') })
      expect(await top(4)).toEqual(['C', 'B', 'D', 'A'])
    }
    await place('A', { after_id: idOf('C'), before_id: idOf('B') })
    expect(await top(4)).toEqual(['C', 'A', 'B', 'D'])
  })
})

test('50 people move 200 cards at random: places unique, figures true, each move in the history', async () => {
  const stages = ['Inquiry', 'Home Visit', 'Quote Sent'].map(name => book.stageId('Residential', name))
  const leads: number[] = []
  for (let i = 0; i < 200; i++)
    leads.push(
      (await admin.lead({ name: `R${i}`, project_type: 'residential', budget: (i + 1) * 1000.1 })).id,
    )
  const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)] as T
  const answers = new Set<number>()
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      for (let i = 0; i < 8; i++) {
        const leadId = pick(leads)
        const [known] = await firm.db.rows<{ version: number }>('SELECT version FROM leads WHERE id = $1', [
          leadId,
        ])
        const stageId = pick(stages)
        const where = pick([{}, { before_id: pick(leads) }, { after_id: pick(leads) }])
        const header = { 'if-match': String(known?.version ?? 1) }
        const answer = await move(admin, leadId, { stage_id: stageId, ...where }, header)
        answers.add(answer.status)
      }
    }),
  )
  expect([...answers].filter(status => status !== 200 && status !== 409)).toEqual([])
  // Each accepted change of stage raised the version by one; the rows of a lead follow upon each other and end where it stands.
  const broken = await firm.db.rows(
    `SELECT l.id FROM leads l CROSS JOIN LATERAL (
       SELECT count(*) AS entries, bool_and(h.from_stage_id IS NOT DISTINCT FROM h.before) AS follow,
         (array_agg(h.to_stage_id ORDER BY h.id DESC))[1] AS last
       FROM (SELECT *, lag(to_stage_id) OVER (ORDER BY id) AS before FROM stage_history WHERE lead_id = l.id) AS h
     ) AS history
     WHERE l.id = ANY ($1::int[]) AND (entries <> l.version OR NOT follow OR last <> l.stage_id)`,
    [leads],
  )
  expect(broken).toEqual([])
  const doubles = await firm.db.rows(
    'SELECT stage_id, position FROM leads WHERE deleted_at IS NULL GROUP BY 1, 2 HAVING count(*) > 1',
  )
  expect(doubles).toEqual([])
  const truth = await firm.db.rows<{ stage_id: number; n: number; sum: number }>(
    'SELECT stage_id, count(*) AS n, sum(budget) AS sum FROM leads WHERE stage_id = ANY ($1::int[]) AND deleted_at IS NULL GROUP BY 1',
    [stages],
  )
  for (const address of ['', '?project_type=residential']) {
    const columns = await board(admin, `${book.pipelineId('Residential')}${address}`)
    for (const { stage_id, n, sum } of truth) {
      const shown = columns.find(one => one.stage_id === stage_id)
      expect(shown?.count).toBe(n)
      expect(shown?.budget_sum).toBeCloseTo(sum ?? 0, 2)
    }
  }
})

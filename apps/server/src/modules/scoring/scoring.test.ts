import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { consumed } from '../../../test/consumed.ts'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import { closedLeads } from './lead-facts.ts'
import { keepUnlessNewer, keptScores, type Rescored } from './scores.repository.ts'
import type { LeadScore, ModelCard, Preview, ScoringSettings } from './scoring.schemas.ts'
import { DEFAULT_SCORING } from './scoring-settings.ts'

const PATIENT = { interval: 50, timeout: 60_000 }

let firm: LeadApp
let admin: Client
let employee: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
  employee = await firm.as('employee')
})
afterAll(() => firm.close())

const scoreOf = async (id: number) => (await employee.get<LeadScore>(`/crm/leads/${id}/score`)).json
const scored = (id: number, test: (score: LeadScore) => void) =>
  vi.waitFor(async () => {
    const score = await scoreOf(id)
    expect(score.updated_at).not.toBeNull()
    test(score)
    return score
  }, PATIENT)

describe('a lead that comes in', () => {
  test('is scored, with reasons that sum to the score', async () => {
    const rich = await employee.lead({ budget: 4_000_000, source: 'Referral', project_type: 'high_budget' })
    const poor = await employee.lead({ budget: 210_000 })
    const score = await scored(rich.id, one => expect(one.score).not.toBeNull())
    const less = await scored(poor.id, one => expect(one.score).not.toBeNull())
    expect(score.score).toBeGreaterThan((less.score ?? 100) + 20)
    const sum = score.reasons.reduce((all, one) => all + one.points, score.base ?? 0)
    expect(Math.abs(sum - (score.score ?? 0))).toBeLessThan(1)
    expect(score).toMatchObject({
      band: 'high',
      probability: null,
      forecast: null,
      learned_share: 0,
      model_id: null,
    })
    expect((await employee.get(`/crm/leads/${rich.id}`)).json.score).toBe(score.score)
    expect((await employee.get(`/crm/leads/${rich.id}`)).json.version).toBe(1)
  })

  test('has its score, its time to answer and its place from the first moment, and nothing is written on it after that', async () => {
    const { json } = await employee.post('/crm/leads', {
      name: 'Asha Rao',
      budget: 1_600_000,
      source: 'Website',
    })
    expect(json.score).toBeGreaterThan(0)
    expect(json.response_due_at).not.toBeNull()
    const { score, history } = await scored(json.id, one => expect(one.history).toHaveLength(1))
    expect([score, history[0]?.score]).toEqual([json.score, json.score])
    for (const consumer of ['scoring', 'activities-first-response'])
      await consumed(firm.db, consumer, 'lead.created')
    expect(await firm.db.rows('SELECT name FROM events WHERE lead_id = $1', [json.id])).toEqual([
      { name: 'lead.created' },
    ])
    expect(await firm.db.rows('SELECT due_at FROM response_clocks WHERE lead_id = $1', [json.id])).toEqual([
      { due_at: new Date(json.response_due_at ?? 0) },
    ])
    const urgency = 'SELECT priority - score AS urgency FROM leads WHERE id = $1'
    expect(await firm.db.rows(urgency, [json.id])).toEqual([{ urgency: 100 }])
  })

  test('has none of it when it comes in closed', async () => {
    const { json } = await employee.post('/crm/leads', {
      name: 'Ravi Iyer',
      status: 'lost',
      lost_reason: 'Budget',
    })
    expect(json).toMatchObject({ status: 'lost', score: null, response_due_at: null })
  })

  test('rises with what the client does, and its history tells how', async () => {
    const lead = await employee.lead({ budget: 900_000 })
    const before = await scored(lead.id, one => expect(one.score).not.toBeNull())
    for (const type of ['call', 'whatsapp', 'call'])
      await employee.post('/crm/activities', {
        lead_id: lead.id,
        type,
        direction: 'in',
        outcome: type === 'call' ? 'Spoke' : 'Replied',
      })
    const after = await scored(lead.id, one => expect(one.score).toBeGreaterThan((before.score ?? 0) + 5))
    expect(after.history.at(0)?.score).toBe(before.score)
    expect(after.history.at(-1)?.score).toBe(after.score)
  })

  test('keeps the score it had once it is closed', async () => {
    const lead = await employee.lead({ budget: 900_000, project_type: 'residential' })
    const open = await scored(lead.id, one => expect(one.score).not.toBeNull())
    expect((await employee.post(`/crm/leads/${lead.id}/convert`, {})).status).toBe(201)
    await employee.post('/crm/activities', {
      lead_id: lead.id,
      type: 'call',
      direction: 'in',
      outcome: 'Spoke',
    })
    const later = await employee.lead({ budget: 900_000 })
    await scored(later.id, one => expect(one.score).not.toBeNull())
    expect((await scoreOf(lead.id)).score).toBe(open.score)
  })
})

describe('how a firm scores', () => {
  const url = '/crm/settings/scoring'
  const weigh = (weights: Partial<Record<string, number>>): ScoringSettings => ({
    ...DEFAULT_SCORING,
    attributes: DEFAULT_SCORING.attributes.map(one => ({ ...one, weight: weights[one.name] ?? 0 })),
  })

  test.each<[string, object, number, string]>([
    ['no weight at all', weigh({}), 400, 'attributes'],
    ['a weight below 0', weigh({ budget: -1 }), 400, 'attributes.0.weight'],
    ['High below Medium', { ...DEFAULT_SCORING, bands: { high: 30, medium: 40 } }, 400, 'bands.high'],
    [
      'an attribute twice',
      { ...DEFAULT_SCORING, attributes: DEFAULT_SCORING.attributes.map(one => ({ ...one, name: 'budget' })) },
      400,
      'attributes.1.name',
    ],
    [
      'a value twice',
      {
        ...DEFAULT_SCORING,
        values: [1, 2].map(score => ({ attribute: 'source', value: score === 1 ? 'Web' : 'web ', score })),
      },
      400,
      'values.1.value',
    ],
    ['a budget upside down', { ...DEFAULT_SCORING, budget: { low: 10, high: 5 } }, 400, 'budget.high'],
  ])('%s is refused by its name', async (_what, body, status, path) => {
    for (const answer of [await admin.put(url, body), await admin.post(`${url}/preview`, body)]) {
      expect(answer.status).toBe(status)
      expect(answer.json.errors?.map(error => error.path)).toContain(path)
    }
    expect((await admin.get<ScoringSettings>(url)).json).toEqual(DEFAULT_SCORING)
  })

  test('everything that is wrong is named at once, each by its field', async () => {
    const wrong: ScoringSettings = {
      ...weigh({}),
      budget: { low: 10, high: 5 },
      values: ['Web', 'Fair', 'web ', 'fair'].map(value => ({ attribute: 'source', value, score: 50 })),
      bands: { high: 30, medium: 40 },
    }
    const refused = await admin.post(`${url}/preview`, wrong)
    expect(refused.json.errors?.map(error => error.path)).toEqual([
      'values.2.value',
      'values.3.value',
      'attributes',
      'bands.high',
      'budget.high',
    ])
  })

  test('a trial tells who would move and changes nothing; saved, the open leads follow; weights need not add to 100', async () => {
    const lead = await employee.lead({ budget: 6_000_000 })
    const before = await scored(lead.id, one => expect(one.score).not.toBeNull())
    const settings = weigh({ budget: 3, engagement: 0.5 })
    const trial = (await admin.post<Preview>(`${url}/preview`, settings)).json
    const move = trial.examples.find(one => one.lead_id === lead.id)
    expect(move).toMatchObject({ name: lead.name, score: before.score })
    expect(trial.bands.before.high + trial.bands.before.medium + trial.bands.before.low).toBe(trial.scored)
    expect((await scoreOf(lead.id)).score).toBe(before.score)
    expect((await admin.put(url, settings)).status).toBe(200)
    await scored(lead.id, one => expect(one.score).toBe(move?.after))
    expect((await admin.put(url, DEFAULT_SCORING)).status).toBe(200)
    await scored(lead.id, one => expect(one.score).toBe(before.score))
  })
})

describe('scoring all leads again', () => {
  const rescoreAll = () => firm.app.modules.scoring.service.rescoreAll(new AbortController().signal)
  const kept = async (id: number) => {
    const score = (await keptScores(firm.db, [id])).get(id)
    if (!score) throw new Error('not scored')
    return score
  }

  test('writes only what has changed, and its history', async () => {
    const [still, faded] = [
      await employee.lead({ budget: 900_000 }),
      await employee.lead({ budget: 900_000 }),
    ]
    for (const { id } of [still, faded]) await scored(id, one => expect(one.score).not.toBeNull())
    const before = await kept(still.id)
    const { score } = await kept(faded.id)
    await firm.db.rows(`UPDATE leads SET created_at = now() - interval '1 year' WHERE id = $1`, [faded.id])
    expect(await rescoreAll()).toBeGreaterThanOrEqual(2)
    expect((await kept(still.id)).written_by).toBe(before.written_by)
    const after = await scoreOf(faded.id)
    expect(after.score).toBeLessThan(score)
    expect(after.history.map(one => one.score)).toEqual([score, after.score])
    expect((await employee.get(`/crm/leads/${faded.id}`)).json.score).toBe(after.score)
  })

  test('brings a lead that has none its score, and keeps the latest hundred of its history', async () => {
    const lead = await employee.lead()
    await scored(lead.id, one => expect(one.score).not.toBeNull())
    await firm.db.rows('DELETE FROM lead_scores WHERE lead_id = $1', [lead.id])
    await firm.db.rows('UPDATE leads SET score = 1 WHERE id = $1', [lead.id])
    await firm.db.rows(
      `INSERT INTO lead_score_history (lead_id, score, at) SELECT $1, 2, now() - make_interval(days => n) FROM generate_series(1, 150) AS n`,
      [lead.id],
    )
    await rescoreAll()
    expect(await scoreOf(lead.id)).toMatchObject({
      updated_at: expect.any(String),
      score: expect.any(Number),
    })
    const [row] = await firm.db.rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM lead_score_history WHERE lead_id = $1',
      [lead.id],
    )
    expect(row?.n).toBe(100)
  })

  test('leaves what somebody scored in between, who knew more', async () => {
    const lead = await employee.lead({ budget: 900_000 })
    await scored(lead.id, one => expect(one.score).not.toBeNull())
    const read = await kept(lead.id)
    const stale: Rescored = {
      ...{
        leadId: lead.id,
        score: 1,
        probability: null,
        learned: 0,
        confidence: 'low',
        base: 50,
        points: '{}',
      },
      writtenBy: read.written_by,
    }
    const told = { modelId: null, at: new Date() }
    await employee.patch(`/crm/leads/${lead.id}`, { budget: 4_000_000 })
    const newer = await scored(lead.id, one => expect(one.score).toBeGreaterThan(read.score))
    const never = { ...stale, writtenBy: null }
    for (const late of [stale, never])
      expect((await firm.db.inTransaction(tx => keepUnlessNewer(tx, [late], told))).size).toBe(0)
    expect((await scoreOf(lead.id)).score).toBe(newer.score)
  })

  test('ends between two portions when it is told to', async () => {
    await expect(firm.app.modules.scoring.service.rescoreAll(AbortSignal.abort())).rejects.toThrow('abort')
  })
})

test('a closed lead teaches what was known while it was open, and nothing of what came after', async () => {
  const lead = await employee.lead({ budget: 500_000, source: 'Website', project_type: 'residential' })
  await firm.db.rows(`UPDATE leads SET created_at = now() - interval '40 days' WHERE id = $1`, [lead.id])
  await employee.post('/crm/activities', {
    lead_id: lead.id,
    type: 'call',
    direction: 'in',
    outcome: 'Spoke',
  })
  await employee.patch(`/crm/leads/${lead.id}`, { budget: 2_000_000 })
  await employee.patch(`/crm/leads/${lead.id}`, { budget: 3_000_000, carpet_area_sqft: 1200 })
  expect((await employee.post(`/crm/leads/${lead.id}/convert`, {})).status).toBe(201)
  const lessons = await closedLeads(firm.db, 100)
  expect(lessons.find(one => one.id === lead.id)).toMatchObject({
    is_converted: true,
    budget: 500_000,
    carpet_area_sqft: null,
    client_ages: [],
  })
})

test('a model is learned on demand, beside the requests; of too few leads nothing is made up', async () => {
  expect((await admin.post('/crm/scoring/models')).status).toBe(202)
  const learned = await vi.waitFor(async () => {
    const { data } = (await admin.get<{ data: ModelCard[] }>('/crm/scoring/models')).json
    expect(data).not.toEqual([])
    return data
  }, PATIENT)
  expect(learned[0]).toMatchObject({ has_learned: false, learned_share: 0, is_kept: true, metrics: null })
  expect(learned[0]?.trained_by?.id).toBe(firm.staff.adminId)
})

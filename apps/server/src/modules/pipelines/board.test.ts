import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type BoardAnswer,
  board,
  column,
  move,
  readStages,
  type StageBook,
} from '../../../test/board-client.ts'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'

let firm: LeadApp
let admin: Client
let book: StageBook
let residential: number

beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
  book = await readStages(firm)
  residential = book.pipelineId('Residential')
  const owners = [firm.staff.salespeople[0]?.id, firm.staff.salespeople[1]?.id, firm.staff.salespeople[5]?.id]
  for (let i = 0; i < 60; i++) {
    await admin.lead({
      name: `Card ${i}`,
      project_type: 'residential',
      assigned_to: owners[i % 3],
      budget: 100_000,
      location: i % 2 ? 'Pune' : 'Mumbai',
      tags: i % 5 ? [] : ['villa'],
    })
  }
  await admin.lead({ name: 'Commercial', project_type: 'commercial', budget: 500_000 })
})
afterAll(() => firm.close())

test('columns in order with figures, 25 cards each, the newest on top, and more by cursor', async () => {
  const columns = await board(admin, `${residential}`)
  expect(columns.map(one => one.name)).toEqual(['Inquiry', 'Home Visit', 'Quote Sent', 'Converted'])
  const inquiry = await column(admin, `${residential}`, 'Inquiry')
  expect(inquiry).toMatchObject({ count: 60, budget_sum: 6_000_000, weighted_sum: 600_000, asleep: 0 })
  expect(inquiry.cards).toHaveLength(25)
  expect(inquiry.cards[0]?.name).toBe('Card 59')
  const names = inquiry.cards.map(card => card.name)
  for (let cursor = inquiry.next_cursor; cursor; ) {
    const more = await column(
      admin,
      `${residential}?column=${inquiry.key}&cursor=${cursor}&limit=20`,
      'Inquiry',
    )
    names.push(...more.cards.map(card => card.name))
    cursor = more.next_cursor
  }
  expect(names).toEqual(Array.from({ length: 60 }, (_, i) => `Card ${59 - i}`))
})

test('each sees their own: cards, counts and sums', async () => {
  for (const [login, count] of [
    ['admin', 60],
    ['manager', 40],
    ['employee', 20],
  ] as const) {
    const inquiry = await column(await firm.as(login), `${residential}`, 'Inquiry')
    expect([login, inquiry.count, inquiry.budget_sum]).toEqual([login, count, count * 100_000])
    expect(inquiry.cards).toHaveLength(Math.min(25, count))
  }
})

test('takes the filters of the list, with figures of what they let through', async () => {
  const pune = await column(admin, `${residential}?location=Pune`, 'Inquiry')
  expect(pune).toMatchObject({ count: 30, budget_sum: 3_000_000 })
  const villas = await column(admin, `${residential}?tag=villa&location=Pune`, 'Inquiry')
  expect([villas.count, villas.cards.length]).toEqual([6, 6])
  const found = await column(admin, `${residential}?q=Card%2059`, 'Inquiry')
  expect(found.cards.map(card => card.name)).toEqual(['Card 59'])
  const owner = await column(admin, `${residential}?assigned_to=${firm.staff.salespeople[0]?.id}`, 'Inquiry')
  expect([owner.count, owner.cards.length]).toEqual([20, 20])
  const figures = await column(admin, `${residential}?limit=0`, 'Inquiry')
  expect([figures.count, figures.cards.length, figures.next_cursor]).toEqual([60, 0, null])
})

test('the board of all pipelines has a column for each category', async () => {
  const columns = await board(admin, 'all')
  expect(columns.map(one => one.key)).toEqual(['new', 'contacted', 'qualified', 'converted'])
  expect(columns[0]).toMatchObject({ stage_id: null, count: 61, budget_sum: 6_500_000 })
  expect(columns[0]?.cards.map(card => card.name).slice(0, 2)).toEqual(['Commercial', 'Card 59'])
  const { next_cursor } = columns[0] ?? { next_cursor: null }
  const more = await column(admin, `all?column=new&cursor=${next_cursor}`, 'New')
  expect(more.cards[0]?.name).toBe('Card 35')
})

test('what is no board, no column, or no cursor of it is said so', async () => {
  const answers = [
    [404, undefined, '/crm/boards/999'],
    [400, 'pipelineId', '/crm/boards/none'],
    [400, 'column', `/crm/boards/${residential}?column=999999`],
    [400, 'cursor', `/crm/boards/${residential}?column=${book.stageId('Residential', 'Inquiry')}&cursor=abc`],
    [400, 'deleted', `/crm/boards/${residential}?deleted=true`],
  ] as const
  for (const [status, path, url] of answers) {
    const answer = await admin.get<BoardAnswer>(url)
    expect([url, answer.status, answer.json.errors?.[0]?.path]).toEqual([url, status, path])
  }
})

describe('sleep', () => {
  const sleep = (client: Client, id: number, payload: object) =>
    client.send<BoardAnswer & { sleeps_until: string }>({
      method: 'PUT',
      url: `/crm/pipelines/${id}/sleep`,
      payload,
    })
  const highBudget = () => book.pipelineId('High budget')

  test('folds a lead away until a day before its possession, and wakes it on top of its stage', async () => {
    const lead = await admin.lead({ project_type: 'high_budget', possession_date: '2099-06-30' })
    for (const name of ['Other', 'Another']) await admin.lead({ name, project_type: 'high_budget' })
    const slept = await sleep(admin, lead.id, { before_possession_days: 90 })
    expect(slept.json.sleeps_until).toBe('2099-04-01')
    const inquiry = await column(admin, `${highBudget()}`, 'Inquiry')
    expect([inquiry.count, inquiry.asleep, inquiry.cards.length]).toEqual([3, 1, 2])
    const asleep = await column(admin, `${highBudget()}?asleep=true`, 'Inquiry')
    expect(asleep.cards.map(card => card.id)).toEqual([lead.id])
    // They come all at once.
    const { next_cursor } = await column(admin, `${highBudget()}?sort=-priority&limit=1`, 'Inquiry')
    const { status, json } = await admin.get<{ errors: unknown }>(
      `/crm/boards/${highBudget()}?sort=-priority&asleep=true&column=${asleep.key}&cursor=${next_cursor}`,
    )
    expect([status, json.errors]).toMatchObject([400, [{ path: 'cursor' }]])
    await admin.delete(`/crm/pipelines/${lead.id}/sleep`)
    expect((await column(admin, `${highBudget()}`, 'Inquiry')).cards[0]?.id).toBe(lead.id)
  })

  test('is refused without a possession date, for a day that has passed, and for a closed lead', async () => {
    const lead = await admin.lead({ project_type: 'high_budget' })
    const refusals: [object, string][] = [
      [{ before_possession_days: 60 }, 'possession_date'],
      [{ until: '2020-01-01' }, 'until'],
    ]
    for (const [body, path] of refusals) {
      const { status, json } = await sleep(admin, lead.id, body)
      expect([status, json.errors?.[0]?.path]).toEqual([422, path])
    }
    await move(admin, lead.id, { stage_id: book.stageId('High budget', 'Lost'), lost_reason: 'Price' })
    expect((await sleep(admin, lead.id, { until: '2099-01-01' })).status).toBe(422)
    const foreign = await admin.lead({ assigned_to: firm.staff.salespeople[5]?.id })
    expect((await sleep(await firm.as('employee'), foreign.id, { until: '2099-01-01' })).status).toBe(404)
  })

  test('ends by itself on its day, once, and by a move', async () => {
    const lead = await admin.lead({ name: 'Sleeper', project_type: 'high_budget' })
    await sleep(admin, lead.id, { until: '2099-01-01' })
    await firm.db.rows('UPDATE leads SET sleeps_until = current_date WHERE id = $1', [lead.id])
    const wake = () => firm.db.inTransaction(tx => firm.app.modules.leads.sleep.wakeDue(tx, 10))
    expect([await wake(), await wake()]).toEqual([1, 0])
    const woke = await firm.db.rows(`SELECT data FROM events WHERE name = 'lead.woke' AND lead_id = $1`, [
      lead.id,
    ])
    expect(woke).toHaveLength(1)
    await sleep(admin, lead.id, { until: '2099-01-01' })
    const moved = await move(admin, lead.id, { stage_id: book.stageId('High budget', 'Proposal') })
    expect(moved.json.sleeps_until).toBeNull()
    expect((await column(admin, `${highBudget()}`, 'Proposal')).cards[0]?.id).toBe(lead.id)
  })
})

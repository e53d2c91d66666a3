import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import type { Lead } from '../leads/index.ts'

const PATIENT = { interval: 50, timeout: 60_000 }
const HOUR = 3_600_000

/** The clock of everything but the database. */
let clock = new Date()
let firm: LeadApp
let employee: Client
let manager: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true, now: () => clock })
  employee = await firm.as('employee')
  manager = await firm.as('manager')
})
afterAll(() => firm.close())

/** Waits until the priority is that much more than the score. */
const isUrgentBy = (id: number, points: number | null) =>
  vi.waitFor(async () => {
    const { score, priority } = (await employee.get(`/crm/leads/${id}`)).json
    expect(score).not.toBeNull()
    expect(priority).toBe(points === null ? null : (score ?? 0) + points)
  }, PATIENT)
const inHours = (hours: number) => new Date(clock.getTime() + hours * HOUR).toISOString()
const plan = async (lead: Lead, hours: number) =>
  (
    await employee.post<{ id: number }>('/crm/follow-ups', {
      lead_id: lead.id,
      due_at: inHours(hours),
      kind: 'call',
    })
  ).json
const speak = (lead: Lead) =>
  employee.post('/crm/activities', { lead_id: lead.id, type: 'call', direction: 'out', outcome: 'Spoke' })
/** A lead whose first call has been made and that has no next step. */
async function called(fields: object = {}): Promise<Lead> {
  const lead = await employee.lead(fields)
  await speak(lead)
  await isUrgentBy(lead.id, 15)
  return lead
}

describe('the priority of a lead', () => {
  test('is highest while the first call is owed, and follows what is planned', async () => {
    const lead = await employee.lead({ budget: 900_000 })
    await isUrgentBy(lead.id, 100)
    await speak(lead)
    await isUrgentBy(lead.id, 15)
    const step = await plan(lead, 3)
    await isUrgentBy(lead.id, 40)
    await employee.patch(`/crm/follow-ups/${step.id}`, { due_at: inHours(72) })
    await isUrgentBy(lead.id, 0)
    await employee.post(`/crm/follow-ups/${step.id}/done`, {})
    await isUrgentBy(lead.id, 15)
  })

  test('is none while it sleeps or once it is lost, and comes back', async () => {
    const lead = await called()
    const until = new Date(clock.getTime() + 40 * 24 * HOUR).toISOString().slice(0, 10)
    expect((await employee.put(`/crm/pipelines/${lead.id}/sleep`, { until })).status).toBe(200)
    await isUrgentBy(lead.id, null)
    await employee.delete(`/crm/pipelines/${lead.id}/sleep`)
    await isUrgentBy(lead.id, 15)

    const { data } = (
      await employee.get<{ data: { id: number; stages: { id: number; category: string }[] }[] }>(
        '/crm/pipelines',
      )
    ).json
    const stages = data.find(one => one.id === lead.pipeline_id)?.stages ?? []
    const stageId = (category: string) => stages.find(stage => stage.category === category)?.id
    const lost = { stage_id: stageId('lost'), lost_reason: 'Budget' }
    expect((await employee.patch(`/crm/pipelines/${lead.id}`, lost)).status).toBe(200)
    await isUrgentBy(lead.id, null)
    await employee.patch(`/crm/pipelines/${lead.id}`, { stage_id: stageId('contacted') })
    await isUrgentBy(lead.id, 15)
  })

  test('rises as its next step draws near and passes, and as it goes cold', async () => {
    const planned = await called()
    await plan(planned, 49)
    await isUrgentBy(planned.id, 0)
    const idle = await called()
    const sweep = async (hours: number) => {
      clock = new Date(clock.getTime() + hours * HOUR)
      await firm.db.rows("SELECT FROM graphile_worker.add_job('scoring-priorities')")
    }
    await sweep(26)
    await isUrgentBy(planned.id, 40)
    await sweep(24)
    await isUrgentBy(planned.id, 60)
    // Forty days on the same place without a plan, seen by the nightly run.
    clock = new Date(clock.getTime() + 40 * 24 * HOUR)
    await firm.db.rows("SELECT FROM graphile_worker.add_job('scoring-rescore')")
    await isUrgentBy(idle.id, 30)
  })

  test('raises no version, so that nobody loses an edit to it', async () => {
    const lead = await employee.lead()
    await isUrgentBy(lead.id, 100)
    const edited = await employee.patch(`/crm/leads/${lead.id}`, { location: 'Nashik' }, { 'if-match': '1' })
    expect(edited.status).toBe(200)
  })
})

describe('ordered by priority', () => {
  interface Column {
    key: string
    cards: { id: number; priority: number | null }[]
    next_cursor: string | null
  }
  let leads: Lead[]
  beforeAll(async () => {
    leads = []
    for (let n = 0; n < 9; n++)
      leads.push(
        await employee.lead({ name: `Order ${n}`, location: 'Satara', budget: 200_000 + n * 300_000 }),
      )
    for (const lead of leads.slice(0, 5)) await speak(lead)
    for (const lead of leads.slice(0, 2)) await plan(lead, 1)
    const sleeper = leads[4] as Lead
    await employee.put(`/crm/pipelines/${sleeper.id}/sleep`, { until: '2099-01-01' })
    for (const [n, lead] of leads.entries())
      await isUrgentBy(lead.id, n === 4 ? null : n < 2 ? 40 : n < 5 ? 15 : 100)
  })

  test('a list runs through all leads once, the most urgent first and sleepers last', async () => {
    const found: Lead[] = []
    for (let cursor = ''; ; ) {
      const page = await manager.get<{ data: Lead[]; next_cursor: string | null }>(
        `/crm/leads?sort=-priority&location=Satara&limit=2${cursor}`,
      )
      expect(page.status, page.text).toBe(200)
      found.push(...page.json.data)
      if (page.json.next_cursor === null) break
      cursor = `&cursor=${encodeURIComponent(page.json.next_cursor)}`
    }
    const ids = (of: readonly Lead[]) => of.map(lead => lead.id).sort((a, b) => a - b)
    expect(ids(found)).toEqual(ids(leads))
    const priorities = found.map(lead => lead.priority ?? -1)
    expect(priorities).toEqual([...priorities].sort((a, b) => b - a))
    expect(found.at(-1)?.id).toBe(leads[4]?.id)
  })

  test('a board does so in each column', async () => {
    const found: Column['cards'] = []
    const first = await manager.get<{ columns: Column[]; sort: string }>(
      '/crm/boards/all?sort=-priority&location=Satara&limit=2',
    )
    expect(first.json.sort).toBe('-priority')
    for (const column of first.json.columns) {
      found.push(...column.cards)
      for (let cursor = column.next_cursor; cursor !== null; ) {
        const more = await manager.get<{ columns: Column[] }>(
          `/crm/boards/all?sort=-priority&location=Satara&limit=2&column=${column.key}&cursor=${encodeURIComponent(cursor)}`,
        )
        expect(more.status, more.text).toBe(200)
        found.push(...(more.json.columns[0]?.cards ?? []))
        cursor = more.json.columns[0]?.next_cursor ?? null
      }
      const priorities = found.slice(-column.cards.length).map(card => card.priority ?? -1)
      expect(priorities).toEqual([...priorities].sort((a, b) => b - a))
    }
    // The sleeper lies folded away.
    expect(found.map(card => card.id).sort((a, b) => a - b)).toEqual(
      leads.filter((_, n) => n !== 4).map(lead => lead.id),
    )
  })

  test.each([
    ['/crm/leads?sort=priority_up', 'sort'],
    ['/crm/boards/all?sort=-score', 'sort'],
    ['/crm/boards/all?sort=-priority&column=new&cursor=WyJ4Iiw5OTk5OTk5OTk5OTksMV0', 'cursor'],
  ])('%s is refused', async (url, path) => {
    const refused = await manager.get<{ type: string; errors?: { path: string }[] }>(url)
    expect(refused.status).toBe(400)
    expect(refused.json.errors?.[0]?.path ?? refused.json.type).toContain(path)
  })
})

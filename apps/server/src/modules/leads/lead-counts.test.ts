import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import { COUNT_GROUPS, type CountGroup, type Lead, type LeadCounts } from './leads.schemas.ts'

let firm: LeadApp
beforeAll(async () => {
  firm = await openLeadApp()
})
afterAll(() => firm.close())

/** The same numbers on every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return sides => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * sides)
  }
}

/** A firm's day, badly mixed: leads come, move, change hands, are deleted and come back. */
async function disturb(admin: Client, seed: number): Promise<void> {
  const roll = dice(seed)
  const pick = <T>(from: readonly T[]): T => from[roll(from.length)] as T
  const owners = [...firm.staff.salespeople.map(person => person.id), null]
  const fields = () => ({
    location: pick(['Pune', 'pune', 'Mumbai', null]),
    source: pick(['website', 'referral', null]),
    project_type: pick(['residential', 'commercial', null]),
    budget: pick([null, 0.1, 0.2, 250_000, 1_000_000]),
    assigned_to: pick(owners),
  })
  const leads: Lead[] = []
  for (let i = 0; i < 20; i++)
    leads.push(await admin.lead({ ...fields(), status: pick(['new', 'qualified']) }))
  for (let i = 0; i < 60; i++) {
    const { id } = pick(leads)
    const action = roll(4)
    if (action === 0) await admin.delete(`/crm/leads/${id}`)
    else if (action === 1) await admin.post(`/crm/leads/${id}/restore`)
    else if (action === 2) await admin.patch(`/crm/leads/${id}`, fields())
    else await admin.patch(`/crm/leads/${id}`, { status: 'lost', lost_reason: 'Price' })
  }
}

const READ: Record<CountGroup, (lead: Lead) => string | number | null> = {
  status: lead => lead.status,
  stage_id: lead => lead.stage_id,
  source: lead => lead.source,
  assigned_to: lead => lead.assigned_to,
  team_id: lead => lead.team_id,
  project_type: lead => lead.project_type,
  campaign_id: lead => lead.campaign_id,
  location: lead => lead.location?.toLowerCase() ?? null,
  month: lead => `${lead.created_at.slice(0, 7)}-01`,
}

function byHand(leads: readonly Lead[], by: CountGroup | undefined) {
  const sum = (some: readonly Lead[]) =>
    Math.round(some.reduce((all, lead) => all + (lead.budget ?? 0), 0) * 100) / 100
  const parts = by ? Map.groupBy(leads, READ[by]) : new Map([['', leads]])
  const groups = [...parts]
    .filter(([, some]) => some.length > 0)
    .map(([value, some]) => ({
      value: value === null ? null : String(value),
      count: some.length,
      budget_sum: sum(some),
    }))
  return { total: { count: leads.length, capped: false, budget_sum: sum(leads) }, groups }
}

const SOME_GROUPS = [undefined, 'status', 'location', 'assigned_to'] as const

const inOrder = (counts: LeadCounts) => ({
  ...counts,
  groups: counts.groups.toSorted((a, b) => String(a.value).localeCompare(String(b.value))),
})

async function expectTrueCounts(): Promise<void> {
  const owner = firm.staff.salespeople[0]?.id
  const filters = [
    '',
    'status=new',
    'status=lost&status=qualified',
    'location=PUNE',
    'source=website',
    `assigned_to=${owner}`,
    `assigned_to=none&assigned_to=${owner}`,
    'status=new&source=website',
    'budget_min=1',
    'deleted=true',
  ]
  for (const login of ['admin', 'manager', 'employee']) {
    const client = await firm.as(login)
    for (const filter of login === 'admin' ? filters : ['']) {
      const list = await client.get<{ data: Lead[] }>(`/crm/leads?limit=200&${filter}`)
      for (const by of filter === '' ? [undefined, ...COUNT_GROUPS] : SOME_GROUPS) {
        const counts = await client.get<LeadCounts>(`/crm/leads/counts?${filter}${by ? `&by=${by}` : ''}`)
        const where = `${login} ${filter} by ${by}`
        expect([where, counts.status]).toEqual([where, list.status])
        if (counts.status === 200) {
          expect({ where, ...inOrder(counts.json) }).toEqual({
            where,
            ...inOrder(byHand(list.json.data, by)),
          })
        }
      }
    }
  }
}

describe('counts are what the list shows', () => {
  test('while the deltas wait, when they are folded, and when both are there', async () => {
    const admin = await firm.as('admin')
    await disturb(admin, 1)
    await expectTrueCounts()
    await firm.db.rows('SELECT fold_lead_counts()')
    expect(await firm.db.rows('SELECT 1 FROM lead_count_deltas')).toEqual([])
    await expectTrueCounts()
    await disturb(admin, 2)
    await expectTrueCounts()
  })

  test('changes at the same time are all counted', async () => {
    const admin = await firm.as('admin')
    const lead = await admin.lead({ status: 'new', source: 'fair' })
    await Promise.all([
      ...Array.from({ length: 10 }, () => admin.lead({ source: 'fair', budget: 10 })),
      ...['contacted', 'qualified', 'contacted'].map(status =>
        admin.patch(`/crm/leads/${lead.id}`, { status }),
      ),
      firm.db.rows('SELECT fold_lead_counts()'),
      firm.db.rows('SELECT fold_lead_counts()'),
    ])
    const { json } = await admin.get<LeadCounts>('/crm/leads/counts?source=fair')
    expect(json.total).toEqual({ count: 11, capped: false, budget_sum: 100 })
  })
})

test('what no roll-up answers is counted up to 10,000', async () => {
  const admin = await firm.as('admin')
  await firm.db.rows(
    `INSERT INTO leads (name, status, pipeline_id, stage_id, tags)
     SELECT 'Many', status, pipeline_id, stage_id, '{many}'
     FROM (SELECT * FROM leads LIMIT 1) l, generate_series(1, $1::int)`,
    [10_001],
  )
  const many = await admin.get<LeadCounts>('/crm/leads/counts?tag=many&by=status')
  expect(many.json).toEqual({ total: { count: 10_000, capped: true, budget_sum: null }, groups: [] })
  const { json } = await admin.get<LeadCounts>('/crm/leads/counts')
  expect(json.total.count).toBeGreaterThan(10_000)
})

describe('what a row may hold', () => {
  test.each([
    ["UPDATE leads SET status = 'gone'"],
    ["UPDATE leads SET project_type = 'garden'"],
    ["UPDATE leads SET name = ''"],
    ['UPDATE leads SET budget = -1'],
    ['UPDATE leads SET carpet_area_sqft = 0'],
    ['UPDATE leads SET score = 101'],
    [
      "INSERT INTO leads (name, status, pipeline_id, stage_id) SELECT '', status, pipeline_id, stage_id FROM leads LIMIT 1",
    ],
    ["INSERT INTO activities (lead_id, type) SELECT id, 'fax' FROM leads LIMIT 1"],
    ["INSERT INTO activities (lead_id, type, direction) SELECT id, 'call', 'up' FROM leads LIMIT 1"],
    ["INSERT INTO activities (lead_id, type, duration_s) SELECT id, 'call', -1 FROM leads LIMIT 1"],
  ])('is refused by the database itself: %s', async statement => {
    await expect(firm.db.rows(statement)).rejects.toMatchObject({ code: '23514' })
  })

  test('is nothing that PostgreSQL reads anew with each statement', async () => {
    const texts = await firm.db.rows(
      `SELECT conname AS name FROM pg_constraint WHERE contype = 'c' AND conrelid IN ('leads'::regclass, 'activities'::regclass)
       UNION ALL SELECT tgname FROM pg_trigger WHERE tgqual IS NOT NULL AND tgrelid = 'leads'::regclass AND tgtype & 16 > 0`,
    )
    expect(texts).toEqual([])
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../test/lead-app.ts'
import { LEAD_SORTS, type Lead } from './leads.schemas.ts'

interface Page {
  data: Lead[]
  next_cursor: string | null
}

let firm: LeadApp
let admin: Client
const leads: Lead[] = []
let campaignId: number

beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
  const [campaign] = await firm.db.rows<{ id: number }>(
    "INSERT INTO campaigns (name, channel) VALUES ('Monsoon', 'google') RETURNING id",
  )
  campaignId = campaign?.id ?? 0
  const pick = <T>(from: readonly T[], i: number): T => from[i % from.length] as T
  for (let i = 0; i < 24; i++) {
    leads.push(
      await admin.lead({
        name: `${pick(['Asha', 'बाला', 'Çelik', 'deepa'], i)} ${i}`,
        location: pick(['Pune', 'PUNE', 'Bengaluru', null], i),
        source: pick(['website', 'referral', null], i),
        project_type: pick(['residential', 'commercial', null], i),
        status: pick(['new', 'contacted', 'qualified'], i),
        budget: pick([null, 0, 500_000, 500_000, 1_250_000.5], i),
        possession_date: pick(['2027-01-01', '2027-01-01', '2027-06-30', null], i),
        campaign_id: pick([campaignId, null], i),
        assigned_to: pick([firm.staff.salespeople[0]?.id, firm.staff.salespeople[5]?.id, null], i),
        tags: pick([[], ['vip'], ['vip', 'nri'], ['repeat']], i),
        phone: `+9198110000${String(Math.floor(i / 2) + (i < 4 ? 0 : i)).padStart(2, '0')}`,
      }),
    )
  }
  // What no request sets: the past, and what scoring computes.
  await firm.db.rows(
    `UPDATE leads SET created_at = timestamptz '2026-03-01 00:00+05:30' + id % 5 * interval '1 day',
       updated_at = timestamptz '2026-04-01' + id % 3 * interval '1 hour', score = nullif(id % 7 * 10, 0)`,
  )
  const { json } = await admin.get<Page>('/crm/leads?limit=200')
  leads.splice(0, leads.length, ...json.data)
})
afterAll(() => firm.close())

const list = async (query: string) => (await admin.get<Page & Problem>(`/crm/leads?${query}`)).json
const ids = (found: readonly Lead[]) => found.map(lead => lead.id).sort((a, b) => a - b)
const dayOf = (lead: Lead) => new Date(lead.created_at).toLocaleDateString('sv', { timeZone: 'Asia/Kolkata' })

describe('each filter', () => {
  const owner = () => firm.staff.salespeople[0]?.id
  const cases: [() => string, (lead: Lead) => boolean][] = [
    [() => 'status=new', lead => lead.status === 'new'],
    [() => 'status=new&status=qualified', lead => lead.status !== 'contacted'],
    [() => 'source=website', lead => lead.source === 'website'],
    [() => `assigned_to=${owner()}`, lead => lead.assigned_to === owner()],
    [() => 'assigned_to=none', lead => lead.assigned_to === null],
    [() => `assigned_to=none&assigned_to=${owner()}`, lead => [null, owner()].includes(lead.assigned_to)],
    [() => 'project_type=commercial', lead => lead.project_type === 'commercial'],
    [() => 'location=pune', lead => lead.location?.toLowerCase() === 'pune'],
    [() => 'tag=vip', lead => lead.tags.includes('vip')],
    [() => 'tag=nri&tag=repeat', lead => lead.tags.some(tag => tag === 'nri' || tag === 'repeat')],
    [() => `campaign_id=${campaignId}`, lead => lead.campaign_id === campaignId],
    [() => `stage_id=${leads[0]?.stage_id}`, lead => lead.stage_id === leads[0]?.stage_id],
    [() => 'budget_min=500000', lead => lead.budget !== null && lead.budget >= 500_000],
    [() => 'budget_max=500000', lead => lead.budget !== null && lead.budget <= 500_000],
    [() => 'budget_min=0&budget_max=0', lead => lead.budget === 0],
    [() => 'score_min=30', lead => (lead.score ?? -1) >= 30],
    [() => 'score_max=30', lead => lead.score !== null && lead.score <= 30],
    [() => 'created_from=2026-03-03', lead => dayOf(lead) >= '2026-03-03'],
    [() => 'created_to=2026-03-02', lead => dayOf(lead) <= '2026-03-02'],
    [() => 'possession_from=2027-06-30', lead => (lead.possession_date ?? '') >= '2027-06-30'],
    [() => 'possession_to=2027-01-01', lead => lead.possession_date === '2027-01-01'],
    [() => 'duplicates=true', lead => lead.is_duplicate],
    [() => 'duplicates=false', lead => !lead.is_duplicate],
    [
      () => 'status=new&source=website&location=Pune',
      lead => lead.status === 'new' && lead.source === 'website' && lead.location?.toLowerCase() === 'pune',
    ],
  ]
  test.each(cases.map(([query, fits]) => [String(query).replace(/^.*?['`]/, ''), query, fits] as const))(
    '%s',
    async (_name, query, fits) => {
      const wanted = leads.filter(fits)
      expect(wanted.length).toBeGreaterThan(0)
      expect(wanted.length).toBeLessThan(leads.length)
      expect(ids((await list(`${query()}&limit=200`)).data)).toEqual(ids(wanted))
    },
  )
})

describe('pages', () => {
  async function allPages(query: string, between?: () => Promise<unknown>): Promise<Lead[]> {
    const found: Lead[] = []
    let cursor: string | null = ''
    for (let page = 0; cursor !== null && page < 50; page++) {
      const answer: Page = await list(`${query}&limit=5${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
      found.push(...answer.data)
      cursor = answer.next_cursor
      await between?.()
    }
    return found
  }

  test.each(LEAD_SORTS)('by %s run through all leads once, in order', async sort => {
    const found = await allPages(`sort=${sort}`)
    const field = sort.replace('-', '') as 'budget'
    expect(ids(found)).toEqual(ids(leads))
    // Without a value a lead comes last when the greatest come first; without a date it comes last in both directions.
    const isUndated = field === ('possession_date' as string) && !sort.startsWith('-')
    const keys = found.map(
      lead => lead[field] ?? (isUndated ? 'never' : field === ('possession_date' as string) ? '' : -1),
    )
    // How a language orders its letters is the database's business.
    if (field !== ('name' as string)) {
      const inOrder = [...keys].sort((a, b) => (a < b ? -1 : Number(a > b)))
      expect(keys).toEqual(sort.startsWith('-') ? inOrder.reverse() : inOrder)
    }
  })

  test.each(['-created_at', 'name', '-budget', '-updated_at'])(
    'by %s lose and repeat nothing while leads arrive',
    async sort => {
      const found = await allPages(`sort=${sort}&status=new`, () =>
        admin.lead({ name: 'Middle', budget: 500_000, status: 'new', tags: ['late'] }),
      )
      const before = ids(leads.filter(lead => lead.status === 'new'))
      const known = ids(found).filter(id => before.includes(id))
      expect(known).toEqual(before)
      expect(new Set(ids(found)).size).toBe(found.length)
      await firm.db.rows("UPDATE leads SET deleted_at = now() WHERE 'late' = ANY (tags)")
    },
  )

  test('the longest names can be paged over', async () => {
    for (const last of ['a', 'b', 'c']) await admin.lead({ name: `${'𝕬'.repeat(99)}${last}`, tags: ['long'] })
    const first = await list('sort=name&tag=long&limit=1')
    const second = await list(`sort=name&tag=long&limit=1&cursor=${first.next_cursor}`)
    expect(second.data[0]?.name.endsWith('b')).toBe(true)
    await firm.db.rows("UPDATE leads SET deleted_at = now() WHERE 'long' = ANY (tags)")
  })

  test('50 by default, and a cursor only when there is more', async () => {
    const all = await list('')
    expect([all.data.length, all.next_cursor]).toEqual([leads.length, null])
    expect((await list(`limit=${leads.length}`)).next_cursor).toBeNull()
  })

  test('a cursor is of one query', async () => {
    const { next_cursor } = await list('limit=5&status=new')
    for (const query of ['status=lost', 'sort=name&status=new', 'status=new&q=a', '']) {
      const { status, json } = await admin.get<Problem>(`/crm/leads?${query}&cursor=${next_cursor}`)
      expect([status, json.type, json.errors?.[0]?.path]).toEqual([400, 'invalid-cursor', 'cursor'])
    }
    expect((await list(`limit=2&status=new&cursor=${next_cursor}`)).data).toHaveLength(2)
  })
})

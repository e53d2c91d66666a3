import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../test/lead-app.ts'
import type { Lead } from '../leads/index.ts'
import type {
  ActivityReport,
  ConversionReport,
  FunnelReport,
  Leads,
  LostReport,
  PipelineReport,
  ResponseReport,
  SourceReport,
  TeamReport,
} from './reports.schemas.ts'
import { stepRollups } from './rollups/keep-leads.ts'

const LOGINS = ['superadmin', 'admin', 'manager', 'employee'] as const
const RANGE = 'from=2026-01-01&to=2026-12-31'

let firm: LeadApp
const people = new Map<string, Client>()
const as = (login: string) => people.get(login) as Client
let all: Lead[]
/** Merges that were taken back in that year. */
let undone = 0

/** What a worker does every few seconds: until everything is kept. */
async function keepUp(): Promise<void> {
  await firm.db.rows('SELECT fold_lead_counts()')
  while (await stepRollups(firm.db, firm.app.platform.config.timeZone));
}

/** The same numbers on every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return sides => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * sides)
  }
}

/** A year, badly mixed: leads come, are called, move on and back, change hands, are lost, deleted, restored, merged. */
beforeAll(async () => {
  firm = await openLeadApp()
  await keepUp()
  for (const login of LOGINS) people.set(login, await firm.as(login))
  const admin = as('superadmin')
  const roll = dice(11)
  const pick = <T>(from: readonly T[]): T => from[roll(from.length)] as T
  await firm.db.rows("INSERT INTO response_targets (source, is_hot, minutes) VALUES ('Website', false, 45)")
  await firm.db.rows(`INSERT INTO campaigns (name, channel) VALUES ('Diwali', 'meta'), ('Idle', 'google')`)
  const stages = await firm.db.rows<{ id: number; category: string; pipeline_id: number }>(
    'SELECT id, category, pipeline_id FROM stages ORDER BY id',
  )
  const owners = [...firm.staff.salespeople.map(person => person.id), null]
  const leads: Lead[] = []
  for (let i = 0; i < 60; i++) {
    leads.push(
      await admin.lead({
        name: `Lead ${i}`,
        location: pick(['Pune', 'pune', 'Mumbai', null]),
        source: pick(['website', 'referral', null]),
        project_type: pick(['residential', 'commercial', null]),
        campaign_id: pick([1, null]),
        budget: pick([0.1, 250_000, 1_000_000.55]),
        assigned_to: pick(owners),
      }),
    )
  }
  for (const { id } of leads) {
    await firm.db.rows('UPDATE leads SET created_at = $2 WHERE id = $1', [
      id,
      new Date(Date.UTC(2025, 11 + roll(12), 1 + roll(27), roll(24), roll(60))),
    ])
    if (roll(3) > 0)
      await firm.db.rows('UPDATE leads SET response_minutes = $2, first_response_at = now() WHERE id = $1', [
        id,
        roll(90),
      ])
  }
  const merges: number[] = []
  const planned: number[] = []
  for (let i = 0; i < 220; i++) {
    const lead = pick(leads)
    const action = roll(13)
    // From then on nobody keeps up: what is kept and what changed since stand beside each other.
    if (i === 120) await keepUp()
    if (i === 170) await firm.db.rows('SELECT fold_lead_counts()')
    if (action === 0) await admin.delete(`/crm/leads/${lead.id}`)
    else if (action === 1) await admin.post(`/crm/leads/${lead.id}/restore`)
    else if (action === 2) await admin.patch(`/crm/leads/${lead.id}`, { assigned_to: pick(owners) })
    else if (action === 3) {
      const { json } = await admin.post<{ merge_id?: number }>('/crm/leads/merge', {
        winner_id: pick(leads).id,
        loser_id: lead.id,
      })
      if (json.merge_id) merges.push(json.merge_id)
    } else if (action === 10) {
      const merge = merges.splice(roll(merges.length), 1)[0]
      if (merge) undone += Number((await admin.post(`/crm/leads/merges/${merge}/undo`)).status === 200)
    } else if (action === 11) {
      const due_at = new Date(Date.UTC(2025, 11 + roll(13), 1 + roll(27), roll(24))).toISOString()
      const { json } = await admin.post<{ id?: number }>('/crm/follow-ups', {
        lead_id: lead.id,
        due_at,
        assigned_to: pick(firm.staff.salespeople).id,
      })
      if (json.id) planned.push(json.id)
    } else if (action === 12) {
      const id = pick([0, ...planned])
      if (roll(3) > 0) await admin.post(`/crm/follow-ups/${id}/done`, {})
      else await admin.delete(`/crm/follow-ups/${id}`)
      await firm.db.rows(
        "UPDATE follow_ups SET done_at = due_at + $2 * interval '1 hour' WHERE id = $1 AND done_at IS NOT NULL",
        [id, roll(40) - 10],
      )
    } else if (action === 4)
      await admin.post(`/crm/leads/${lead.id}/convert`, { fields: { project_type: 'residential' } })
    else if (action === 5)
      await admin.post('/crm/activities', { lead_id: lead.id, type: pick(['site_visit', 'note']) })
    else {
      const to = pick(
        stages.filter(stage => stage.pipeline_id === lead.pipeline_id && stage.category !== 'converted'),
      )
      await admin.patch(`/crm/pipelines/${lead.id}`, {
        stage_id: to.id,
        ...(to.category === 'lost' && { lost_reason: pick(['Price', 'Went quiet']) }),
      })
    }
  }
  await firm.db.rows(
    "UPDATE leads SET stage_entered_at = now() - interval '100 days' WHERE id % 3 = 0 AND deleted_at IS NULL",
  )
  all = (await admin.get<{ data: Lead[] }>('/crm/leads?limit=200')).json.data
}, 300_000)
afterAll(() => firm.close())

const report = async <T>(login: string, name: string, query = ''): Promise<T> => {
  const { status, json, text } = await as(login).get<T>(`/crm/reports/${name}?${RANGE}${query}`)
  expect(status, text).toBe(200)
  return json
}

/** The leads that the person's list has under these filters. */
async function listed(login: string, leads: Partial<Leads> & { stale?: boolean }): Promise<Lead[]> {
  const query = new URLSearchParams(
    Object.entries(leads).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, String(one)]),
    ),
  )
  const { status, json, text } = await as(login).get<{ data: Lead[] }>(`/crm/leads?limit=200&${query}`)
  expect(status, text).toBe(200)
  return json.data
}

const sum = (leads: readonly Lead[]): number =>
  Math.round(leads.reduce((total, lead) => total + (lead.budget ?? 0), 0) * 100) / 100
const having = (status: string) => (lead: Lead) => lead.status === status

/** The rule by hand: the value at or below which this part of them lies. */
function percentile(values: readonly number[], part: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? null
}
const minutesOf = (leads: readonly Lead[]) => leads.flatMap(lead => lead.response_minutes ?? [])

function outcomeByHand(leads: readonly Lead[]) {
  const converted = leads.filter(having('converted'))
  const lost = leads.filter(having('lost')).length
  const rate = (of: number) => (of === 0 ? null : Math.round((converted.length / of) * 10_000) / 10_000)
  return {
    received: leads.length,
    converted: converted.length,
    lost,
    open: leads.length - converted.length - lost,
    conversion_rate: rate(leads.length),
    win_rate: rate(converted.length + lost),
    revenue: sum(converted),
  }
}

test('the year is mixed enough to prove anything', () => {
  expect(new Set(all.map(lead => lead.status)).size).toBeGreaterThanOrEqual(4)
  expect(all.length).toBeGreaterThan(30)
  expect(all.length).toBeLessThan(60)
  expect(undone).toBeGreaterThan(0)
})

describe.each(LOGINS)('of %s', login => {
  test.each([
    '',
    'day',
    'week',
    'month',
    'source',
    'campaign',
    'project_type',
    'location',
    'owner',
    'team',
    'pipeline',
  ])('conversions by %s are those of the lists that the figures open', async by => {
    const { total, groups } = await report<ConversionReport>(
      login,
      'conversions',
      by && `&by=${by}&by=${by === 'source' ? 'campaign' : 'source'}`,
    )
    const inRange = await listed(login, { ...total.leads })
    expect(total).toMatchObject(outcomeByHand(inRange))
    expect(groups.reduce((count, group) => count + group.received, 0)).toBe(
      by ? inRange.length : total.received,
    )
    for (const group of groups)
      expect(group, JSON.stringify(group.keys)).toMatchObject(outcomeByHand(await listed(login, group.leads)))
  })

  test('the days to convert are of those that became clients alone', async () => {
    const { total, groups } = await report<ConversionReport>(login, 'conversions', '&by=source')
    for (const { leads, days_to_convert_median } of [total, ...groups]) {
      const ids = (await listed(login, leads)).map(lead => lead.id)
      const days = await firm.db.rows<{ days: number }>(
        `SELECT greatest(0, floor(extract(epoch FROM v.converted_at - l.created_at) / 86400))::int AS days
         FROM leads l JOIN conversions v ON v.lead_id = l.id AND v.merged_from IS NULL
         WHERE l.status = 'converted' AND l.id = ANY ($1::int[])`,
        [ids],
      )
      const byHand = days.map(row => row.days)
      expect(days_to_convert_median).toBe(percentile(byHand, 0.5))
    }
  })

  test('first responses by weekday and hour', async () => {
    const { total, groups } = await report<ResponseReport>(login, 'response-times')
    for (const { leads, ...figures } of [total, ...groups]) {
      const found = await listed(login, leads)
      const minutes = minutesOf(found)
      expect(figures).toMatchObject({
        received: found.length,
        answered: minutes.length,
        response_median: percentile(minutes, 0.5),
        response_p90: percentile(minutes, 0.9),
      })
      expect((await listed(login, { ...leads, answered: true })).length).toBe(minutes.length)
    }
  })

  test.each(['source', 'owner', 'team'])('first responses by %s, and what was in time', async by => {
    const { total, groups } = await report<ResponseReport>(login, 'response-times', `&by=${by}`)
    for (const { leads, in_time, in_time_rate, ...figures } of [total, ...groups]) {
      const found = await listed(login, leads)
      const minutes = minutesOf(found)
      expect(figures).toMatchObject({
        received: found.length,
        answered: minutes.length,
        response_median: percentile(minutes, 0.5),
        response_p90: percentile(minutes, 0.9),
      })
      const byHand = found.filter(
        lead => (lead.response_minutes ?? 1e9) <= (lead.source === 'website' ? 45 : 15),
      ).length
      const inTime = { ...leads, answered_in_time: true }
      expect([in_time, (await listed(login, inTime)).length]).toEqual([byHand, byHand])
      expect((await listed(login, { ...leads, answered_in_time: false })).length).toBe(found.length - byHand)
      expect(in_time_rate).toBe(found.length ? Math.round((byHand / found.length) * 10_000) / 10_000 : null)
    }
    expect(groups.reduce((sum, group) => sum + (group.in_time ?? 0), 0)).toBe(total.in_time)
  })

  test('the funnel parts those that entered a stage', async () => {
    for (const pipeline of [1, 2, 3]) {
      const { total, groups } = await report<FunnelReport>(login, 'funnel', `&pipeline=${pipeline}`)
      expect(total.received).toBe((await listed(login, total.leads)).length)
      for (const { stage, leads, entered, ...parts } of groups) {
        expect(entered).toBe((await listed(login, leads)).length)
        expect(parts.here + parts.went_on + parts.went_back + parts.fell_out).toBe(entered)
        for (const part of ['here', 'went_on', 'went_back', 'fell_out'] as const)
          expect([part, parts[part]]).toEqual([
            part,
            (await listed(login, { ...leads, passage: `${part}-${stage.id}` })).length,
          ])
      }
    }
  })

  test('lost reasons, the pipeline and sources', async () => {
    const lost = await report<LostReport>(login, 'lost-reasons')
    for (const { leads, ...figures } of [lost.total, ...lost.groups]) {
      const found = await listed(login, leads)
      expect(figures).toMatchObject({ lost: found.length, value: sum(found) })
      expect(found.every(having('lost'))).toBe(true)
    }
    const pipeline = await report<PipelineReport>(login, 'pipeline')
    const chances = new Map(
      (await firm.db.rows<{ id: number; p: number }>('SELECT id, win_probability AS p FROM stages')).map(
        ({ id, p }) => [id, p],
      ),
    )
    for (const { leads, open, value, weighted, stale } of [pipeline.total, ...pipeline.groups]) {
      const found = await listed(login, leads)
      expect({ open, value }).toEqual({ open: found.length, value: sum(found) })
      const [cold, warm] = await Promise.all(
        [true, false].map(stale => listed(login, { ...leads, stale }).then(some => some.length)),
      )
      expect([cold, warm]).toEqual([stale, open - stale])
      const byHand = found.reduce(
        (all, lead) => all + ((lead.budget ?? 0) * (chances.get(lead.stage_id) ?? 0)) / 100,
        0,
      )
      expect(weighted).toBeCloseTo(byHand, 1)
    }
    const sources = await report<SourceReport>(login, 'sources')
    for (const { leads, ...figures } of [sources.total, ...sources.groups])
      expect(figures).toMatchObject(outcomeByHand(await listed(login, leads)))
  })

  test('what was done opens the leads it was done with, each once', async () => {
    const idsOf = async (leads: Partial<Leads>) => (await listed(login, leads)).map(lead => lead.id)
    const within = await idsOf({ in_reports: true })
    const { total, groups } = await report<ActivityReport>(login, 'activity', '&by=owner&by=month')
    const found = new Set<number>()
    for (const { keys, leads, site_visit, activities } of groups) {
      const done = await firm.db.rows<{ lead_id: number; type: string }>(
        `SELECT lead_id, type FROM activities WHERE deleted_at IS NULL AND user_id = $1 AND lead_id = ANY ($2::int[])
           AND date_trunc('month', happened_at AT TIME ZONE $3)::date = $4::date`,
        [keys[0]?.value, within, firm.app.platform.config.timeZone, keys[1]?.value],
      )
      const visited = done.filter(one => one.type === 'site_visit')
      expect([activities, site_visit]).toEqual([done.length, visited.length])
      const ids = (some: typeof done) => new Set(some.map(one => one.lead_id))
      expect(new Set(await idsOf(leads))).toEqual(ids(done))
      expect(new Set(await idsOf({ ...leads, deed: 'site_visit' }))).toEqual(ids(visited))
      for (const id of ids(done)) found.add(id)
    }
    expect(new Set(await idsOf(total.leads))).toEqual(found)
    const people = await report<TeamReport>(login, 'team-performance')
    for (const [deed, figure] of [
      ['follow_up', 'follow_ups_due'],
      ['follow_up_kept', 'follow_ups_kept'],
      ['site_visit', 'visits'],
    ] as const) {
      const ofAll = new Set<number>()
      for (const group of people.groups) {
        const ids = await idsOf({ ...group.deeds, deed })
        expect(ids.length > 0, deed).toBe(group[figure] > 0)
        expect(ids.length).toBeLessThanOrEqual(group[figure])
        for (const id of ids) ofAll.add(id)
      }
      expect(new Set(await idsOf({ ...people.total.deeds, deed }))).toEqual(ofAll)
    }
  })

  test('people', async () => {
    const { total, groups } = await report<TeamReport>(login, 'team-performance')
    for (const { leads, ...figures } of [total, ...groups]) {
      const found = await listed(login, leads)
      expect(figures).toMatchObject({
        ...outcomeByHand(found),
        response_median: percentile(minutesOf(found), 0.5),
      })
    }
  })
})

const ASKED = [
  ...['day', 'month', 'source', 'location', 'owner', 'pipeline'].map(by => `conversions?by=${by}`),
  ...['source', 'campaign', 'project_type', 'week', 'team'].map(by => `sources?by=${by}`),
  'conversions?by=month&by=source&assigned_to=none',
  'conversions?by=month&source=website&source=referral',
  'sources?by=source&location=Pune&project_type=residential',
  'team-performance',
  'team-performance?by=team',
  'team-performance?by=team&pipeline_id=1',
  'response-times',
  'response-times?source=website&source=referral',
  'response-times?team_id=1',
  'response-times?by=source',
  'response-times?by=owner',
  'response-times?by=team&campaign_id=1',
  'lost-reasons',
  'lost-reasons?by=competitor&by=month',
  'lost-reasons?by=source',
  'pipeline',
  'pipeline?by=stage&by=owner',
  'pipeline?by=pipeline&by=month',
  'pipeline?by=month',
  'pipeline?by=source&team_id=1',
  'pipeline?by=location&project_type=residential',
  'funnel',
  'funnel?pipeline=2',
  'funnel?source=website&source=referral',
  'funnel?pipeline=1&team_id=1',
  'activity',
  'activity?by=owner&by=week',
  'activity?by=team&team_id=1',
  'activity?by=day&source=website',
]
const SPANS = [
  'from=2026-01-01&to=2026-12-31',
  'from=2026-02-20&to=2026-08-03&compare_from=2025-12-28&compare_to=2026-02-19',
  'from=2026-05-05&to=2026-05-19',
]

test('what is kept answers as the leads themselves do, whether or not it has followed', async () => {
  const answers = async (isKept: boolean) => {
    await firm.db.rows('UPDATE report_rollups SET is_whole = $1', [isKept])
    const texts: [string, string][] = []
    for (const login of LOGINS) {
      for (const [place, asked] of ASKED.entries()) {
        const span = SPANS[place % SPANS.length]
        const path = `/crm/reports/${asked}${asked.includes('?') ? '&' : '?'}${span}`
        texts.push([`${login} ${path}`, (await as(login).get(path)).text])
      }
    }
    return texts
  }
  const read = await answers(false)
  expect(await answers(true)).toEqual(read)
  await keepUp()
  expect(await answers(true)).toEqual(read)
  expect(await firm.db.rows('SELECT FROM report_changes')).toEqual([])
})

test.each(['deed_by=1', 'deed_team=none', 'deed_from=2026-01-01', 'deed_to=2026-01-01'])(
  '%s is asked of something that was done',
  async query => {
    const { status, json } = await as('manager').get<Problem>(`/crm/leads?${query}`)
    expect([status, (json as Problem).errors?.[0]?.path]).toEqual([400, query.split('=')[0]])
  },
)

test('each sees the leads of their own reach: own, of their teams, all', async () => {
  const [superadmin, manager, employee] = await Promise.all(
    ['superadmin', 'manager', 'employee'].map(login => report<TeamReport>(login, 'team-performance')),
  )
  const me = firm.staff.salespeople[0]?.id
  expect(employee?.groups.map(group => group.keys[0]?.value)).toEqual([String(me)])
  expect(manager?.total.received).toBeLessThan(superadmin?.total.received ?? 0)
  expect(manager?.total.received).toBeGreaterThan(employee?.total.received ?? 0)
  // Asking for somebody else's gives nothing, not their figures.
  const others = await report<ConversionReport>(
    'employee',
    'conversions',
    `&assigned_to=${firm.staff.salespeople[1]?.id}`,
  )
  expect(others).toMatchObject({ total: { received: 0, revenue: 0, conversion_rate: null }, groups: [] })
})

test('follow-ups kept and visits are of whoever had to do them', async () => {
  const employee = as('employee')
  const before = (await report<TeamReport>('employee', 'team-performance')).total
  const { id } = await employee.lead()
  const plan = async (due_at: string) =>
    (await employee.post<{ id: number }>('/crm/follow-ups', { lead_id: id, due_at })).json.id
  await plan('2026-05-05T06:00:00Z')
  const kept = await plan('2026-05-06T06:00:00Z')
  const late = await plan('2026-05-07T06:00:00Z')
  await plan('2025-12-31T06:00:00Z')
  for (const one of [kept, late]) await employee.post(`/crm/follow-ups/${one}/done`, {})
  await firm.db.rows("UPDATE follow_ups SET done_at = '2026-05-06T18:00:00Z' WHERE id = ANY ($1)", [[kept]])
  await firm.db.rows("UPDATE follow_ups SET done_at = '2026-05-07T19:00:00Z' WHERE id = ANY ($1)", [[late]])
  await employee.post('/crm/activities', {
    lead_id: id,
    type: 'site_visit',
    happened_at: '2026-05-06T06:00:00Z',
  })
  const { total } = await report<TeamReport>('employee', 'team-performance')
  expect(total.follow_ups_due - before.follow_ups_due).toBe(3)
  expect(total.follow_ups_kept - before.follow_ups_kept).toBe(1)
  expect(total.visits - before.visits).toBe(1)
  const deeds = await report<ActivityReport>('employee', 'activity', '&by=month')
  expect(deeds.groups.find(group => group.keys[0]?.value === '2026-05-01')).toMatchObject({
    activities: 1,
    site_visit: 1,
  })
})

test('spend is told by campaign, also where it brought nothing, to those who see all of marketing', async () => {
  await firm.db.rows(
    `INSERT INTO campaign_spend (campaign_id, spent_on, amount) VALUES (1, '2026-03-01', 1000), (1, '2025-01-01', 9), (2, '2026-03-02', 50)`,
  )
  const { total, groups } = await report<SourceReport>('superadmin', 'sources', '&by=campaign')
  expect(total.spend).toBe(1050)
  const [diwali, idle] = ['Diwali', 'Idle'].map(name => groups.find(group => group.keys[0]?.label === name))
  expect(diwali?.cost_per_lead).toBe(Math.round(100_000 / (diwali?.received ?? 0)) / 100)
  expect(idle).toMatchObject({ received: 0, spend: 50, cost_per_lead: null })
  expect((await report<SourceReport>('employee', 'sources', '&by=campaign')).total.spend).toBeNull()
})

test('of leads that came together it is told how many are clients after as many days, once all had that long', async () => {
  const asked = '/crm/reports/conversions?from=2026-01-01&to=2026-12-31&by=month'
  const { groups, total } = (await as('superadmin').get<ConversionReport>(asked)).json
  expect(total.within_30).toBeNull()
  for (const group of groups) {
    const { created_from, created_to = '' } = group.leads
    const age = (Date.now() - Date.parse(created_to)) / 86_400_000
    const [row] = await firm.db.rows<{ n: number }>(
      `SELECT count(*) AS n FROM leads l JOIN conversions v ON v.lead_id = l.id AND v.merged_from IS NULL
       WHERE l.status = 'converted' AND l.deleted_at IS NULL AND v.converted_at < l.created_at + interval '91 days'
         AND (l.created_at AT TIME ZONE 'Asia/Kolkata')::date BETWEEN $1 AND $2`,
      [created_from, created_to],
    )
    if (age < 90) expect(group.within_90).toBeNull()
    if (age > 92) expect(group.within_90).toBe(Math.round(((row?.n ?? 0) / group.received) * 10_000) / 10_000)
  }
})

test('a range beside another, and the last twelve calendar months unless told', async () => {
  const half = 'from=2026-07-01&to=2026-12-31&compare_from=2026-01-01&compare_to=2026-06-30&by=source'
  const { json } = await as('admin').get<ConversionReport>(`/crm/reports/conversions?${half}`)
  const first = await as('admin').get<ConversionReport>(
    '/crm/reports/conversions?from=2026-01-01&to=2026-06-30&by=source',
  )
  const { leads: _leads, previous: _previous, ...before } = first.json.total
  expect(json.total.previous).toEqual(before)
  // A month stands beside that which lies as far in the other half.
  const months = await as('admin').get<ConversionReport>(
    `/crm/reports/conversions?${half.replace('by=source', 'by=month')}`,
  )
  const others = await as('admin').get<ConversionReport>(
    '/crm/reports/conversions?from=2026-01-01&to=2026-06-30&by=month',
  )
  const monthOf = ({ keys: [key] }: ConversionReport['groups'][number]) => Number(key?.value?.slice(5, 7))
  for (const group of months.json.groups) {
    const other = others.json.groups.find(one => monthOf(one) === monthOf(group) - 6)
    expect(group.previous?.received).toBe(other?.received)
  }
  const { json: plain } = await as('admin').get<ConversionReport>('/crm/reports/conversions')
  const [year = 0, month = 0] = plain.range.to.split('-').map(Number)
  expect(plain.range.from).toBe(new Date(Date.UTC(year, month - 12, 1)).toISOString().slice(0, 10))
})

test.each([
  ['conversions?from=2026-02-01&to=2026-01-01', 'from'],
  ['conversions?from=1990-01-01', 'from'],
  ['conversions?compare_from=2026-01-01', 'compare_to'],
  ['conversions?compare_to=2026-01-01', 'compare_from'],
  ['conversions?by=shoe_size', 'by'],
  ['conversions?by=day&by=source&by=owner', 'by'],
  ['funnel?pipeline=999', 'pipeline'],
  ['team-performance?assigned_to=me', 'assigned_to'],
])('%s is refused, naming %s', async (path, field) => {
  const { status, json } = await as('admin').get<Problem>(`/crm/reports/${path}`)
  expect(status).toBe(400)
  expect(json.errors?.[0]?.path).toContain(field)
})

import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { consumed } from '../../../test/consumed.ts'
import { ended, startImport } from '../../../test/import-client.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../test/lead-app.ts'
import type { Availability } from '../access/index.ts'
import type { Plan, RuleBody, RunAnswer, Simulation, Trial } from './assignment.schemas.ts'

const PATIENT = { interval: 50, timeout: 60_000 }

let firm: LeadApp
let admin: Client
let manager: Client
let rep: Client
/** Salespeople of Pune. */
let pune: number[]
let adminId: number

beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
  manager = await firm.as('manager')
  rep = await firm.as('employee')
  const { salespeople, teams } = firm.staff
  pune = salespeople.filter(({ teamId }) => teamId === teams.puneId).map(({ id }) => id)
  adminId = firm.staff.adminId
})
afterAll(() => firm.close())

const ANYBODY = {
  capacity: null,
  expertise: [],
  languages: [],
  areas: [],
  hours: null,
  leaves: [],
  is_out_today: false,
}
const set = async (userId: number, fields: object) => {
  const answer = await admin.put(`/crm/users/${userId}/availability`, { ...ANYBODY, ...fields })
  expect(answer.status, answer.text).toBe(200)
}
const rule = (fields: Partial<RuleBody> & { name: string }): RuleBody => ({
  is_active: true,
  conditions: {},
  team_id: null,
  user_ids: [],
  strategy: ['round_robin'],
  ...fields,
})
const planOf = (rules: RuleBody[], fields: Partial<Trial> = {}): Trial => ({
  is_on: true,
  keeps_owner: true,
  takes_back: false,
  most_takes: 2,
  fallback_owner_id: adminId,
  rules,
  ...fields,
})
const save = async (plan: Trial): Promise<Plan> => {
  const { version } = (await admin.get<Plan>('/crm/assignment')).json
  const answer = await admin.put<Plan>('/crm/assignment', { ...plan, version })
  expect(answer.status, answer.text).toBe(200)
  return answer.json
}
interface Assigned {
  to: number
  assignment?: { kind: string; reason: string }
}
const assignmentOf = async (leadId: number) =>
  (
    await firm.db.rows<{ data: Assigned }>(
      "SELECT data FROM events WHERE name = 'lead.assigned' AND lead_id = $1",
      [leadId],
    )
  ).map(({ data }) => [data.to, data.assignment?.reason])
/** Until the lead has an owner. */
const given = (leadId: number) =>
  vi.waitFor(async () => {
    const { assigned_to } = (await admin.get(`/crm/leads/${leadId}`)).json
    expect(assigned_to).not.toBeNull()
    return assigned_to
  }, PATIENT)
/** How many leads of a source everybody has, once none of them is nobody's. */
const shares = (source: string) =>
  vi.waitFor(async () => {
    const rows = await firm.db.rows<{ id: number | null; n: number }>(
      'SELECT assigned_to AS id, count(*)::int AS n FROM leads WHERE source = $1 GROUP BY 1 ORDER BY 1',
      [source],
    )
    expect(rows.every(({ id }) => id !== null)).toBe(true)
    return Object.fromEntries(rows.map(({ id, n }) => [id, n]))
  }, PATIENT)
const addMany = (n: number, fields: object) =>
  Promise.all(Array.from({ length: n }, () => admin.lead(fields)))

beforeEach(async () => {
  await firm.db.rows('DELETE FROM user_availability')
  await firm.db.rows('DELETE FROM user_leaves')
})

describe('the rules', () => {
  test('are off at first: a lead without an owner stays nobody’s', async () => {
    const lead = await admin.lead({ name: 'Early' })
    await consumed(firm.db, 'assignment-new-leads', 'lead.created')
    await save(planOf([rule({ name: 'All', user_ids: [pune[0] ?? 0] })]))
    // Events are handled in order: the second would not be given before the first.
    await given((await admin.lead()).id)
    expect((await admin.get(`/crm/leads/${lead.id}`)).json.assigned_to).toBeNull()
    // On demand it finds its owner as well; asked again, nothing more happens.
    const run = () => admin.post<RunAnswer>('/crm/assignment/runs', { lead_ids: [lead.id] })
    expect((await run()).json.data).toEqual([
      { lead_id: lead.id, owner_id: pune[0], kind: 'rule', rule: 'All', reason: 'All: next in turn' },
    ])
    expect((await run()).json.data).toEqual([])
  })

  test('never touch a lead that was given to somebody', async () => {
    const [one = 0, other = 0] = pune
    await save(planOf([rule({ name: 'All', user_ids: [one] })]))
    const lead = await admin.lead({ assigned_to: other })
    await given((await admin.lead()).id)
    expect((await admin.get(`/crm/leads/${lead.id}`)).json).toMatchObject({ assigned_to: other, version: 1 })
    await admin.post('/crm/assignment/runs', { lead_ids: [lead.id] })
    expect((await admin.get(`/crm/leads/${lead.id}`)).json.assigned_to).toBe(other)
  })

  test('go in order, each for the leads it is meant for', async () => {
    const [one = 0, two = 0, three = 0] = pune
    const field = await admin.post<{ key: string }>('/crm/settings/fields', {
      label: 'Facing',
      kind: 'text',
      is_indexed: true,
    })
    await vi.waitFor(async () => {
      const fields = await admin.get<{ data: { key: string; index_state: string }[] }>('/crm/settings/fields')
      expect(fields.json.data.find(({ key }) => key === field.json.key)?.index_state).toBe('ready')
    }, PATIENT)
    await save(
      planOf([
        rule({ name: 'Asleep', user_ids: [one], is_active: false }),
        rule({
          name: 'Marathi in Pune',
          user_ids: [one],
          conditions: { language: ['marathi'], location: ['PUNE'] },
        }),
        rule({ name: 'Rich', user_ids: [two], conditions: { budget_min: 5_000_000 } }),
        rule({ name: 'North', user_ids: [three], conditions: { [`custom.${field.json.key}`]: ['North'] } }),
      ]),
    )
    const { rules } = (await admin.get<Plan>('/crm/assignment')).json
    expect(rules.map(({ conditions }) => conditions)).toEqual([
      {},
      { language: ['marathi'], location: ['PUNE'] },
      { budget_min: 5_000_000 },
      { [`custom.${field.json.key}`]: ['North'] },
    ])
    const leads = [
      await admin.lead({ language: 'Marathi', location: 'Pune', budget: 9_000_000 }),
      await admin.lead({ location: 'Pune', budget: 9_000_000 }),
      await admin.lead({ custom: { [field.json.key]: 'North' } }),
      await admin.lead({ location: 'Goa' }),
    ]
    expect(await Promise.all(leads.map(lead => given(lead.id)))).toEqual([one, two, three, adminId])
    expect(await assignmentOf(leads[0]?.id ?? 0)).toEqual([[one, 'Marathi in Pune: next in turn']])
    expect(await assignmentOf(leads[3]?.id ?? 0)).toEqual([[adminId, 'fallback owner: no rule fits']])
  })

  test('ask for the score that a lead has from its first moment on', async () => {
    const [one = 0, two = 0] = pune
    await save(
      planOf([
        rule({ name: 'Hot', user_ids: [two], conditions: { score_min: 60 } }),
        rule({ name: 'Rest', user_ids: [one] }),
      ]),
    )
    const hot = await admin.lead({ source: 'Referral', budget: 9_000_000, project_type: 'high_budget' })
    const cold = await admin.lead()
    expect([await given(hot.id), await given(cold.id)]).toEqual([two, one])
  })

  test('pass by a team of nobody and people who have left, and raise an alert once nobody is found', async () => {
    const gone = pune[4] ?? 0
    const team = await firm
      .as('superadmin')
      .then(boss => boss.post<{ id: number }>('/crm/teams', { name: 'Empty' }))
    await save(
      planOf([
        rule({ name: 'Nobody there', team_id: team.json.id }),
        rule({ name: 'Left', user_ids: [gone] }),
      ]),
    )
    expect((await admin.post(`/crm/users/${gone}/deactivate`)).status).toBe(200)
    const lead = await admin.lead()
    expect(await given(lead.id)).toBe(adminId)
    await vi.waitFor(async () => {
      const told = await admin.get<{ data: { kind: string; lead: { id: number } | null }[] }>(
        '/crm/notifications',
      )
      const kinds = told.json.data.filter(one => one.lead?.id === lead.id).map(({ kind }) => kind)
      expect(kinds).toEqual(['lead.assignment_failed'])
    }, PATIENT)
    // Whoever heads a team takes its leads only when they say how many.
    await save(planOf([rule({ name: 'Team', team_id: firm.staff.teams.puneId, strategy: ['least_open'] })]))
    const [head] = firm.staff.managers.filter(({ teamId }) => teamId === firm.staff.teams.puneId)
    await addMany(8, { source: 'Team' })
    expect(await shares('Team')).not.toHaveProperty(String(head?.id))
    expect((await admin.post(`/crm/users/${gone}/reactivate`)).status).toBe(200)
  })
})

describe('many leads at once', () => {
  test('share out in turn to the lead, also when somebody goes on leave in the middle', async () => {
    const three = pune.slice(0, 3)
    await save(planOf([rule({ name: 'In turn', user_ids: three })]))
    await addMany(200, { source: 'Before' })
    const before = Object.values(await shares('Before'))
    expect(before.sort()).toEqual([66, 67, 67])
    await set(three[1] ?? 0, { leaves: [{ from: '2000-01-01', to: '2100-01-01' }] })
    await addMany(200, { source: 'After' })
    expect(await shares('After')).toEqual({ [three[0] ?? 0]: 100, [three[2] ?? 0]: 100 })
    const [left] = await firm.db.rows<{ n: number }>(
      "SELECT count(*)::int AS n FROM events WHERE name = 'lead.assigned' AND lead_id IN (SELECT id FROM leads WHERE source IN ('Before', 'After'))",
    )
    expect(left?.n).toBe(400)
  })

  test('of a file go by open work against capacity, until all are full; those of the past stay as they are', async () => {
    const [one = 0, two = 0] = pune
    const open = async (id: number) =>
      (
        await firm.db.rows<{ n: number }>(
          "SELECT count(*)::int AS n FROM leads WHERE assigned_to = $1 AND deleted_at IS NULL AND status IN ('new', 'contacted', 'qualified')",
          [id],
        )
      )[0]?.n ?? 0
    await set(one, { capacity: (await open(one)) + 300 })
    await set(two, { capacity: (await open(two)) + 500 })
    await save(planOf([rule({ name: 'Least', user_ids: [one, two], strategy: ['least_open'] })]))
    const file = (n: number) =>
      ['Name,City', ...Array.from({ length: n }, (_, i) => `Person ${i},Pune`)].join('\n')
    const mapping = { columns: { Name: 'name', City: 'location' }, on_duplicate: 'flag' }
    await ended(admin, await startImport(admin, file(3), { ...mapping, constants: { source: 'Past' } }))
    await ended(
      admin,
      await startImport(admin, file(1000), { ...mapping, historical: false, constants: { source: 'File' } }),
    )
    expect(await shares('File')).toEqual({ [one]: 300, [two]: 500, [adminId]: 200 })
    const past = await firm.db.rows('SELECT DISTINCT assigned_to FROM leads WHERE source = $1', ['Past'])
    expect(past).toEqual([{ assigned_to: null }])
  })
})

test('a client who returns goes to the former owner, while they are here', async () => {
  const [one = 0, two = 0] = pune
  await save(planOf([rule({ name: 'All', user_ids: [one] })]))
  const contact = { phone: '+919812300001' }
  await admin.lead({ ...contact, assigned_to: two })
  const again = await admin.lead(contact)
  expect(await given(again.id)).toBe(two)
  expect(await assignmentOf(again.id)).toEqual([[two, 'known already: they look after this person']])
  await set(two, { is_out_today: true })
  expect(await given((await admin.lead(contact)).id)).toBe(one)
})

test('a simulation says who would have got what, and writes nothing', async () => {
  const [one = 0, two = 0] = pune
  const before = (await admin.get<Plan>('/crm/assignment')).json
  const events = () =>
    firm.db.rows<{ n: number }>(
      "SELECT count(*)::int AS n FROM events WHERE name NOT IN ('lead.scored', 'lead.rescored', 'lead.response_due')",
    )
  const [told] = await events()
  const trial = planOf([rule({ name: 'Both', user_ids: [one, two] })], { keeps_owner: false })
  const { json, status } = await admin.post<Simulation>('/crm/assignment/simulation', trial)
  expect(status).toBe(200)
  expect(json).toMatchObject({ leads: 500, without_rule: 0, rules: [{ name: 'Both', leads: 500 }] })
  expect(json.people.filter(person => person.leads > 0).map(person => [person.id, person.leads])).toEqual([
    [one, 250],
    [two, 250],
  ])
  expect(json.data).toHaveLength(500)
  expect(json.changed).toBe(json.data.filter(lead => lead.owner_id !== lead.now_owner_id).length)
  expect((await admin.get<Plan>('/crm/assignment')).json).toEqual(before)
  expect((await events())[0]).toEqual(told)
})

describe('what is set up', () => {
  const all = () => rule({ name: 'All', user_ids: [pune[0] ?? 0] })
  test.each<[string, () => object, string]>([
    ['rules without anybody for the rest', () => ({ fallback_owner_id: null }), 'fallback_owner_id'],
    ['a fallback that owns no leads', () => ({ fallback_owner_id: 999_999 }), 'fallback_owner_id'],
    ['a rule for nobody', () => ({ rules: [{ ...all(), user_ids: [] }] }), 'rules.0.team_id'],
    [
      'a team that is none',
      () => ({ rules: [{ ...all(), user_ids: [], team_id: 9999 }] }),
      'rules.0.team_id',
    ],
    ['a team and people', () => ({ rules: [{ ...all(), team_id: 1 }] }), 'rules.0.user_ids'],
    ['somebody who is nobody', () => ({ rules: [{ ...all(), user_ids: [999_999] }] }), 'rules.0.user_ids.0'],
    ['a name twice', () => ({ rules: [all(), { ...all(), name: ' all ' }] }), 'rules.1.name'],
    ['a rule that is not there', () => ({ rules: [{ ...all(), id: 999_999 }] }), 'rules.0.id'],
    ['no strategy', () => ({ rules: [{ ...all(), strategy: [] }] }), 'rules.0.strategy'],
    [
      'a field that is none',
      () => ({ rules: [{ ...all(), conditions: { 'custom.nix': ['a'] } }] }),
      'rules.0.conditions.custom.nix',
    ],
  ])('refuses %s', async (_what, change, path) => {
    const { version } = (await admin.get<Plan>('/crm/assignment')).json
    const answer = await admin.put<Problem>('/crm/assignment', { ...planOf([all()]), version, ...change() })
    expect([answer.status, answer.json.errors?.[0]?.path]).toEqual([400, path])
  })

  test('is not written over what somebody else has changed meanwhile', async () => {
    const { version } = await save(planOf([all()]))
    const write = () => admin.put('/crm/assignment', { ...planOf([all()]), version })
    const answers = await Promise.all([write(), write()])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })
})

describe('when somebody takes leads', () => {
  const url = (id: number | undefined) => `/crm/users/${id}/availability`

  test('is said by themselves and by whoever assigns to them', async () => {
    const [me] = pune
    const week = [...Array(6).fill({ from: '09:00', to: '18:00' }), null]
    const mine = {
      ...{ capacity: 30, expertise: ['commercial'], languages: ['Marathi'], areas: ['Pune'], hours: week },
      ...{ leaves: [{ from: '2100-01-01', to: '2100-01-09' }], is_out_today: true },
    }
    expect((await rep.put<Availability>(url(me), mine)).json).toEqual({
      ...mine,
      is_away: true,
      takes: 'leads',
    })
    const theirs = {
      ...{ capacity: 12, expertise: ['residential'], languages: ['Hindi', 'Tamil'], areas: ['Mumbai'] },
      ...{ hours: null, leaves: [], is_out_today: false },
    }
    expect((await manager.put(url(me), theirs)).status).toBe(200)
    expect((await rep.get<Availability>(url(me))).json).toEqual({
      ...theirs,
      is_away: false,
      takes: 'leads',
    })
    expect((await rep.get(url(pune[1]))).status).toBe(404)
    expect((await manager.put(url(firm.staff.salespeople.at(-1)?.id), ANYBODY)).status).toBe(404)
    const audited = await firm.db.rows(
      "SELECT 1 FROM audit_logs WHERE action = 'changed_availability' AND record_id = $1 AND user_id <> $2",
      [me, adminId],
    )
    expect(audited).toHaveLength(2)
  })

  test.each<[string, object, string]>([
    [
      'a leave that ends before it begins',
      { leaves: [{ from: '2026-05-02', to: '2026-05-01' }] },
      'leaves.0.to',
    ],
    ['a night', { hours: [{ from: '22:00', to: '06:00' }, ...Array(6).fill(null)] }, 'hours.0.to'],
    ['less than nothing', { capacity: -1 }, 'capacity'],
  ])('refuses %s', async (_what, fields, path) => {
    const answer = await rep.put<Problem>(url(pune[0]), { ...ANYBODY, ...fields })
    expect([answer.status, answer.json.errors?.[0]?.path]).toEqual([400, path])
  })
})

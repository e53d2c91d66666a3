import { afterAll, beforeAll, expect, test } from 'vitest'
import { consumed } from '../../../../../test/consumed.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../../test/lead-app.ts'
import type { Client as ClientProfile, Converted } from '../../conversion.schemas.ts'
import type { ClientPlan, ClientPlanSimulation, ClientRule } from './client-rules.schemas.ts'

let firm: LeadApp
let admin: Client

beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

const PATH = '/crm/settings/client-people'
const idOf = (index: number) => firm.staff.salespeople[index]?.id ?? 0
const planNow = async () => (await admin.get<ClientPlan>(PATH)).json
const rule = (fields: Partial<ClientRule>): ClientRule => ({
  ...{ name: 'Rule', is_active: true, conditions: {}, who: 'anybody', team_id: null, user_ids: [] },
  goes_by: ['workload'],
  ...fields,
})
async function change(owners: { rules: ClientRule[]; fallback_id?: number | null }) {
  const plan = await planNow()
  return admin.put<ClientPlan & Problem>(PATH, { ...plan, account_owner: { fallback_id: null, ...owners } })
}
async function accountOwnerOf(fields: object) {
  const lead = await admin.lead({
    ...{ project_type: 'residential', budget: 1_500_000, location: 'Pune', assigned_to: idOf(0) },
    ...fields,
  })
  const { json } = await admin.post<Converted>(`/crm/leads/${lead.id}/convert`)
  await consumed(firm.db, 'conversion-kick-off', 'lead.converted')
  const { people } = (await admin.get<ClientProfile>(`/crm/clients/${json.client_id}`)).json
  return { id: people.account_owner.person?.id, reason: people.account_owner.reason, client: json.client_id }
}
const available = (userId: number, fields: object) =>
  admin.put(`/crm/users/${userId}/availability`, {
    ...{ capacity: null, expertise: [], languages: [], areas: [], hours: null, leaves: [] },
    ...{ is_out_today: false, ...fields },
  })

test('the first rule that fits and has somebody free decides; then the fallback; it is in the audit log', async () => {
  const [big, pune, all] = [
    rule({ name: 'Big ones', conditions: { budget_min: 5_000_000 }, who: 'people', user_ids: [idOf(7)] }),
    rule({ name: 'Off', is_active: false, who: 'people', user_ids: [idOf(6)] }),
    rule({ name: 'Pune', conditions: { location: ['Pune'] }, who: 'people', user_ids: [idOf(1)] }),
  ]
  const saved = await change({ rules: [big, pune, all], fallback_id: idOf(5) })
  expect(saved.status).toBe(200)
  expect(saved.json.account_owner).toEqual({ rules: [big, pune, all], fallback_id: idOf(5) })
  expect(await accountOwnerOf({ budget: 9_000_000 })).toMatchObject({ id: idOf(7) })
  const inPune = await accountOwnerOf({})
  expect([inPune.id, inPune.reason]).toEqual([idOf(1), 'Pune: least open work: 0'])
  expect(await accountOwnerOf({ location: 'Goa' })).toMatchObject({
    id: idOf(5),
    reason: 'no rule fits: goes to the fallback',
  })
  await available(idOf(1), { is_out_today: true })
  expect(await accountOwnerOf({})).toMatchObject({
    id: idOf(5),
    reason: 'nobody of the rules that fit is free: goes to the fallback',
  })
  await available(idOf(1), {})
  const noted = await firm.db.rows(
    "SELECT details FROM audit_logs WHERE action = 'changed_client_rules' AND details->>'account_owner_rules' = '3'",
  )
  expect(noted).toHaveLength(1)
})

test.each([
  [['skill'], 2, 'Rule: knows residential'],
  [['city'], 3, 'Rule: works in Pune'],
  [['workload'], 4, 'Rule: least open work: 0 of 10'],
  [['workload', 'skill'], 2, 'Rule: knows residential, least open work: 1 of 10'],
] as const)('it goes by %j and nothing else', async (goes_by, index, reason) => {
  for (const [id, fields] of [
    [idOf(2), { expertise: ['residential'], capacity: 10 }],
    [idOf(3), { areas: ['Pune'], capacity: 10 }],
    [idOf(4), { capacity: 10 }],
  ] as const)
    await available(id, fields)
  const user_ids = [idOf(2), idOf(3), idOf(4)]
  await change({ rules: [rule({ who: 'people', user_ids, goes_by: [...goes_by] })] })
  await firm.db.rows('UPDATE clients SET account_owner_id = NULL')
  // One more in hand than the third has.
  await firm.db.rows(
    `UPDATE clients SET account_owner_id = ids.id
     FROM unnest($1::int[]) WITH ORDINALITY AS ids (id, n) WHERE clients.id = (SELECT id FROM clients ORDER BY id OFFSET n - 1 LIMIT 1)`,
    [[idOf(2), idOf(3)]],
  )
  const found = await accountOwnerOf({})
  expect([found.id, found.reason]).toEqual([idOf(index), reason])
})

test('tried on the last clients it tells who would be proposed and why, and changes nothing', async () => {
  const { client } = await accountOwnerOf({ name: 'Asha Rao' })
  const { version: _, ...plan } = await planNow()
  const account_owner = {
    rules: [rule({ name: 'Only one', who: 'people', user_ids: [idOf(8)] })],
    fallback_id: null,
  }
  const tried = await admin.post<ClientPlanSimulation>(`${PATH}/simulation`, { ...plan, account_owner })
  expect(tried.status).toBe(200)
  const [latest] = tried.json.data
  expect(latest).toMatchObject({
    client_id: client,
    name: 'Asha Rao',
    account_owner: { would: { id: idOf(8) }, rule: 'Only one' },
  })
  expect(latest?.account_owner.now?.id).not.toBe(idOf(8))
  expect(tried.json.changed).toBe(tried.json.clients)
  const kept = await admin.post<ClientPlanSimulation>(`${PATH}/simulation`, plan)
  expect(kept.json.data[0]?.designer).toMatchObject({ would: { id: firm.staff.designerId }, now: {} })
  expect((await planNow()).account_owner).toEqual(plan.account_owner)
})

test('from an older look it is refused with what stands there; of two at once one wins', async () => {
  const plan = await planNow()
  const answers = await Promise.all(
    ['One', 'Other'].map(name =>
      admin.put<Problem>(PATH, { ...plan, designer: { rules: [rule({ name })], fallback_id: null } }),
    ),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  expect(answers.find(({ status }) => status === 409)?.json.current).toEqual(await planNow())
})

test.each<[string, Partial<ClientRule>, string]>([
  ['no name', { name: ' ' }, 'name'],
  ['no people', { who: 'people' }, 'user_ids'],
  ['people who are none', { who: 'people', user_ids: [2_000_000] }, 'user_ids.0'],
  ['a team that is none', { who: 'team', team_id: 2_000_000 }, 'team_id'],
  ['a team with people', { who: 'people', user_ids: [1], team_id: 1 }, 'team_id'],
  ['people for anybody', { user_ids: [1] }, 'user_ids'],
  ['nothing to go by', { goes_by: [] }, 'goes_by'],
  ['a thing to go by that is none', { goes_by: ['looks' as never] }, 'goes_by.0'],
  ['a field that leads do not have', { conditions: { 'custom.no': ['x'] } as never }, 'conditions.custom.no'],
])('%s is refused by its field, and nothing is changed', async (_what, fields, path) => {
  const before = await planNow()
  const answer = await change({ rules: [rule({ name: 'First' }), rule(fields)] })
  expect([answer.status, answer.json.errors?.[0]?.path]).toEqual([400, `account_owner.rules.1.${path}`])
  expect(await planNow()).toEqual(before)
})

test('designers are of no team of leads, rules have names of their own, and a fallback can have the place', async () => {
  const plan = await planNow()
  const put = async (designer: object) => {
    const { status, json } = await admin.put<Problem>(PATH, {
      ...plan,
      designer: { rules: [], fallback_id: null, ...designer },
    })
    return [status, json.errors?.[0]?.path]
  }
  expect(await put({ rules: [rule({ who: 'lead_team' })] })).toEqual([400, 'designer.rules.0.who'])
  expect(await put({ rules: [rule({}), rule({})] })).toEqual([400, 'designer.rules.1.name'])
  expect(await put({ fallback_id: idOf(0) })).toEqual([400, 'designer.fallback_id'])
})

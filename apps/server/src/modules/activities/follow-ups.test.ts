import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../test/lead-app.ts'
import type { Lead } from '../leads/index.ts'
import type { Activity, FollowUp } from './activities.schemas.ts'

type Planned = FollowUp & Problem
interface Done {
  follow_up: FollowUp
  activity: Activity | null
  next: FollowUp | null
}
interface Page {
  data: (FollowUp & { lead: { id: number; name: string; phone: string | null } })[]
  next_cursor: string | null
}

let firm: LeadApp
let admin: Client
let rep: Client
let repId: number
beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
  rep = await firm.as('employee')
  repId = firm.staff.salespeople[0]?.id ?? 0
})
afterAll(() => firm.close())

const HOUR = 3_600_000
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString()
const mine = (fields = {}) => admin.lead({ assigned_to: repId, ...fields })
const plan = (by: Client, body: object, headers = {}) => by.post<Planned>('/crm/follow-ups', body, headers)
const done = (by: Client, id: number, body: object = {}, headers = {}) =>
  by.post<Done & Problem>(`/crm/follow-ups/${id}/done`, body, headers)
const leadOf = async (id: number) => (await rep.get<Lead>(`/crm/leads/${id}`)).json
const list = async (by: Client, query: string) => (await by.get<Page>(`/crm/follow-ups?${query}`)).json

describe('planning', () => {
  test('the earliest open follow-up stands on the lead, and follows every change without a new version', async () => {
    const lead = await mine()
    const [soon, late] = [inHours(2), inHours(30)]
    const second = (await plan(rep, { lead_id: lead.id, due_at: late, title: 'Send price' })).json
    const first = (await plan(rep, { lead_id: lead.id, due_at: soon, kind: 'whatsapp', priority: 'high' }))
      .json
    expect(first).toMatchObject({
      kind: 'whatsapp',
      priority: 'high',
      assigned_to: { id: repId },
      time_zone: 'Asia/Kolkata',
    })
    expect((await leadOf(lead.id)).next_activity_at).toBe(soon)
    await rep.patch(`/crm/follow-ups/${first.id}`, { due_at: inHours(50) })
    expect((await leadOf(lead.id)).next_activity_at).toBe(late)
    const { json } = await rep.get<{ data: { data: { title?: string } }[] }>(
      `/crm/activities/${lead.id}?kind=follow_up`,
    )
    expect(json.data.map(entry => entry.data.title)).toEqual([undefined, undefined, 'Send price'])
    await rep.delete(`/crm/follow-ups/${second.id}`)
    await done(rep, first.id)
    const after = await leadOf(lead.id)
    expect([after.next_activity_at, after.version - lead.version]).toEqual([null, 1])
  })

  test('for others only whom one assigns leads to, and the owner', async () => {
    const lead = await mine()
    const sneha = firm.staff.salespeople[1]?.id
    const refused = await plan(rep, { lead_id: lead.id, due_at: inHours(1), assigned_to: sneha })
    expect([refused.status, refused.json.errors?.[0]?.path]).toEqual([422, 'assigned_to'])
    const manager = await firm.as('manager')
    expect((await plan(manager, { lead_id: lead.id, due_at: inHours(1), assigned_to: sneha })).status).toBe(
      201,
    )
    expect((await plan(manager, { lead_id: lead.id, due_at: inHours(1), assigned_to: repId })).status).toBe(
      201,
    )
    const foreign = await admin.lead({ assigned_to: firm.staff.salespeople[8]?.id })
    expect((await plan(rep, { lead_id: foreign.id, due_at: inHours(1) })).status).toBe(404)
  })

  test('two who change the same one: the second is told', async () => {
    const lead = await mine()
    const { json } = await plan(rep, { lead_id: lead.id, due_at: inHours(1) })
    const patch = (due_at: string) =>
      rep.patch<Planned>(`/crm/follow-ups/${json.id}`, { due_at }, { 'if-match': '1' })
    const answers = await Promise.all([patch(inHours(2)), patch(inHours(3))])
    expect(answers.map(answer => answer.status).toSorted()).toEqual([200, 409])
  })
})

describe('finishing', () => {
  test('logs how it went and plans the next step, in one', async () => {
    const lead = await mine()
    const { json } = await plan(rep, { lead_id: lead.id, due_at: inHours(-1), title: 'Call about kitchen' })
    const next = { due_at: inHours(24), kind: 'site_visit', title: 'Measure' }
    const answer = await done(rep, json.id, {
      outcome: 'Spoke',
      note: 'Wants a visit',
      duration_s: 200,
      next,
    })
    expect(answer.json).toMatchObject({
      follow_up: { done_by: { id: repId }, outcome: 'Spoke' },
      activity: { type: 'call', outcome: 'Spoke', note: 'Wants a visit' },
      next: { kind: 'site_visit', title: 'Measure', due_at: next.due_at },
    })
    expect((await leadOf(lead.id)).next_activity_at).toBe(next.due_at)
  })

  test('the same with a log that completes it', async () => {
    const lead = await mine()
    const { json } = await plan(rep, { lead_id: lead.id, due_at: inHours(1) })
    const logged = await rep.post<Activity & { completed: FollowUp; next: FollowUp | null } & Problem>(
      '/crm/activities',
      { lead_id: lead.id, type: 'call', outcome: 'Spoke', completes: json.id },
    )
    expect(logged.json.completed.done_at).not.toBeNull()
    expect((await leadOf(lead.id)).next_activity_at).toBeNull()
    const again = await rep.post<Problem>('/crm/activities', {
      lead_id: lead.id,
      type: 'call',
      completes: json.id,
    })
    expect(again.status).toBe(409)
    const other = await mine()
    const wrong = await rep.post<Problem>('/crm/activities', {
      lead_id: other.id,
      type: 'call',
      completes: json.id,
    })
    expect([wrong.status, wrong.json.errors?.[0]?.path]).toEqual([422, 'completes'])
  })

  test('twice at once: one does it, the other is told by whom; a repeat of the same is answered alike', async () => {
    const lead = await mine()
    const { json } = await plan(rep, { lead_id: lead.id, due_at: inHours(1) })
    const answers = await Promise.all([done(rep, json.id), done(admin, json.id)])
    expect(answers.map(answer => answer.status).toSorted()).toEqual([200, 409])
    expect(answers.find(answer => answer.status === 409)?.json.detail).toMatch(/has done this already/)
    const other = (await plan(rep, { lead_id: lead.id, due_at: inHours(1) })).json
    const headers = { 'idempotency-key': `done-${other.id}` }
    const [one, two] = [await done(rep, other.id, {}, headers), await done(rep, other.id, {}, headers)]
    expect(two.json).toEqual(one.json)
  })

  test('can be taken back with what came of it', async () => {
    const lead = await mine()
    const { json } = await plan(rep, {
      lead_id: lead.id,
      due_at: inHours(1),
      repeat: 'FREQ=WEEKLY',
    })
    const { next, activity } = (await done(rep, json.id, { outcome: 'Spoke' })).json
    expect(next?.due_at).toBe(inDays(json.due_at, 7))
    const back = await rep.post<Planned>(`/crm/follow-ups/${json.id}/reopen`)
    expect(back.json.done_at).toBeNull()
    const open = await list(rep, `lead_id=${lead.id}`)
    expect(open.data.map(one => one.id)).toEqual([json.id])
    const calls = await rep.get<{ data: unknown[] }>(`/crm/activities/${lead.id}?kind=call`)
    expect([activity?.type, calls.json.data]).toEqual(['call', []])
  })

  test('comes again as it repeats, also where something else is planned with it', async () => {
    const lead = await mine()
    const { json } = await plan(rep, { lead_id: lead.id, due_at: inHours(1), repeat: 'FREQ=WEEKLY' })
    const next = { due_at: inHours(2) }
    expect((await done(rep, json.id, { outcome: 'Spoke', next })).json.next?.due_at).toBe(next.due_at)
    const open = (await list(rep, `lead_id=${lead.id}`)).data
    expect(open.map(one => one.due_at)).toEqual([next.due_at, inDays(json.due_at, 7)])
  })
})

const inDays = (at: string, days: number) => new Date(Date.parse(at) + days * 24 * HOUR).toISOString()

describe('lists', () => {
  test('come in the order in which they are due, with the lead and its phone, in pages', async () => {
    const lead = await mine({ name: 'Listed', phone: '9812300055' })
    for (const hours of [5, -5, 1, 30]) await plan(rep, { lead_id: lead.id, due_at: inHours(hours) })
    const query = `lead_id=${lead.id}&assigned_to=${repId}`
    const all = (await list(rep, query)).data
    expect(all.map(one => one.due_at)).toEqual(all.map(one => one.due_at).toSorted())
    expect(all[0]?.lead).toMatchObject({ name: 'Listed', phone: '+919812300055' })
    const first = await list(rep, `${query}&limit=3`)
    const second = await list(rep, `${query}&limit=3&cursor=${first.next_cursor}`)
    expect([...first.data, ...second.data].map(one => one.id)).toEqual(all.map(one => one.id))
    const overdue = await list(rep, `${query}&due_to=${new Date().toISOString()}`)
    expect(overdue.data).toHaveLength(1)
  })

  test('and counts hold what the caller sees and nothing else', async () => {
    const theirs = firm.staff.salespeople[9]
    const foreign = await admin.lead({ name: 'Not for Pune', assigned_to: theirs?.id })
    await plan(admin, { lead_id: foreign.id, due_at: inHours(-2), assigned_to: theirs?.id })
    const rows = async (by: Client) => (await list(by, `assigned_to=${theirs?.id}`)).data.length
    expect([await rows(admin), await rows(await firm.as('manager')), await rows(rep)]).toEqual([1, 0, 0])
    const overdue = async (by: Client, query: string) =>
      (await by.get<{ overdue: number }>(`/crm/follow-ups/counts?${query}`)).json.overdue
    const team = `team_id=${theirs?.teamId}`
    expect([await overdue(admin, team), await overdue(await firm.as('manager'), team)]).toEqual([1, 0])
    await admin.delete(`/crm/leads/${foreign.id}`)
    expect(await overdue(admin, team)).toBe(0)
  })

  test('of what is done come latest first', async () => {
    const lead = await mine()
    const ids: number[] = []
    for (const hours of [1, 2, 3]) {
      const { json } = await plan(rep, { lead_id: lead.id, due_at: inHours(hours), kind: 'task' })
      await done(rep, json.id)
      ids.unshift(json.id)
    }
    expect((await list(rep, `lead_id=${lead.id}&status=done`)).data.map(one => one.id)).toEqual(ids)
  })
})

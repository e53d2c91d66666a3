import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consumed } from '../../../../test/consumed.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Converted } from '../conversion.schemas.ts'
import type { KickOffPlan } from './kick-off.schemas.ts'

let firm: LeadApp
let admin: Client
let manager: Client
let designer: Client

/** A Monday morning: no working day before the next is left out by a weekend. */
const MONDAY = new Date('2026-06-01T06:00:00Z')

beforeAll(async () => {
  firm = await openLeadApp({ works: true, now: () => MONDAY })
  admin = await firm.as('admin')
  manager = await firm.as('manager')
  designer = await firm.as('designer')
})
afterAll(() => firm.close())

interface Planned {
  id: number
  title: string
  assigned_to: { id: number; name: string }
  due_at: string
  client_id: number
  version: number
  lead: { id: number; name: string }
}

const READY = { project_type: 'residential', budget: 1_500_000, location: 'Pune' }
const idOf = (index: number) => firm.staff.salespeople[index]?.id ?? 0
const followed = () => consumed(firm.db, 'conversion-kick-off', 'lead.converted')
const plannedFor = async (by: Client, lead: number, status = 'open') =>
  (await by.get<{ data: Planned[] }>(`/crm/follow-ups?lead_id=${lead}&status=${status}`)).json.data
const planOf = async () => (await admin.get<KickOffPlan>('/crm/settings/kick-off')).json
async function change(fields: Partial<KickOffPlan>) {
  const { currency: _, ...plan } = await planOf()
  return admin.put<KickOffPlan & Problem>('/crm/settings/kick-off', { ...plan, ...fields })
}

async function converted(fields: object = {}) {
  const lead = await manager.lead({ ...READY, assigned_to: idOf(0), ...fields })
  const answer = await manager.post<Converted & Problem>(`/crm/leads/${lead.id}/convert`, {})
  if (answer.status !== 201) throw new Error(answer.text)
  await followed()
  return { lead: lead.id, client: answer.json.client_id }
}
const days = (planned: readonly Planned[]) => planned.map(({ title, due_at }) => [title, due_at.slice(0, 10)])

describe('the kick-off of a conversion', () => {
  test('is planned for the people of the client, counted from the day and back from the move-in; once', async () => {
    const { lead, client } = await converted({ possession_date: '2026-09-05' })
    const planned = await plannedFor(admin, lead)
    expect(days(planned)).toEqual([
      ['Welcome call: what happens next', '2026-06-02'],
      ['Kick-off meeting with the client', '2026-06-04'],
      // Sundays are off.
      ['Measure the site', '2026-06-06'],
      ['Freeze design and materials', '2026-07-07'],
      ['Walk through before move-in', '2026-08-29'],
    ])
    expect(planned.every(one => one.client_id === client && one.due_at.endsWith('04:30:00.000Z'))).toBe(true)
    const { people } = (
      await admin.get<{ people: { account_owner: { person: { id: number } } } }>(`/crm/clients/${client}`)
    ).json
    expect(planned.map(one => one.assigned_to.id)).toEqual([
      people.account_owner.person.id,
      ...Array(3).fill(firm.staff.designerId),
      people.account_owner.person.id,
    ])
    await firm.db.rows("UPDATE event_consumers SET txid = '0', id = 0 WHERE name = 'conversion-kick-off'")
    await followed()
    expect(await plannedFor(admin, lead)).toHaveLength(planned.length)
  })

  test.each([
    ['a move-in that is near or past: tomorrow', { possession_date: '2026-06-20' }, '2026-06-02'],
    ['no move-in known: five working days on', {}, '2026-06-06'],
  ])('%s', async (_what, fields, day) => {
    const { lead } = await converted(fields)
    expect(days(await plannedFor(admin, lead))).toContainEqual(['Freeze design and materials', day])
  })

  test('goes by the project type, and by the budget from which one is high', async () => {
    const titles = async (fields: object) =>
      days(await plannedFor(admin, (await converted(fields)).lead)).map(([title]) => title)
    expect(await titles({ project_type: 'commercial' })).toContain('Ask for building rules and permits')
    expect(await titles({ budget: 5_000_000 })).toContain('Kick-off meeting at the studio')
    expect(await titles({ budget: 4_999_999 })).not.toContain('Kick-off meeting at the studio')
    expect((await change({ high_budget_from: null })).status).toBe(200)
    expect(await titles({ budget: 90_000_000 })).not.toContain('Kick-off meeting at the studio')
  })

  test('stands in the Today of the designer, who sees no lead: they tick it off and take the tick back', async () => {
    const { lead, client } = await converted()
    const mine = await plannedFor(designer, lead)
    expect(mine.map(one => one.title)).toContain('Kick-off meeting with the client')
    expect(mine.map(one => one.title)).not.toContain('Welcome call: what happens next')
    const counts = await designer.get<{ upcoming: number }>(
      `/crm/follow-ups/counts?assigned_to=${firm.staff.designerId}`,
    )
    expect(counts.json.upcoming).toBeGreaterThanOrEqual(mine.length)
    const [first] = mine
    expect((await designer.post(`/crm/follow-ups/${first?.id}/done`, {})).status).toBe(200)
    expect(await plannedFor(designer, lead)).toHaveLength(mine.length - 1)
    expect((await designer.post(`/crm/follow-ups/${first?.id}/reopen`)).status).toBe(200)
    const others = (await plannedFor(admin, lead)).find(one => one.assigned_to.id !== firm.staff.designerId)
    expect((await designer.post(`/crm/follow-ups/${others?.id}/done`, {})).status).toBe(404)
    expect((await designer.delete(`/crm/follow-ups/${first?.id}`)).status).toBe(403)
    expect((await designer.get(`/crm/clients/${client}`)).status).toBe(200)
  })

  test('is told to the designer, who opens the client from it, and to who designs beside them; once', async () => {
    const [fellow] = await firm.db.rows<{ id: number }>(
      `WITH u AS (INSERT INTO users (name, email, email_verified) VALUES ('Rhea Kapoor', 'rhea@example.com', true) RETURNING id)
       INSERT INTO user_roles (user_id, role_id) SELECT u.id, r.id FROM u, roles r WHERE r.name = 'Designer' RETURNING user_id AS id`,
    )
    // The smaller load would be hers.
    await admin.put(`/crm/users/${fellow?.id}/availability`, {
      ...{
        capacity: 0,
        expertise: [],
        languages: [],
        areas: [],
        hours: null,
        leaves: [],
        is_out_today: false,
      },
    })
    const { client } = await converted({ name: 'Nandini Kulkarni' })
    const { data } = (
      await designer.get<{ data: { kind: string; title: string; path: string }[] }>('/crm/notifications')
    ).json
    expect(data.filter(one => one.path === `/clients/${client}`)).toMatchObject([
      { kind: 'client.kick_off', title: 'You design for Nandini Kulkarni' },
    ])
    const told = await firm.db.rows(
      "SELECT actor_id, data->'is_yours' AS yours FROM notifications WHERE user_id = $1",
      [fellow?.id],
    )
    expect(told).toEqual([{ actor_id: firm.staff.designerId, yours: false }])
    await firm.db.rows('UPDATE users SET is_active = false WHERE id = $1', [fellow?.id])
  })

  test('whoever gets the place gets what is still to be done; a lead that is handed on takes nothing of it along', async () => {
    const { lead, client } = await converted()
    const { people } = (await admin.get<{ people: { version: number } }>(`/crm/clients/${client}`)).json
    const body = { account_owner_id: idOf(3), designer_id: firm.staff.designerId, version: people.version }
    expect((await admin.put(`/crm/clients/${client}/people`, body)).status).toBe(200)
    const owned = async () =>
      (await plannedFor(admin, lead)).filter(one => one.assigned_to.id === idOf(3)).map(one => one.title)
    const theirs = ['Walk through before move-in', 'Welcome call: what happens next']
    expect((await owned()).toSorted()).toEqual(theirs)
    await admin.patch(`/crm/leads/${lead}`, { assigned_to: idOf(3) })
    await admin.patch(`/crm/leads/${lead}`, { assigned_to: idOf(4) })
    await consumed(firm.db, 'activities-hand-over', 'lead.assigned')
    expect((await owned()).toSorted()).toEqual(theirs)
  })

  test('taken back, what nobody has touched goes; made again nothing is there twice', async () => {
    const { lead } = await converted()
    const planned = await plannedFor(admin, lead)
    const moved = planned.find(one => one.assigned_to.id === firm.staff.designerId)
    await designer.patch(`/crm/follow-ups/${moved?.id}`, { due_at: '2026-07-01T06:00:00Z' })
    expect((await admin.post(`/crm/leads/${lead}/convert/undo`)).status).toBe(200)
    // Out of the designer's sight it would be lost: the lead's owner has it.
    expect(await plannedFor(admin, lead)).toMatchObject([
      { id: moved?.id, client_id: null, assigned_to: { id: idOf(0) } },
    ])
    await manager.post(`/crm/leads/${lead}/convert`, {})
    await followed()
    const again = (await plannedFor(admin, lead)).filter(one => one.client_id !== null)
    expect(again.map(one => one.title).toSorted()).toEqual(planned.map(one => one.title).toSorted())
  })

  test('once somebody has done something of it, the conversion is in work', async () => {
    const { lead } = await converted()
    const [mine] = await plannedFor(designer, lead)
    await designer.post(`/crm/follow-ups/${mine?.id}/done`, {})
    const refused = await admin.post(`/crm/leads/${lead}/convert/undo`)
    expect([refused.status, refused.json.rule]).toEqual([422, 'client-in-work'])
  })
})

describe('what is planned', () => {
  const step = {
    title: 'Send the contract',
    kind: 'email',
    who: 'converter',
    anchor: 'conversion',
    days: 2,
  } as const

  test('is set up as one, and holds for the next conversion', async () => {
    const { json, status } = await change({ residential: [step, { ...step, title: ' Second ', days: 3 }] })
    expect(status).toBe(200)
    expect(json.residential.map(one => one.title)).toEqual(['Send the contract', 'Second'])
    const { lead } = await converted()
    expect(days(await plannedFor(admin, lead))).toEqual([
      ['Send the contract', '2026-06-03'],
      ['Second', '2026-06-04'],
    ])
  })

  test('from an older look it is refused with what stands there; of two at once one wins', async () => {
    const { currency: _, ...plan } = await planOf()
    const answers = await Promise.all(
      ['One', 'Other'].map(title =>
        admin.put<Problem>('/crm/settings/kick-off', { ...plan, commercial: [{ ...step, title }] }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const late = answers.find(({ status }) => status === 409)
    expect(late?.json.current).toEqual(await planOf())
  })

  test.each([
    ['no title', { title: '  ' }, 'residential.0.title'],
    ['a kind that is none', { kind: 'fax' }, 'residential.0.kind'],
    ['a day of the conversion itself', { days: 0 }, 'residential.0.days'],
    ['half a day', { days: 1.5 }, 'residential.0.days'],
    ['somebody unknown', { who: 'boss' }, 'residential.0.who'],
    ['a field that is none', { colour: 'red' }, 'residential.0.colour'],
  ])('%s is refused and nothing is changed', async (_what, fields, path) => {
    const before = await planOf()
    const answer = await change({ residential: [{ ...step, ...fields } as never] })
    expect([answer.status, answer.json.errors?.[0]?.path]).toEqual([400, path])
    expect(await planOf()).toEqual(before)
  })

  test.each([[-1], [1e15], ['much']])('a budget of %s is refused', async high_budget_from => {
    const answer = await change({ high_budget_from: high_budget_from as number })
    expect([answer.status, answer.json.errors?.[0]?.path]).toEqual([400, 'high_budget_from'])
  })
})

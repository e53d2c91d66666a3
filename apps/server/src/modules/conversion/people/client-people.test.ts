import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consumed } from '../../../../test/consumed.ts'
import { fileForm, PNG } from '../../../../test/documents.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { ClientList, Client as ClientProfile, Converted } from '../conversion.schemas.ts'
import type { PeopleChoices } from './people.schemas.ts'

let firm: LeadApp
let admin: Client
let manager: Client
let employee: Client
let designer: Client

beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
  manager = await firm.as('manager')
  employee = await firm.as('employee')
  designer = await firm.as('designer')
})
afterAll(() => firm.close())

interface LeadFile {
  id: number
  may_change: boolean
}

const READY = { project_type: 'residential', budget: 1_500_000, location: 'Pune' }
const followed = () => consumed(firm.db, 'conversion-kick-off', 'lead.converted')
const clientOf = async (by: Client, id: number) => (await by.get<ClientProfile>(`/crm/clients/${id}`)).json
const idOf = (index: number) => firm.staff.salespeople[index]?.id ?? 0

async function converted(
  by: Client = manager,
  fields: object = {},
): Promise<{ lead: number; client: number }> {
  const lead = await by.lead({ ...READY, assigned_to: idOf(0), ...fields })
  const answer = await by.post<Converted & Problem>(`/crm/leads/${lead.id}/convert`, {})
  if (answer.status !== 201) throw new Error(answer.text)
  await followed()
  return { lead: lead.id, client: answer.json.client_id }
}

const AVAILABLE = { capacity: null, expertise: [], languages: [], areas: [], hours: null, leaves: [] }
const make = (userId: number, fields: object) =>
  admin.put(`/crm/users/${userId}/availability`, { ...AVAILABLE, is_out_today: false, ...fields })
const choose = (by: Client, id: number, body: object) =>
  by.put<ClientProfile & Problem>(`/crm/clients/${id}/people`, body)
const told = (leadId: number) =>
  firm.db.rows<{ actor_id: number | null; data: Record<string, unknown> }>(
    "SELECT actor_id, data FROM events WHERE lead_id = $1 AND name = 'lead.client_people_chosen' ORDER BY id",
    [leadId],
  )

describe('after a conversion', () => {
  test('an account owner and a designer are proposed, with why, in the timeline; once, however often it is told', async () => {
    await make(idOf(2), { expertise: ['Residential'], areas: ['Pune'], capacity: 10 })
    const { lead, client } = await converted()
    const { people } = await clientOf(manager, client)
    expect(people).toEqual({
      account_owner: {
        person: { id: idOf(2), name: 'Rohan Kale' },
        reason: 'Team of the lead: knows residential, works in Pune, least open work: 0 of 10',
      },
      designer: {
        person: { id: firm.staff.designerId, name: 'Kavya Iyer' },
        reason: 'All designers: least open work: 0',
      },
      version: 2,
    })
    const timeline = await manager.get<{ data: { name: string; data: Record<string, unknown> }[] }>(
      `/crm/activities/${lead}?kind=conversion`,
    )
    expect(timeline.json.data).toContainEqual(
      expect.objectContaining({
        name: 'lead.client_people_chosen',
        data: expect.objectContaining({ account_owner_name: 'Rohan Kale', designer_name: 'Kavya Iyer' }),
      }),
    )
    await firm.db.rows("UPDATE event_consumers SET txid = '0', id = 0 WHERE name = 'conversion-kick-off'")
    await followed()
    expect((await clientOf(manager, client)).people).toEqual(people)
    expect(await told(lead)).toHaveLength(1)
    await make(idOf(2), {})
  })

  test('of fifty at once each is counted: nobody gets two more than another', async () => {
    // Leads of the manager, who takes none: nobody has more in hand for them.
    const assigned_to = firm.staff.managers[0]?.id
    const leads = await Promise.all(Array.from({ length: 50 }, () => admin.lead({ ...READY, assigned_to })))
    await Promise.all(leads.map(({ id }) => manager.post(`/crm/leads/${id}/convert`, {})))
    await followed()
    const shares = await firm.db.rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM clients GROUP BY account_owner_id',
    )
    const counts = shares.map(({ n }) => n)
    expect(counts).toHaveLength(5)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
  })

  test('nobody who is out or at their capacity is proposed; where nobody is free the manager is, and it says why', async () => {
    const today = new Date().toISOString().slice(0, 10)
    for (const index of [0, 1, 2]) await make(idOf(index), { is_out_today: true })
    await make(idOf(3), { capacity: 0 })
    await make(idOf(4), { leaves: [{ from: today, to: '2099-01-01' }] })
    await make(firm.staff.designerId, { is_out_today: true })
    const { client } = await converted(employee)
    const { people } = await clientOf(admin, client)
    const priya = { id: firm.staff.managers[0]?.id, name: 'Priya Deshmukh' }
    expect(people.account_owner).toEqual({
      person: priya,
      reason: 'nobody of the rules that fit is free: goes to the manager',
    })
    expect(people.designer).toEqual({
      person: priya,
      reason: 'nobody of the rules that fit is free: goes to the manager',
    })
    for (const index of [0, 1, 2, 3, 4]) await make(idOf(index), {})
    await make(firm.staff.designerId, {})
  })

  test('taken back the proposals go, and made again nothing is there twice', async () => {
    const { lead, client } = await converted()
    expect((await admin.post(`/crm/leads/${lead}/convert/undo`)).status).toBe(200)
    expect((await admin.get(`/crm/clients/${client}`)).status).toBe(404)
    const again = await manager.post<Converted & Problem>(`/crm/leads/${lead}/convert`, {})
    await followed()
    const { people } = await clientOf(manager, again.json.client_id)
    expect(people.account_owner.person).not.toBeNull()
    expect(await told(lead)).toHaveLength(2)
  })

  test('a second project keeps whom the client has', async () => {
    const phone = '+919822099001'
    const first = await converted(manager, { phone })
    const before = (await clientOf(manager, first.client)).people
    const second = await converted(manager, { phone })
    expect(second.client).toBe(first.client)
    expect((await clientOf(manager, first.client)).people).toEqual(before)
  })
})

describe('chosen by a person', () => {
  test('who assigns leads puts somebody else in the place; from an older look it is told', async () => {
    const { lead, client } = await converted()
    const { people } = await clientOf(manager, client)
    const wanted = { account_owner_id: idOf(4), designer_id: null, version: people.version }
    const { json, status } = await choose(manager, client, wanted)
    expect(status).toBe(200)
    expect(json.people).toEqual({
      account_owner: { person: { id: idOf(4), name: 'Imran Shaikh' }, reason: null },
      designer: { person: null, reason: null },
      version: people.version + 1,
    })
    const late = await choose(manager, client, { ...wanted, account_owner_id: idOf(1) })
    expect([late.status, late.json.current]).toEqual([409, json.people])
    expect((await told(lead)).at(-1)).toMatchObject({ data: { account_owner_id: idOf(4) } })
    // Both at once: one is told.
    const both = await Promise.all(
      [idOf(1), idOf(2)].map(id =>
        choose(manager, client, { ...wanted, account_owner_id: id, version: people.version + 1 }),
      ),
    )
    expect(both.map(answer => answer.status).sort()).toEqual([200, 409])
  })

  test('who gets the place is told, and who had it, but not of what they did themselves', async () => {
    const { client } = await converted(manager, { name: 'Zoya Khan' })
    const { people } = await clientOf(manager, client)
    const was = people.account_owner.person?.id ?? 0
    const is = [idOf(3), idOf(4)].find(id => id !== was) ?? 0
    const designer_id = firm.staff.designerId
    await choose(manager, client, { account_owner_id: is, designer_id, version: people.version })
    await choose(manager, client, {
      ...{ account_owner_id: firm.staff.managers[0]?.id, designer_id: null, version: people.version + 1 },
    })
    const news = await firm.db.rows(
      `SELECT user_id, data->>'place' AS place, data->'is_yours' AS yours FROM notifications
       WHERE kind = 'client.place' AND data->>'client_id' = $1 ORDER BY id`,
      [String(client)],
    )
    expect(news).toEqual([
      { user_id: was, place: 'account_owner', yours: false },
      { user_id: is, place: 'account_owner', yours: true },
      { user_id: is, place: 'account_owner', yours: false },
      { user_id: designer_id, place: 'designer', yours: false },
    ])
    const list = await designer.get<{ data: { kind: string; title: string }[] }>('/crm/notifications')
    // The client is out of their sight by now.
    expect(list.json.data[0]).toMatchObject({
      kind: 'client.place',
      title: 'Priya Deshmukh has somebody else design for a client of yours',
    })
  })

  test('a designer says themselves when they are away, and of nobody else', async () => {
    const url = `/crm/users/${firm.staff.designerId}/availability`
    const body = { ...AVAILABLE, is_out_today: true }
    const set = await designer.put<{ is_away: boolean }>(url, body)
    expect([set.status, set.json.is_away]).toEqual([200, true])
    expect((await designer.put(`/crm/users/${idOf(0)}/availability`, body)).status).toBe(404)
    expect((await designer.put(url, { ...body, is_out_today: false })).status).toBe(200)
  })

  test.each([
    ['a salesperson of another team', () => ({ account_owner_id: idOf(7) }), 422, 'account_owner_id'],
    ['somebody who does not design', () => ({ designer_id: idOf(0) }), 422, 'designer_id'],
    ['no number', () => ({ designer_id: 'Kavya' }), 400, 'designer_id'],
    ['what is not known', () => ({ owner: 1 }), 400, 'owner'],
  ])('%s is refused', async (_what, fields, status, path) => {
    const { client } = await converted()
    const { people } = await clientOf(manager, client)
    const kept = {
      account_owner_id: people.account_owner.person?.id,
      designer_id: people.designer.person?.id,
      version: people.version,
    }
    const answer = await choose(manager, client, { ...kept, ...fields() })
    expect([answer.status, answer.json.errors?.[0]?.path]).toEqual([status, path])
    expect((await clientOf(manager, client)).people).toEqual(people)
  })

  test('whom one may choose: the team for its manager, and all who design', async () => {
    const { json } = await manager.get<PeopleChoices>('/crm/clients/choices')
    expect(json.designers).toEqual([{ id: firm.staff.designerId, name: 'Kavya Iyer' }])
    expect(json.account_owners.map(({ id }) => id)).toContain(idOf(1))
    expect(json.account_owners.map(({ id }) => id)).not.toContain(idOf(7))
  })
})

describe('who is let in', () => {
  test('the designer sees the client with all its projects, of whichever team, and no other', async () => {
    const mine = await converted(admin, { assigned_to: idOf(7) })
    const other = await converted(admin, { assigned_to: idOf(7) })
    const { people } = await clientOf(admin, other.client)
    await choose(admin, other.client, { account_owner_id: null, designer_id: null, version: people.version })
    const seen = await clientOf(designer, mine.client)
    expect(seen.leads).toMatchObject([{ id: mine.lead, can_open: false }])
    expect((await designer.get(`/crm/clients/${other.client}`)).status).toBe(404)
    const list = (await designer.get<ClientList>('/crm/clients')).json.data.map(({ id }) => id)
    expect(list).toContain(mine.client)
    expect(list).not.toContain(other.client)
    expect((await designer.get(`/crm/leads/${mine.lead}`)).status).toBe(403)
    const version = seen.people.version
    expect(
      (await choose(designer, mine.client, { account_owner_id: null, designer_id: null, version })).status,
    ).toBe(403)
  })

  test('the account owner sees the client, whosever the lead is; the list is narrowed by them', async () => {
    const { lead, client } = await converted(admin, { assigned_to: idOf(1) })
    const { people } = await clientOf(admin, client)
    const body = { account_owner_id: idOf(3), designer_id: null, version: people.version }
    expect((await choose(admin, client, body)).status).toBe(200)
    const [theirs, others] = [idOf(3), idOf(0)].map(id => `/crm/clients?account_owner=${id}`)
    const ids = async (by: Client, url = '') => (await by.get<ClientList>(url)).json.data.map(({ id }) => id)
    expect(await ids(admin, theirs)).toContain(client)
    expect(await ids(admin, others)).not.toContain(client)
    expect((await employee.get(`/crm/clients/${client}`)).status).toBe(404)
    const aditi = await firm.as('aditi.pawar')
    expect(await clientOf(aditi, client)).toMatchObject({ leads: [{ id: lead, can_open: false }] })
  })

  test('the designer sees floor plans and photos, the account owner all files; nobody else, and nobody changes them', async () => {
    const { lead, client } = await converted(admin, { assigned_to: idOf(1) })
    const { people } = await clientOf(admin, client)
    const body = { account_owner_id: idOf(3), designer_id: firm.staff.designerId, version: people.version }
    expect((await choose(admin, client, body)).status).toBe(200)
    const add = async (name: string, kind: string) =>
      (
        await admin.send<LeadFile>({
          ...{ method: 'POST', url: `/crm/leads/${lead}/files?kind=${kind}` },
          ...fileForm(PNG, name),
        })
      ).json.id
    const plan = await add('Ground floor.png', 'floor_plan')
    const quote = await add('Offer.png', 'quote')
    const cheque = await add('Cheque.png', 'photo')
    await firm.db.rows(
      `INSERT INTO booking_payments (lead_id, amount, paid_on, file_id, created_by, created_at, version)
       VALUES ($1, 50000, '2026-01-05', $2, $3, now(), 1)`,
      [lead, cheque, firm.staff.adminId],
    )
    const filesOf = async (by: Client) =>
      (await by.get<{ data: LeadFile[] }>(`/crm/leads/${lead}/files`)).json.data
    expect(await filesOf(designer)).toMatchObject([{ id: plan, may_change: false }])
    expect((await designer.get(`/crm/files/${plan}/content`)).bytes.equals(PNG)).toBe(true)
    expect((await designer.get(`/crm/files/${plan}/preview`)).status).toBe(200)
    const archive = await designer.get(`/crm/leads/${lead}/files/archive`)
    expect(archive.bytes.includes('Ground floor.png')).toBe(true)
    for (const name of ['Offer.png', 'Cheque.png']) expect(archive.bytes.includes(name)).toBe(false)
    for (const id of [quote, cheque])
      for (const what of ['content', 'preview'])
        expect((await designer.get(`/crm/files/${id}/${what}`)).status).toBe(404)
    expect((await designer.patch(`/crm/files/${plan}`, { name: 'Mine' })).status).toBe(403)

    const aditi = await firm.as('aditi.pawar')
    expect((await filesOf(aditi)).map(({ id }) => id)).toEqual([cheque, quote, plan])
    expect((await aditi.patch(`/crm/files/${plan}`, { name: 'Mine' })).status).toBe(404)
    expect((await employee.get(`/crm/leads/${lead}/files`)).status).toBe(404)

    const nobody = { account_owner_id: null, designer_id: null, version: people.version + 1 }
    expect((await choose(admin, client, nobody)).status).toBe(200)
    for (const by of [designer, aditi]) expect((await by.get(`/crm/files/${plan}/content`)).status).toBe(404)
  })

  test('who brought whom is told of leads within reach', async () => {
    const referrer = await converted(manager, { name: 'Meera Damle' })
    const brought = await converted(manager, { name: 'Nikhil Rao', referred_by: 'meera damle' })
    const open = await admin.lead({ name: 'Tara Shah', referred_by: 'Meera Damle', assigned_to: idOf(7) })
    const referralsOf = async (by: Client, id: number) => (await clientOf(by, id)).referrals
    expect(await referralsOf(admin, referrer.client)).toMatchObject({
      brought_by: [],
      brought: [
        { lead_id: open.id, name: 'Tara Shah', status: 'new' },
        { lead_id: brought.lead, name: 'Nikhil Rao', status: 'converted', stage: 'Converted' },
      ],
    })
    expect((await referralsOf(manager, referrer.client)).brought.map(({ name }) => name)).toEqual([
      'Nikhil Rao',
    ])
    expect(await referralsOf(manager, brought.client)).toEqual({
      brought_by: [{ name: 'meera damle', client_id: referrer.client }],
      brought: [],
    })
    // The designer of both is told no lead, and which client of theirs brought which.
    expect((await referralsOf(designer, referrer.client)).brought).toEqual([])
    // Of two clients of one name neither is meant for sure.
    await converted(manager, { name: 'Meera Damle' })
    expect((await referralsOf(manager, brought.client)).brought_by).toEqual([
      { name: 'meera damle', client_id: null },
    ])
  })
})

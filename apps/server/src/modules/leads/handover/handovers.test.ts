import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'
import type { Handover } from './handovers.ts'

let t: LeadApp
let admin: Client
let superAdmin: Client
const people: Record<string, number> = {}
beforeAll(async () => {
  t = await openLeadApp({ works: true })
  admin = await t.as('admin')
  superAdmin = await t.as('superadmin')
  for (const { id, name } of await t.db.rows<{ id: number; name: string }>('SELECT id, name FROM users')) {
    people[name] = id
  }
})
afterAll(() => t.close())

const id = (name: string) => people[name] ?? 0
const addLeads = async (owner: string, count: number) => {
  for (let i = 0; i < count; i++) await admin.lead({ name: `Lead ${i}`, assigned_to: id(owner) })
}
const owned = async (name: string) =>
  (await t.db.rows('SELECT id, team_id FROM leads WHERE assigned_to = $1 AND deleted_at IS NULL', [id(name)]))
    .length

async function handOver(from: string, to: string[], client = admin) {
  const answer = await client.post<Handover & { type: string; errors: { path: string }[] }>(
    `/crm/users/${id(from)}/handover`,
    { to: to.map(id) },
  )
  return answer
}
const done = (handover: number, client = admin) =>
  vi.waitFor(
    async () => {
      const { json } = await client.get<Handover>(`/crm/handovers/${handover}`)
      expect(['done', 'failed']).toContain(json.status)
      return json
    },
    { interval: 50 },
  )

describe('handing over leads', () => {
  test('gives them to several people in turn, each with the history and the team that go with it', async () => {
    await addLeads('Arjun Patil', 7)
    await admin.post(`/crm/users/${id('Arjun Patil')}/deactivate`)
    const begun = await handOver('Arjun Patil', ['Sneha Joshi', 'Deepa Hegde'])
    expect(begun).toMatchObject({ status: 202, json: { total: 7, status: 'waiting' } })
    expect(await done(begun.json.id)).toMatchObject({ status: 'done', moved: 7, kept: 0 })
    expect([await owned('Arjun Patil'), await owned('Sneha Joshi'), await owned('Deepa Hegde')]).toEqual([
      0, 4, 3,
    ])
    const [lead] = await t.db.rows<{ id: number; team_id: number }>(
      'SELECT id, team_id FROM leads WHERE assigned_to = $1 LIMIT 1',
      [id('Deepa Hegde')],
    )
    expect(lead?.team_id).toBe(t.staff.teams.bengaluruId)
    const events = await t.db.rows<{ name: string }>('SELECT name FROM events WHERE lead_id = $1', [lead?.id])
    expect(events.map(({ name }) => name)).toContain('lead.assigned')
    const [entry] = await t.db.rows(`SELECT * FROM audit_logs WHERE action = 'handed_over_leads'`)
    expect(entry).toMatchObject({
      user_id: t.staff.adminId,
      record_type: 'user',
      record_id: id('Arjun Patil'),
    })
    await admin.post(`/crm/users/${id('Arjun Patil')}/reactivate`)
  })

  test.each([
    [['Kavya Iyer'], 'to.0'],
    [['Sneha Joshi', 'Rohan Kale', 'Sunil Mehta'], 'to.2'],
    [['Arjun Patil'], 'to.0'],
  ])('not to %j', async (to, path) => {
    expect(await handOver('Arjun Patil', to)).toMatchObject({ status: 400, json: { errors: [{ path }] } })
  })

  test('is for whoever administers people, and seen by whoever asked', async () => {
    expect((await handOver('Sneha Joshi', ['Rohan Kale'], await t.as('manager'))).status).toBe(403)
    expect((await admin.post('/crm/users/99999/handover', { to: [id('Rohan Kale')] })).status).toBe(404)
    const begun = await handOver('Sneha Joshi', ['Rohan Kale'], superAdmin)
    expect((await admin.get(`/crm/handovers/${begun.json.id}`)).status).toBe(404)
    await done(begun.json.id, superAdmin)
  })
})

describe('the team of a lead follows its owner', () => {
  test('into another team', async () => {
    await addLeads('Imran Shaikh', 3)
    const { bengaluruId, puneId } = t.staff.teams
    const manager = await t.as('manager')
    const [lead] = await t.db.rows<{ id: number }>('SELECT id FROM leads WHERE assigned_to = $1 LIMIT 1', [
      id('Imran Shaikh'),
    ])
    expect((await manager.get(`/crm/leads/${lead?.id}`)).status).toBe(200)
    await admin.patch(`/crm/users/${id('Imran Shaikh')}`, { team_id: bengaluruId })
    await vi.waitFor(async () => expect((await manager.get(`/crm/leads/${lead?.id}`)).status).toBe(404), {
      interval: 50,
    })
    expect((await (await t.as('suresh.gowda')).get(`/crm/leads/${lead?.id}`)).status).toBe(200)
    await admin.patch(`/crm/users/${id('Imran Shaikh')}`, { team_id: puneId })
  })

  test('and leaves a team that is deleted, also where it is nobody’s', async () => {
    const { puneId, bengaluruId } = t.staff.teams
    const team = (await superAdmin.post<{ id: number }>('/crm/teams', { name: 'Nashik', parent_id: puneId }))
      .json
    await admin.patch(`/crm/users/${id('Rohan Kale')}`, { team_id: team.id })
    const mine = await admin.lead({ name: 'Of Rohan', assigned_to: id('Rohan Kale') })
    const nobodys = await admin.lead({ name: 'Of nobody' })
    await t.db.rows('UPDATE leads SET team_id = $1 WHERE id = $2', [team.id, nobodys.id])
    await superAdmin.delete(`/crm/teams/${team.id}?move_to=${bengaluruId}`)
    await vi.waitFor(
      async () => {
        const rows = await t.db.rows<{ team_id: number }>('SELECT team_id FROM leads WHERE id = ANY ($1)', [
          [mine.id, nobodys.id],
        ])
        expect(rows.map(({ team_id }) => team_id)).toEqual([bengaluruId, bengaluruId])
      },
      { interval: 50 },
    )
  })
})

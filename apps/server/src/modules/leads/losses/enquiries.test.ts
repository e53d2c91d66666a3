import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { consumed } from '../../../../test/consumed.ts'
import { ended, startImport } from '../../../../test/import-client.ts'
import { type Client, type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'
import type { Lead } from '../index.ts'

let firm: LeadApp
let admin: Client
let employee: Client
let key: string
let adminKey: string
let mine: number

beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
  employee = await firm.as('employee')
  mine = firm.staff.salespeople[0]?.id ?? 0
  key = await keyOf('Manager')
  adminKey = await keyOf('Admin')
})
afterAll(() => firm.close())

async function keyOf(roleName: string): Promise<string> {
  const [role] = await firm.db.rows<{ id: number }>('SELECT id FROM roles WHERE name = $1', [roleName])
  const superAdmin = await firm.as('superadmin')
  const made = await superAdmin.post<{ key: string }>('/crm/api-keys', {
    name: `Website of ${roleName}`,
    role_id: role?.id,
    expires_in_days: 30,
  })
  return made.json.key
}

let made = 0
const phone = () => `+9198${String(20_000_000 + ++made).padStart(8, '0')}`

/** A lead that a program brings. */
async function enquire(fields: object, by = key): Promise<Lead> {
  const answer = await firm.app.http.inject({
    method: 'POST',
    url: '/crm/leads',
    headers: { authorization: `Bearer ${by}` },
    payload: { name: 'Enquiry', ...fields },
  })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json()
}

async function lostLead(fields: object = {}): Promise<Lead & { phone: string }> {
  const lead = await employee.lead({
    name: 'Asha',
    phone: phone(),
    location: 'Pune',
    budget: 500_000,
    ...fields,
  })
  await employee.patch(`/crm/leads/${lead.id}`, { status: 'contacted' })
  const lost = await employee.patch(`/crm/leads/${lead.id}`, { status: 'lost', lost_reason: 'Plans put off' })
  return { ...lost.json, phone: lead.phone ?? '' }
}

const until = (check: () => Promise<void>) => vi.waitFor(check, { interval: 50, timeout: 60_000 })
const becomes = (id: number, status: string) =>
  until(async () => expect((await admin.get(`/crm/leads/${id}`)).json.status).toBe(status))
/** Until the consumer of new leads has seen everything that was written. */
const handled = () => consumed(firm.db, 'assignment-new-leads', 'lead.created')
const eventsOf = (id: number, name: string) =>
  firm.db.rows<{ data: Record<string, unknown> }>(
    'SELECT data FROM events WHERE lead_id = $1 AND name = $2 ORDER BY id',
    [id, name],
  )

describe('an enquiry of somebody whose lead was lost', () => {
  test('reopens that lead for its owner; what it says goes in and stays on the timeline', async () => {
    const lost = await lostLead()
    const enquiry = await enquire({
      phone: lost.phone,
      budget: 900_000,
      source: 'Website',
      email: 'asha@home.example',
    })
    await becomes(lost.id, 'contacted')
    const lead = (await employee.get(`/crm/leads/${lost.id}`)).json
    expect(lead).toMatchObject({
      name: 'Asha',
      assigned_to: mine,
      budget: 900_000,
      email: 'asha@home.example',
      lost_reason: null,
      is_duplicate: false,
    })
    const moved = await admin.send({ method: 'GET', url: `/crm/leads/${enquiry.id}` })
    expect([moved.status, moved.headers.location]).toEqual([301, `/crm/leads/${lost.id}`])
    const timeline = await employee.get<{ data: { name: string; data: Record<string, unknown> }[] }>(
      `/crm/activities/${lost.id}`,
    )
    expect(timeline.json.data).toContainEqual(
      expect.objectContaining({
        name: 'lead.stage_changed',
        data: expect.objectContaining({
          was_lost: { reason: 'Plans put off' },
          enquiry: { lead_id: enquiry.id, source: 'Website' },
        }),
      }),
    )
    const losses = await employee.get(`/crm/leads/${lost.id}/losses`)
    expect(losses.json).toMatchObject({
      data: [{ reason: 'Plans put off', by_enquiry: true, reopened_by: null }],
    })
    await until(async () => {
      const told = await employee.get<{ data: { kind: string; lead: { id: number } | null }[] }>(
        '/crm/notifications',
      )
      expect(told.json.data.filter(({ kind }) => kind === 'lead.came_back')).toHaveLength(1)
    })
  })

  test('can be taken apart again: the enquiry is a lead of its own then', async () => {
    const lost = await lostLead()
    const enquiry = await enquire({ phone: lost.phone })
    await becomes(lost.id, 'contacted')
    const merges = await admin.get<{ data: { id: number; loser: { id: number }; merged_by: unknown }[] }>(
      `/crm/leads/merges?lead_id=${lost.id}`,
    )
    expect(merges.json.data).toMatchObject([{ loser: { id: enquiry.id }, merged_by: null }])
    expect((await admin.post(`/crm/leads/merges/${merges.json.data[0]?.id}/undo`)).status).toBe(200)
    expect((await admin.get(`/crm/leads/${enquiry.id}`)).status).toBe(200)
    expect((await admin.get(`/crm/leads/${lost.id}`)).json.status).toBe('contacted')
  })

  test('sent several times at once reopens it once, and leaves one lead', async () => {
    const lost = await lostLead()
    const twins = await Promise.all(Array.from({ length: 5 }, () => enquire({ phone: lost.phone })))
    await becomes(lost.id, 'contacted')
    await handled()
    expect(await eventsOf(lost.id, 'lead.reopened')).toHaveLength(1)
    const rows = await firm.db.rows<{ merged_into: number }>(
      'SELECT merged_into FROM leads WHERE id = ANY ($1::int[])',
      [twins.map(({ id }) => id)],
    )
    expect(rows.map(row => row.merged_into)).toEqual(Array(5).fill(lost.id))
  })

  test('goes to whom the rules choose when its owner has left', async () => {
    const lost = await lostLead()
    const leaver = firm.staff.salespeople[3]?.id ?? 0
    await admin.patch(`/crm/leads/${lost.id}`, { assigned_to: leaver })
    const left = await admin.post(`/crm/users/${leaver}/deactivate`, {})
    expect(left.status, left.text).toBe(200)
    const { version } = (await admin.get<{ version: number }>('/crm/assignment')).json
    const saved = await admin.put('/crm/assignment', {
      version,
      is_on: true,
      keeps_owner: true,
      fallback_owner_id: firm.staff.salespeople[1]?.id,
      takes_back: false,
      most_takes: 1,
      rules: [],
    })
    expect(saved.status, saved.text).toBe(200)
    await enquire({ phone: lost.phone })
    await becomes(lost.id, 'contacted')
    await until(async () =>
      expect((await admin.get(`/crm/leads/${lost.id}`)).json.assigned_to).toBe(firm.staff.salespeople[1]?.id),
    )
  })

  test('goes to whom it was for when its owner has left, with the project type that the lost lead lacked', async () => {
    const lost = await lostLead()
    const [leaver, taker] = [firm.staff.salespeople[4]?.id ?? 0, firm.staff.salespeople[2]?.id ?? 0]
    await admin.patch(`/crm/leads/${lost.id}`, { assigned_to: leaver })
    expect((await admin.post(`/crm/users/${leaver}/deactivate`, {})).status).toBe(200)
    await enquire({ phone: lost.phone, assigned_to: taker, project_type: 'residential' }, adminKey)
    await becomes(lost.id, 'contacted')
    const lead = (await admin.get(`/crm/leads/${lost.id}`)).json
    expect(lead).toMatchObject({ assigned_to: taker, project_type: 'residential', stage: 'Home Visit' })
    expect(lead.team_id).toBe(firm.staff.salespeople[2]?.teamId)
    expect((await eventsOf(lost.id, 'lead.updated')).map(({ data }) => data.fields)).toContainEqual(
      expect.arrayContaining(['assigned_to', 'project_type', 'stage_id']),
    )
  })

  test.each(['flag', 'skip'])(
    'that comes with a fresh file is recognised as well, one of the past is not: %s',
    async on_duplicate => {
      const [fresh, past] = [await lostLead({ email: `asha.${on_duplicate}@mail.example` }), await lostLead()]
      const bring = async (number: string, historical: boolean) => {
        const columns = { Name: 'name', Phone: 'phone', Mail: 'email' }
        const file = `Name,Phone,Mail\nCame again,${number},${number === fresh.phone ? fresh.email : ''}\n`
        return ended(admin, await startImport(admin, file, { columns, historical, on_duplicate }))
      }
      await bring(past.phone, true)
      await bring(fresh.phone, false)
      await becomes(fresh.id, 'contacted')
      expect((await admin.get(`/crm/leads/${past.id}`)).json.status).toBe('lost')
      // Open by now.
      if (on_duplicate === 'skip')
        expect(await bring(fresh.phone, false)).toMatchObject({ created: 0, matched: 1 })
    },
  )
})

describe('no lost lead is reopened', () => {
  test('by a lead that somebody adds by hand, who learns no more than of any other duplicate', async () => {
    const theirs = firm.staff.salespeople[5]?.id
    const number = phone()
    const hidden = await admin.lead({ phone: number, assigned_to: theirs })
    await admin.patch(`/crm/leads/${hidden.id}`, { status: 'lost', lost_reason: 'No answer' })
    const answer = await employee.post<Lead & { duplicates: object[] }>('/crm/leads', {
      name: 'By hand',
      phone: number,
    })
    expect(answer.json.duplicates).toMatchObject([{ lead_id: null, matched_on: 'phone' }])
    expect(JSON.stringify(answer.json.duplicates)).not.toContain('lost')
    await handled()
    expect((await admin.get(`/crm/leads/${hidden.id}`)).json.status).toBe('lost')
    expect((await employee.get(`/crm/leads/${answer.json.id}`)).json.is_duplicate).toBe(true)
  })

  test('by an e-mail that goes with another phone, or that very many give', async () => {
    const email = 'leads@portal.example'
    const lost = await lostLead({ email })
    const other = await enquire({ email, phone: phone() })
    const all = []
    for (let n = 0; n < 7; n++) all.push(await lostLead({ phone: null, email: 'noemail@portal.example' }))
    const another = await enquire({ email: 'noemail@portal.example' })
    await handled()
    for (const { id } of [lost, ...all])
      expect((await admin.get(`/crm/leads/${id}`)).json.status).toBe('lost')
    for (const { id } of [other, another])
      expect((await admin.get(`/crm/leads/${id}`)).json.status).toBe('new')
  })

  test.each(['flag', 'skip'])(
    'by a row of a fresh file that is older than the loss: %s',
    async on_duplicate => {
      const lost = await lostLead()
      const file = `Name,Phone,Created\nCame before,${lost.phone},2024-01-05\n`
      const columns = { Name: 'name', Phone: 'phone', Created: 'created_at' }
      await ended(admin, await startImport(admin, file, { columns, historical: false, on_duplicate }))
      await handled()
      expect((await admin.get(`/crm/leads/${lost.id}`)).json.status).toBe('lost')
    },
  )

  test('while an older lead of the same person is open, or a client', async () => {
    const lost = await lostLead()
    const open = await employee.lead({ phone: lost.phone, name: 'Second project' })
    const enquiry = await enquire({ phone: lost.phone })
    await handled()
    expect((await admin.get(`/crm/leads/${lost.id}`)).json.status).toBe('lost')
    expect((await admin.get(`/crm/leads/${enquiry.id}`)).status).toBe(200)
    expect((await admin.get(`/crm/leads/${open.id}`)).json.status).toBe('new')
  })
})

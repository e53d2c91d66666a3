import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../test/lead-app.ts'

interface History {
  data: { name: string; actor: { id: number; name: string } | null; data: Record<string, unknown> }[]
  next_cursor: string | null
}

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

test('tells what happened, newest first, by whom, and no contact detail', async () => {
  const [own] = firm.staff.salespeople
  const lead = await admin.lead({ name: 'Nandini', phone: '9812300009', budget: 5 })
  const url = `/crm/leads/${lead.id}`
  await admin.patch(url, {
    email: 'nandini@b.example',
    address: 'MG Road 5',
    phones: ['9812300010'],
    budget: 6,
  })
  await admin.patch(url, { assigned_to: own?.id, name: 'Nandini Rao' })
  await (await firm.as('employee')).patch(url, { status: 'contacted' })
  await admin.delete(url)
  await admin.post(`${url}/restore`)

  const { json, text } = await admin.get<History>(`${url}/history`)
  expect(json.data.map(event => event.name)).toEqual([
    'lead.restored',
    'lead.deleted',
    'lead.stage_changed',
    'lead.updated',
    'lead.assigned',
    'lead.updated',
    'lead.updated',
    'lead.created',
  ])
  expect(json.data[2]?.actor).toEqual({ id: own?.id, name: own?.name })
  expect(json.data[6]?.data).toMatchObject({
    fields: ['email', 'address', 'phones', 'budget'],
    changes: { budget: { from: 5, to: 6 } },
  })
  expect(text).not.toMatch(/nandini|98123000|MG Road/i)
})

test('comes in pages, each of one lead', async () => {
  const lead = await admin.lead()
  const url = `/crm/leads/${lead.id}`
  for (const style of ['a', 'b', 'c', 'd']) await admin.patch(url, { style })
  const first = await admin.get<History>(`${url}/history?limit=3`)
  const second = await admin.get<History>(`${url}/history?limit=3&cursor=${first.json.next_cursor}`)
  expect([first.json.data.length, second.json.data.length, second.json.next_cursor]).toEqual([3, 2, null])
  expect(second.json.data.at(-1)?.name).toBe('lead.created')
  const other = await admin.lead()
  const { status, json } = await admin.get<Problem>(
    `/crm/leads/${other.id}/history?cursor=${first.json.next_cursor}`,
  )
  expect([status, json.errors?.[0]?.path]).toEqual([400, 'cursor'])
})

test('of one field: each change with who and when, of contact details only the fact', async () => {
  const [own] = firm.staff.salespeople
  const lead = await admin.lead({ name: 'Nandini', phone: '9812300019', budget: 5 })
  const url = `/crm/leads/${lead.id}`
  await admin.patch(url, { budget: 6, style: 'Japandi' })
  await admin.patch(url, { style: 'Minimal', assigned_to: own?.id })
  await admin.patch(url, { budget: 7, phone: '9812300020' })
  const of = async (field: string) => (await admin.get<History>(`${url}/history?field=${field}`)).json.data

  expect((await of('budget')).map(({ data }) => data.changes)).toMatchObject([
    { budget: { from: 6, to: 7 } },
    { budget: { from: 5, to: 6 } },
  ])
  expect(await of('assigned_to')).toMatchObject([
    { name: 'lead.assigned', data: { from: null, to: own?.id } },
  ])
  const [phone, ...others] = await of('phone')
  expect(others).toEqual([])
  expect(phone?.actor).toMatchObject({ id: firm.staff.adminId })
  expect(phone?.data.changes).not.toHaveProperty('phone')
  expect(await of('source')).toEqual([])

  const { json } = await admin.get<History>(`${url}/history?field=budget&limit=1`)
  const next = await admin.get<History>(`${url}/history?field=budget&limit=1&cursor=${json.next_cursor}`)
  expect(next.json.data[0]?.data.changes).toMatchObject({ budget: { from: 5 } })
  const wrong = await admin.get<Problem>(`${url}/history?field=style&cursor=${json.next_cursor}`)
  expect(wrong.json.errors?.[0]?.path).toBe('cursor')
  for (const field of ['', 'Budget!', 'a'.repeat(50)]) {
    const refused = await admin.get<Problem>(`${url}/history?field=${field}`)
    expect([refused.status, refused.json.errors?.[0]?.path]).toEqual([400, 'field'])
  }
  const colleague = await firm.as('sneha.joshi')
  expect((await colleague.get(`${url}/history?field=budget`)).status).toBe(404)
})

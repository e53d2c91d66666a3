import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileForm, PDF, PNG } from '../../../test/documents.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../test/lead-app.ts'
import type { Activity, TimelineEntry } from './activities.schemas.ts'

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

const lead = () => admin.lead({ assigned_to: repId })
async function file(by: Client, leadId: number, content: Buffer, name: string): Promise<number> {
  const sent = { method: 'POST' as const, url: `/crm/leads/${leadId}/files`, ...fileForm(content, name) }
  const { status, json } = await by.send<{ id: number }>(sent)
  expect(status).toBe(201)
  return json.id
}
const log = (by: Client, body: object) => by.post<Activity & Problem>('/crm/activities', body)
const shown = async (leadId: number) => {
  const { json } = await rep.get<{ data: TimelineEntry[] }>(`/crm/activities/${leadId}?kind=site_visit`)
  return json.data[0]?.activity?.attachments
}

test('files of the lead stand with the visit they were made on, in order', async () => {
  const { id } = await lead()
  const [plan, hall] = [await file(rep, id, PDF, 'Plan.pdf'), await file(rep, id, PNG, 'Hall.png')]
  const { status, json } = await log(rep, { lead_id: id, type: 'site_visit', attachments: [hall, plan] })
  expect(status).toBe(201)
  expect(json.attachments.map(({ name }) => name)).toEqual(['Hall.png', 'Plan.pdf'])
  expect(await shown(id)).toEqual(json.attachments)

  await rep.delete(`/crm/files/${hall}`)
  expect((await shown(id))?.map(({ name }) => name)).toEqual(['Plan.pdf'])
  // What is there already may stay, although one of it is deleted; what is added must be there.
  const url = `/crm/activities/entries/${json.id}`
  expect((await rep.patch(url, { attachments: [hall, plan], note: 'Measured' })).status).toBe(200)
  await rep.post(`/crm/files/${hall}/restore`)
  expect((await shown(id))?.map(({ name }) => name)).toEqual(['Hall.png', 'Plan.pdf'])
  expect((await rep.patch(url, { attachments: [] })).status).toBe(200)
  expect(await shown(id)).toEqual([])
})

test('a file of another lead, an unknown or a deleted one is refused by its place, and nothing is logged', async () => {
  const [one, other] = [await lead(), await lead()]
  const own = await file(rep, one.id, PNG, 'Own.png')
  const foreign = await file(rep, other.id, PNG, 'Foreign.png')
  const gone = await file(rep, one.id, PNG, 'Gone.png')
  await rep.delete(`/crm/files/${gone}`)
  for (const wrong of [foreign, gone, 2_000_000_000]) {
    const refused = await log(rep, { lead_id: one.id, type: 'site_visit', attachments: [own, wrong] })
    expect([refused.status, refused.json.errors?.[0]?.path]).toEqual([422, 'attachments.1'])
  }
  expect(await shown(one.id)).toBeUndefined()
  for (const wrong of [[own, own], ['x'], 'x', Array.from({ length: 21 }, (_, i) => i + 1)]) {
    const refused = await log(rep, { lead_id: one.id, type: 'site_visit', attachments: wrong })
    expect([refused.status, refused.json.errors?.[0]?.path]).toEqual([
      400,
      expect.stringMatching(/^attachments/),
    ])
  }
})

test('a picture is note enough, and a task that is done can bring one', async () => {
  const { id } = await lead()
  const hall = await file(rep, id, PNG, 'Hall.png')
  expect((await log(rep, { lead_id: id, type: 'note', attachments: [hall] })).status).toBe(201)
  expect((await log(rep, { lead_id: id, type: 'note' })).status).toBe(422)
  const due_at = new Date(Date.now() + 3_600_000).toISOString()
  const task = await rep.post<{ id: number }>('/crm/follow-ups', { lead_id: id, kind: 'task', due_at })
  const done = await rep.post<{ activity: Activity }>(`/crm/follow-ups/${task.json.id}/done`, {
    attachments: [hall],
  })
  expect(done.json.activity.attachments.map(({ id }) => id)).toEqual([hall])
})

test('after a merge the winner has the entries of the other with their files', async () => {
  const [winner, loser] = [await lead(), await lead()]
  const hall = await file(rep, loser.id, PNG, 'Hall.png')
  await log(rep, { lead_id: loser.id, type: 'site_visit', attachments: [hall] })
  const merged = await admin.post<{ id: number }>('/crm/leads/merge', {
    winner_id: winner.id,
    loser_id: loser.id,
  })
  expect(merged.status, merged.text).toBeLessThan(300)
  expect((await shown(winner.id))?.map(({ id }) => id)).toEqual([hall])
})

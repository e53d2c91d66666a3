import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ended, startImport } from '../../../../test/import-client.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Lead } from '../leads.schemas.ts'

interface Reasons extends Problem {
  data: { id: number; label: string; is_retired: boolean }[]
  version: number
}

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

const run = async (file: string, mapping: object) => ended(admin, await startImport(admin, file, mapping))
const reasons = async () => (await admin.get<Reasons>('/crm/lost-reasons')).json
const leadsOf = async (query: string) =>
  (await admin.get<{ data: Lead[] }>(`/crm/leads?limit=200&sort=name&${query}`)).json.data

async function undo(id: number): Promise<void> {
  expect((await admin.post(`/crm/imports/${id}/undo`)).status).toBe(202)
  while ((await admin.get<{ status: string }>(`/crm/imports/${id}`)).json.status !== 'undone') await sleep(20)
}

describe('reasons of losses in a file', () => {
  const columns = { Id: 'external_id', Name: 'name', Status: 'status', Reason: 'lost_reason' }
  const mapping = {
    columns,
    system: 'old',
    status_values: { Lost: 'lost', 'Junk  Lead': 'lost', 'no ANSWER': 'lost', New: 'new' },
    constants: { source: 'old' },
  }

  test('are those of the firm in whatever writing; new ones are kept once, retired, and told in the version', async () => {
    const before = await reasons()
    const file = [
      'Id,Name,Status,Reason',
      'L1,Aarav,Lost,PRICE  too high',
      'L2,Bina,Lost,Moved  abroad',
      'L3,Chetan,Lost,moved abroad',
      'L4,Disha,Lost,',
      'L6,Farhan,Junk  Lead,',
      'L7,Gita,no ANSWER,',
      'L5,Esha,New,Only a word',
    ].join('\n')
    expect(await run(file, mapping)).toMatchObject({ created: 7 })
    expect((await leadsOf('source=old')).map(({ lost_reason }) => lost_reason)).toEqual([
      'Price too high',
      'Moved abroad',
      'Moved abroad',
      'Not given',
      null,
      'Not a real lead',
      'No answer',
    ])
    const after = await reasons()
    expect(after.data.slice(before.data.length)).toMatchObject([{ label: 'Moved abroad', is_retired: true }])
    expect(after.version).toBe(before.version + 1)
    const late = await admin.put<Reasons>('/crm/lost-reasons', before)
    expect([late.status, late.json.type]).toEqual([409, 'edit-conflict'])
    const again = after.data.map(one =>
      one.label === 'Moved abroad' ? { ...one, label: 'MOVED abroad', is_retired: false } : one,
    )
    expect((await admin.put('/crm/lost-reasons', { ...after, data: again })).status).toBe(200)
  })

  test('that the firm no longer offers, or a status that says none, give no reason; a reason that is there stays', async () => {
    const list = await reasons()
    const retired = list.data.map(one =>
      one.label === 'Not a real lead' ? { ...one, is_retired: true } : one,
    )
    expect((await admin.put('/crm/lost-reasons', { ...list, data: retired })).status).toBe(200)
    const told = { lost_reason: 'No answer', lost_note: 'Thrice' }
    const known = await admin.lead({ status: 'lost', ...told, external_ids: [{ system: 'old', id: 'K1' }] })
    const file = 'Id,Name,Status\nK1,Known,Lost\nK2,Kiran,Junk  Lead\n'
    const given = { ...mapping, constants: { source: 'older' }, on_duplicate: 'update' }
    const done = await run(file, { ...given, columns: { Id: 'external_id', Name: 'name', Status: 'status' } })
    expect(done).toMatchObject({ created: 1, updated: 1 })
    expect((await admin.get<Lead>(`/crm/leads/${known.id}`)).json).toMatchObject({ status: 'lost', ...told })
    expect((await leadsOf('source=older')).map(({ lost_reason }) => lost_reason)).toEqual([
      'Not given',
      'No answer',
    ])
    expect((await reasons()).data.map(({ label }) => label)).toEqual(list.data.map(({ label }) => label))
  })

  test('go with the stage when an update is taken back', async () => {
    const told = { lost_reason: 'No answer', competitor: 'Livspace', lost_note: 'Twice' }
    const lead = await admin.lead({ status: 'lost', ...told, external_ids: [{ system: 'old', id: 'B1' }] })
    const done = await run('Id,Name,Status\nB1,Back,New\n', {
      ...mapping,
      columns: { Id: 'external_id', Name: 'name', Status: 'status' },
      on_duplicate: 'update',
    })
    expect(done).toMatchObject({ updated: 1 })
    const read = async () => (await admin.get<Lead>(`/crm/leads/${lead.id}`)).json
    expect(await read()).toMatchObject({ status: 'new', lost_reason: null, competitor: null })
    await undo(done.id)
    expect(await read()).toMatchObject({ status: 'lost', ...told })
  })
})

describe('deals of a file', () => {
  const mapping = {
    kind: 'deals',
    columns: { Id: 'lead_id', Outcome: 'outcome', Reason: 'lost_reason' },
    system: 'deal',
  }
  const leadWith = (id: string, fields: object) =>
    admin.lead({ ...fields, external_ids: [{ system: 'deal', id }] })
  const read = async ({ id }: { id: number }) => (await admin.get<Lead>(`/crm/leads/${id}`)).json

  test('give back what was said of a loss when they are taken back', async () => {
    const told = { lost_reason: 'Plans put off', competitor: 'HomeLane', lost_note: 'Until the monsoon ends' }
    const lost = await leadWith('D1', { status: 'lost', ...told })
    const open = await leadWith('D2', {})
    const done = await run('Id,Outcome,Reason\nD1,Won,\nD2,Lost,no  ANSWER\n', mapping)
    expect(done).toMatchObject({ created: 2 })
    expect(await read(lost)).toMatchObject({ status: 'converted', lost_reason: null, competitor: null })
    expect(await read(open)).toMatchObject({ status: 'lost', lost_reason: 'No answer', competitor: null })
    await undo(done.id)
    expect(await read(lost)).toMatchObject({ status: 'lost', ...told })
    expect(await read(open)).toMatchObject({ status: 'new', lost_reason: null })
  })
})

describe('a competitor', () => {
  test('is one firm however it is written, also when it is first named by many at once', async () => {
    const said = ['Wood Craft', 'WoodCraft', ' wood  craft ', 'WOODCRAFT']
    const leads = await Promise.all(
      said.map(competitor => admin.lead({ status: 'lost', lost_reason: 'No answer', competitor })),
    )
    expect(new Set(leads.map(({ competitor }) => competitor)).size).toBe(1)
    const { json } = await admin.get<{ data: string[] }>('/crm/competitors')
    expect(json.data.filter(name => /^wood\s*craft$/i.test(name))).toHaveLength(1)
  })
})

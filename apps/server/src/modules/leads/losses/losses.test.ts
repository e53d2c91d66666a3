import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { move, readStages, type StageBook } from '../../../../test/board-client.ts'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Lead } from '../index.ts'
import type { LossList } from './losses.schemas.ts'

interface Reason {
  id: number
  label: string
  is_retired: boolean
}
interface Reasons extends Problem {
  data: Reason[]
  version: number
}

let firm: LeadApp
let admin: Client
let employee: Client
let book: StageBook

beforeAll(async () => {
  firm = await openLeadApp({ works: true })
  admin = await firm.as('admin')
  employee = await firm.as('employee')
  book = await readStages(firm)
})
afterAll(() => firm.close())

const standard = (stage: string) => book.stageId('Standard', stage)
const reasons = async () => (await admin.get<Reasons>('/crm/lost-reasons')).json.data
const saveReasons = async (data: object[], version?: number) =>
  admin.send<Reasons>({
    method: 'PUT',
    url: '/crm/lost-reasons',
    payload: { data, version: version ?? (await admin.get<Reasons>('/crm/lost-reasons')).json.version },
  })
const lossesOf = (id: number, client = employee) => client.get<LossList>(`/crm/leads/${id}/losses`)
const lost = (fields: object = {}) => ({ status: 'lost', lost_reason: 'Price too high', ...fields })

describe('the reasons of losses', () => {
  test('are named, put in order, retired and brought back; the old ones keep their id', async () => {
    const before = await reasons()
    const [first, second, ...others] = before
    const saved = await saveReasons([
      { label: 'Builder does it' },
      { ...second },
      { ...first, is_retired: true },
      ...others,
    ])
    expect(saved.status).toBe(200)
    expect(saved.json.data.map(({ label }) => label).slice(0, 3)).toEqual([
      'Builder does it',
      second?.label,
      first?.label,
    ])
    expect(saved.json.data[2]).toEqual({ ...first, is_retired: true })
    expect((await saveReasons(before)).json.data).toEqual(before)
  })

  test('are not written over what somebody else has changed meanwhile: of two at once one is told', async () => {
    const { data, version } = (await admin.get<Reasons>('/crm/lost-reasons')).json
    const answers = await Promise.all([
      saveReasons([...data, { label: 'Moved abroad' }], version),
      saveReasons([...data, { label: 'Bought a finished flat' }], version),
    ])
    expect(answers.map(one => one.status).sort()).toEqual([200, 409])
    const now = (await admin.get<Reasons>('/crm/lost-reasons')).json
    expect(now).toEqual(answers.find(one => one.status === 200)?.json)
    expect(answers.find(one => one.status === 409)?.json).toMatchObject({
      ...{ type: 'edit-conflict', current: now },
    })
    expect((await saveReasons(data, now.version)).json.version).toBe(now.version + 1)
    const without = await admin.send({ method: 'PUT', url: '/crm/lost-reasons', payload: { data } })
    expect(without.status).toBe(400)
  })

  test('two alike, strange ids and two that change places are refused, naming the field', async () => {
    const before = await reasons()
    const [one, other] = before
    const twice = await saveReasons([{ label: 'Same' }, { label: ' same ' }])
    expect([twice.status, twice.json.errors?.[0]?.path]).toEqual([422, 'data.1.label'])
    const strange = await saveReasons([{ id: 999_999, label: 'Same' }])
    expect([strange.status, strange.json.errors?.[0]?.path]).toEqual([422, 'data.0.id'])
    const swapped = await saveReasons([
      { id: one?.id, label: other?.label },
      { id: other?.id, label: one?.label },
    ])
    expect([swapped.status, swapped.json.errors?.[0]?.path]).toEqual([422, 'data.0.label'])
    expect((await saveReasons([{ label: ' ' }])).status).toBe(400)
    expect(await reasons()).toEqual(before)
  })

  test('a new name is that of all leads that were lost for it', async () => {
    const before = await reasons()
    const lead = await employee.lead({ ...lost({ lost_reason: 'no ANSWER' }), name: 'Renamed loss' })
    expect(lead.lost_reason).toBe('No answer')
    await saveReasons(
      before.map(reason => (reason.label === 'No answer' ? { ...reason, label: 'Never answered' } : reason)),
    )
    await vi.waitFor(
      async () =>
        expect((await employee.get(`/crm/leads/${lead.id}`)).json.lost_reason).toBe('Never answered'),
      { interval: 50, timeout: 60_000 },
    )
    await saveReasons(before)
  })
})

describe('a loss', () => {
  test('keeps reason, competitor and note, however it is told', async () => {
    const told = { lost_reason: 'price too high', competitor: 'Livspace' }
    const patched = await employee.lead()
    const byPatch = await employee.patch(`/crm/leads/${patched.id}`, {
      status: 'lost',
      ...told,
      lost_note: 'Ten per cent cheaper',
    })
    const kept = { lost_reason: 'Price too high', competitor: 'Livspace', lost_note: 'Ten per cent cheaper' }
    expect(byPatch.json).toMatchObject(kept)
    const moved = await employee.lead()
    await move(employee, moved.id, {
      stage_id: standard('Lost'),
      ...told,
      competitor: 'LIVSPACE',
      note: 'Ten per cent cheaper',
    })
    expect((await employee.get(`/crm/leads/${moved.id}`)).json).toMatchObject(kept)
    expect((await employee.get<{ data: string[] }>('/crm/competitors')).json.data).toEqual(['Livspace'])
    expect((await lossesOf(moved.id)).json).toMatchObject({
      data: [
        {
          from: { name: 'New' },
          lost_by: { id: firm.staff.salespeople[0]?.id },
          reason: 'Price too high',
          competitor: 'Livspace',
          note: 'Ten per cent cheaper',
          reopened_at: null,
        },
      ],
      reopens_to: { name: 'New' },
    })
  })

  test('can be put right afterwards; of a lead that is not lost nothing is kept', async () => {
    const lead = await employee.lead()
    const open = await employee.patch(`/crm/leads/${lead.id}`, { competitor: 'Livspace', lost_note: 'No' })
    expect(open.json).toMatchObject({ version: 1, competitor: null, lost_note: null })
    await employee.patch(`/crm/leads/${lead.id}`, lost())
    const righted = await employee.patch(`/crm/leads/${lead.id}`, { competitor: 'HomeLane' })
    expect(righted.json).toMatchObject({ lost_reason: 'Price too high', competitor: 'HomeLane' })
    const emptied = await employee.patch(`/crm/leads/${lead.id}`, { lost_reason: null })
    expect([emptied.status, emptied.json.errors?.[0]?.path]).toEqual([422, 'lost_reason'])
  })

  test('of which nobody ever said why stands in nobody’s way', async () => {
    const lead = await employee.lead()
    await employee.patch(`/crm/leads/${lead.id}`, lost())
    await firm.db.rows('UPDATE leads SET lost_reason = NULL, version = version + 1 WHERE id = $1', [lead.id])
    const edited = await employee.patch(`/crm/leads/${lead.id}`, { budget: 400_000 })
    expect(edited.status, edited.text).toBe(200)
    expect(edited.json).toMatchObject({ status: 'lost', budget: 400_000, lost_reason: null })
    expect((await employee.patch(`/crm/leads/${lead.id}`, { lost_reason: 'No answer' })).status).toBe(200)
  })

  test('of many at once is told once, and undone', async () => {
    const manyAreLost = await Promise.all([employee.lead(), employee.lead()])
    const ids = manyAreLost.map(({ id }) => id)
    const begun = await admin.post<{ id: number; status: string }>('/crm/bulk', {
      action: 'move',
      selection: { ids },
      status: 'lost',
      lost_reason: 'Chose someone else',
      competitor: 'livspace',
      lost_note: 'Fair in Pune',
    })
    const ended = (id: number) =>
      vi.waitFor(
        async () => expect((await admin.get<{ status: string }>(`/crm/bulk/${id}`)).json.status).toBe('done'),
        { interval: 50, timeout: 60_000 },
      )
    await ended(begun.json.id)
    const told = { status: 'lost', competitor: 'Livspace', lost_note: 'Fair in Pune' }
    expect((await admin.get(`/crm/leads/${ids[0]}`)).json).toMatchObject(told)
    const undone = await admin.post<{ id: number }>(`/crm/bulk/${begun.json.id}/undo`)
    await ended(undone.json.id)
    expect((await admin.get(`/crm/leads/${ids[0]}`)).json).toMatchObject({
      status: 'new',
      lost_reason: null,
      competitor: null,
      lost_note: null,
    })
  })

  test('is counted by reason and by competitor, and the figure opens its leads', async () => {
    await employee.lead(lost({ competitor: 'Counted & Co', name: 'Counted' }))
    interface Report {
      groups: { keys: { label: string }[]; lost: number; leads: Record<string, unknown> }[]
    }
    const { json } = await admin.get<Report>('/crm/reports/lost-reasons?by=competitor')
    const group = json.groups.find(one => one.keys[0]?.label === 'Counted & Co')
    expect(group).toMatchObject({ lost: 1, leads: { competitor: ['Counted & Co'] } })
    const found = await admin.get<{ data: Lead[] }>('/crm/leads?competitor=Counted%20%26%20Co')
    expect(found.json.data.map(({ name }) => name)).toEqual(['Counted'])
  })
})

describe('a lost lead', () => {
  test('is taken up where it was left, whatever that stage asks for, and its history tells it', async () => {
    const lead = await employee.lead()
    await move(employee, lead.id, { stage_id: standard('Qualified') })
    await employee.patch(`/crm/leads/${lead.id}`, lost({ competitor: 'HomeLane' }))
    expect((await lossesOf(lead.id)).json.reopens_to).toMatchObject({ name: 'Qualified' })
    const reopened = await employee.post(`/crm/leads/${lead.id}/reopen`, { note: 'Their firm let them down' })
    expect(reopened.json).toMatchObject({
      stage: 'Qualified',
      lost_reason: null,
      competitor: null,
      lost_note: null,
    })
    const again = await employee.post(`/crm/leads/${lead.id}/reopen`, {})
    expect([again.status, again.json.version]).toEqual([200, reopened.json.version])
    const { json } = await lossesOf(lead.id)
    expect(json).toMatchObject({
      data: [
        {
          reason: 'Price too high',
          competitor: 'HomeLane',
          from: { name: 'Qualified' },
          reopened_by: { id: firm.staff.salespeople[0]?.id },
          reopened_to: { name: 'Qualified' },
          by_enquiry: false,
        },
      ],
      reopens_to: null,
    })
  })

  test('that was lost from the beginning begins anew; of another pipeline it finds the like stage', async () => {
    const born = await employee.lead(lost())
    expect((await employee.post(`/crm/leads/${born.id}/reopen`, {})).json.stage).toBe('New')
    const typed = await employee.lead()
    await move(employee, typed.id, { stage_id: standard('Contacted') })
    await employee.patch(`/crm/leads/${typed.id}`, lost())
    await employee.patch(`/crm/leads/${typed.id}`, { project_type: 'residential' })
    const reopened = await employee.post(`/crm/leads/${typed.id}/reopen`, {})
    expect(reopened.json).toMatchObject({ status: 'contacted', project_type: 'residential' })
    expect((await lossesOf(typed.id)).json.data).toHaveLength(1)
  })

  test('out of reach is no lead; an old version conflicts with what others did', async () => {
    const theirs = await admin.lead({ ...lost(), assigned_to: firm.staff.salespeople[5]?.id })
    expect((await employee.post(`/crm/leads/${theirs.id}/reopen`, {})).status).toBe(404)
    expect((await lossesOf(theirs.id)).status).toBe(404)
    const lead = await employee.lead(lost())
    await admin.post(`/crm/leads/${lead.id}/reopen`, {})
    await admin.patch(`/crm/leads/${lead.id}`, lost({ lost_reason: 'Plans put off' }))
    const late = await employee.post(`/crm/leads/${lead.id}/reopen`, {}, { 'if-match': '1' })
    expect([late.status, late.json.type]).toEqual([409, 'edit-conflict'])
  })

  test('reopened by many at once is reopened once', async () => {
    const lead = await employee.lead(lost())
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => employee.post(`/crm/leads/${lead.id}/reopen`, {})),
    )
    expect(new Set(answers.map(({ status, json }) => `${status} ${json.version}`))).toEqual(
      new Set(['200 2']),
    )
    const events = await firm.db.rows("SELECT FROM events WHERE lead_id = $1 AND name = 'lead.reopened'", [
      lead.id,
    ])
    expect(events).toHaveLength(1)
  })
})

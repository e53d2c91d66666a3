import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../test/lead-app.ts'
import type { Lead } from '../leads/index.ts'
import type { Activity, FollowUp, TimelineEntry } from './activities.schemas.ts'

type Logged = Activity & Problem & { next: FollowUp | null; completed: FollowUp | null }
interface Timeline {
  data: TimelineEntry[]
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

const mine = (fields = {}) => admin.lead({ assigned_to: repId, ...fields })
const log = (by: Client, body: object, headers = {}) => by.post<Logged>('/crm/activities', body, headers)
const timeline = async (by: Client, leadId: number, query = '') =>
  (await by.get<Timeline>(`/crm/activities/${leadId}${query}`)).json
const leadOf = async (by: Client, id: number) => (await by.get<Lead>(`/crm/leads/${id}`)).json

describe('logging', () => {
  test('what a call changes on its lead is in no index, so that it is written within its page', async () => {
    const indexes = await firm.db.rows(
      `SELECT indexname FROM pg_indexes WHERE tablename = 'leads' AND indexdef ~ 'last_activity_at|row_rev|first_response_at'`,
    )
    expect(indexes).toEqual([])
  })

  test('a call stands on the timeline with the next read, and on the lead without a new version', async () => {
    const lead = await mine()
    const { status, json } = await log(rep, {
      lead_id: lead.id,
      type: 'call',
      note: '  Likes walnut  ',
      outcome: 'interested',
      duration_s: 360,
    })
    expect(status).toBe(201)
    expect(json).toMatchObject({
      type: 'call',
      direction: 'out',
      note: 'Likes walnut',
      outcome: 'interested',
      is_contact: true,
      duration_s: 360,
      user: { id: repId },
      can_edit: true,
    })
    const [first] = (await timeline(rep, lead.id)).data.filter(entry => entry.activity)
    expect(first).toMatchObject({ kind: 'call', activity: { id: json.id, note: 'Likes walnut' } })
    const after = await leadOf(rep, lead.id)
    expect(after.last_activity_at).toBe(json.happened_at)
    // Moved by the first contact, so one version on; nothing else raises it.
    expect([after.stage, after.version]).toEqual(['Contacted', lead.version + 1])
    await log(rep, { lead_id: lead.id, type: 'note', note: 'More' })
    expect((await leadOf(rep, lead.id)).version).toBe(after.version)
  })

  test('a first contact moves a lead only to a stage that waits for it, and only when somebody was reached', async () => {
    const home = await mine({ project_type: 'residential' })
    await log(rep, { lead_id: home.id, type: 'call', outcome: 'Spoke' })
    expect((await leadOf(rep, home.id)).stage).toBe('Inquiry')
    const missed = await mine()
    const { json } = await log(rep, { lead_id: missed.id, type: 'call', outcome: 'No answer' })
    expect(json.is_contact).toBe(false)
    expect((await leadOf(rep, missed.id)).stage).toBe('New')
    await log(rep, { lead_id: missed.id, type: 'call', direction: 'in', note: 'Called back' })
    expect((await leadOf(rep, missed.id)).stage).toBe('Contacted')
  })

  test('a repeat with the same key is one entry; without it two', async () => {
    const lead = await mine()
    const body = { lead_id: lead.id, type: 'note', note: 'Once' }
    const headers = { 'idempotency-key': 'log-once' }
    const [first, second] = [await log(rep, body, headers), await log(rep, body, headers)]
    expect(second.json.id).toBe(first.json.id)
    expect((await timeline(rep, lead.id, '?kind=note')).data).toHaveLength(1)
  })

  test.each([
    ['a note without words', { type: 'note' }, 422, 'note'],
    ['a note with an outcome', { type: 'note', note: 'x', outcome: 'Spoke' }, 422, 'outcome'],
    ['a meeting with a direction', { type: 'meeting', direction: 'in' }, 422, 'direction'],
    ['what is still to come', { type: 'call', happened_at: '2099-01-01T00:00:00Z' }, 422, 'happened_at'],
    ['what nobody remembers', { type: 'call', happened_at: '1900-01-01T00:00:00Z' }, 422, 'happened_at'],
    ['an unknown kind', { type: 'telegram' }, 400, 'type'],
    ['a field that is none', { type: 'call', phone: '98' }, 400, 'phone'],
    ['a negative length', { type: 'call', duration_s: -1 }, 400, 'duration_s'],
    ['somebody who is nobody', { type: 'call', mentions: [99999] }, 422, 'mentions.0'],
    ['a broken next step', { type: 'call', next: { due_at: 'soon' } }, 400, 'next.due_at'],
    [
      'a rule that is none',
      { type: 'call', next: { due_at: '2030-01-01T00:00:00Z', repeat: 'FREQ=MINUTELY' } },
      422,
      'repeat',
    ],
  ])('refuses %s', async (_name, body, status, path) => {
    const lead = await mine()
    const answer = await log(rep, { lead_id: lead.id, ...body })
    expect([answer.status, answer.json.errors?.[0]?.path]).toEqual([status, path])
    expect((await timeline(rep, lead.id)).data.filter(entry => entry.activity)).toEqual([])
  })

  test('offers a salesperson the names of their team and of who heads it, but to own leads only themselves', async () => {
    const names = async (query: string) =>
      (await rep.get<{ data: { name: string }[] }>(`/crm/people${query}`)).json.data.map(({ name }) => name)
    expect(await names('')).toEqual(['Arjun Patil'])
    const nameable = await names('?to=name')
    expect(nameable).toEqual(expect.arrayContaining(['Arjun Patil', 'Priya Deshmukh', 'Sneha Joshi']))
    const theirs = await firm.db.rows<{ name: string }>('SELECT name FROM users WHERE team_id = $1', [
      firm.staff.teams.bengaluruId,
    ])
    expect(nameable.filter(name => theirs.some(one => one.name === name))).toEqual([])
    expect((await rep.get<Problem>('/crm/people?to=all')).json.errors?.[0]?.path).toBe('to')
  })

  test('nothing of a lead out of reach, of a deleted or of no lead', async () => {
    const foreign = await admin.lead({ assigned_to: firm.staff.salespeople[7]?.id })
    const gone = await mine()
    await admin.delete(`/crm/leads/${gone.id}`)
    for (const lead_id of [foreign.id, gone.id, 2_000_000]) {
      expect((await log(rep, { lead_id, type: 'call' })).status).toBe(404)
      expect((await rep.get(`/crm/activities/${lead_id}`)).status).toBe(404)
    }
  })
})

describe('the timeline', () => {
  test('holds moves, edits and hand-overs beside what was logged, by the time it happened, in pages', async () => {
    const lead = await admin.lead()
    await admin.patch(`/crm/leads/${lead.id}`, { budget: 5, assigned_to: repId })
    await admin.patch(`/crm/leads/${lead.id}`, { status: 'qualified' })
    const before = new Date(Date.now() - 86_400_000 * 40).toISOString()
    await log(rep, { lead_id: lead.id, type: 'meeting', note: 'Long ago', happened_at: before })
    await log(rep, { lead_id: lead.id, type: 'whatsapp', note: 'Now' })
    const all = (await timeline(rep, lead.id)).data
    expect(all.map(entry => entry.kind)).toEqual(['whatsapp', 'stage', 'owner', 'edit', 'arrival', 'meeting'])
    const walked: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Timeline = await timeline(rep, lead.id, `?limit=2${cursor && `&cursor=${cursor}`}`)
      walked.push(...page.data.map(entry => entry.id))
      cursor = page.next_cursor
    }
    expect(walked).toEqual(all.map(entry => entry.id))
    const kinds = async (query: string) => (await timeline(rep, lead.id, query)).data.map(entry => entry.kind)
    expect(await kinds('?kind=meeting&kind=stage')).toEqual(['stage', 'meeting'])
    expect(await kinds('?kind=other')).toEqual([])
  })

  test('loses nothing of what was written in one transaction', async () => {
    const lead = await mine()
    await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        log(rep, { lead_id: lead.id, type: 'note', note: `n${i}`, happened_at: '2026-01-01T10:00:00Z' }),
      ),
    )
    const notes: (string | null | undefined)[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Timeline = await timeline(
        rep,
        lead.id,
        `?kind=note&limit=5${cursor && `&cursor=${cursor}`}`,
      )
      notes.push(...page.data.map(entry => entry.activity?.note))
      cursor = page.next_cursor
    }
    expect(notes.toSorted()).toEqual(Array.from({ length: 12 }, (_, i) => `n${i}`).toSorted())
  })

  test('refuses cursors of other lists and made-up ones', async () => {
    const lead = await mine()
    const other = await mine()
    for (const note of ['a', 'b']) await log(rep, { lead_id: lead.id, type: 'note', note })
    const { next_cursor } = await timeline(rep, lead.id, '?limit=1')
    const question = `timeline-${lead.id}-`
    const forged = Buffer.from(JSON.stringify([question, '1e9', 1, "1'"])).toString('base64url')
    for (const [id, cursor] of [
      [other.id, next_cursor],
      [lead.id, forged],
      [lead.id, 'x'],
    ] as const) {
      const answer = await rep.get<Problem>(`/crm/activities/${id}?cursor=${cursor}`)
      expect([answer.status, answer.json.errors?.[0]?.path]).toEqual([400, 'cursor'])
    }
  })
})

describe('entries', () => {
  test('are changed and taken back by who wrote them, and what they said is kept', async () => {
    const lead = await mine()
    const { json } = await log(rep, { lead_id: lead.id, type: 'call', note: 'First words', outcome: 'Spoke' })
    const url = `/crm/activities/entries/${json.id}`
    const edited = await rep.patch<Logged>(url, { note: 'Second words', outcome: 'No answer' })
    expect(edited.json).toMatchObject({ note: 'Second words', is_contact: false, version: 2 })
    expect(edited.json.edited_at).not.toBeNull()
    expect((await rep.delete(url)).status).toBe(204)
    expect((await timeline(rep, lead.id, '?kind=call')).data).toEqual([])
    expect((await rep.patch(url, { note: 'x' })).status).toBe(404)
    const history = await rep.get<{ data: { note: string; replaced_by: { id: number } }[] }>(`${url}/history`)
    expect(history.json.data.map(one => one.note)).toEqual(['Second words', 'First words'])
    expect(history.json.data[0]?.replaced_by.id).toBe(repId)
    expect((await leadOf(rep, lead.id)).last_activity_at).toBeNull()
  })

  test('of others are for whoever logs for more than themselves', async () => {
    const lead = await mine()
    const byAdmin = (await log(admin, { lead_id: lead.id, type: 'note', note: 'Of the admin' })).json
    const byRep = (await log(rep, { lead_id: lead.id, type: 'note', note: 'Of the rep' })).json
    const url = (id: number) => `/crm/activities/entries/${id}`
    expect(byAdmin.can_edit).toBe(true)
    expect((await rep.patch(url(byAdmin.id), { note: 'x' })).status).toBe(403)
    expect((await rep.delete(url(byAdmin.id))).status).toBe(403)
    const manager = await firm.as('manager')
    expect((await manager.patch(url(byRep.id), { note: 'Corrected' })).status).toBe(200)
    await manager.delete(url(byRep.id))
    expect((await (await firm.as('sneha.joshi')).get(`${url(byRep.id)}/history`)).status).toBe(404)
    expect((await timeline(rep, lead.id)).data.some(entry => entry.name === 'activity.deleted')).toBe(true)
  })
})

test('outcomes are what the firm says they are', async () => {
  const before = (await rep.get<{ data: { type: string; label: string }[] }>('/crm/activity-outcomes')).json
  expect(before.data.filter(one => one.type === 'call').map(one => one.label)).toEqual([
    'Spoke',
    'Interested',
    'No answer',
    'Call back later',
    'Not interested',
    'Wrong number',
  ])
  const spoke = { type: 'call', label: 'Left a message', is_contact: false, next_minutes: 60 }
  const twice = await admin.put('/crm/activity-outcomes', {
    data: [spoke, { ...spoke, label: ' left a MESSAGE ' }],
  })
  expect([twice.status, twice.json.errors?.[0]?.path]).toEqual([422, 'data.1.label'])
  expect((await rep.put('/crm/activity-outcomes', { data: [spoke] })).status).toBe(403)
  expect((await admin.put('/crm/activity-outcomes', { data: [spoke] })).status).toBe(200)
  const lead = await mine()
  const { json } = await log(rep, { lead_id: lead.id, type: 'call', outcome: 'Left a message' })
  expect(json.is_contact).toBe(false)
})

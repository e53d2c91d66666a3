import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp, type Problem } from '../../../../test/lead-app.ts'
import type { Duplicate, Lead } from '../leads.schemas.ts'

interface MergedAnswer extends Problem {
  merge_id: number
  undo_until: string
  lead: Lead
}
interface Preview extends Problem {
  winner: Lead
  loser: Lead
  proposed_winner_id: number
  result: Lead
  fields: { field: string; differs: boolean; chosen: string }[]
  custom: { key: string; differs: boolean; chosen: string }[]
  moves: Record<string, number>
}
interface History {
  data: { id: number; name: string; data: Record<string, unknown> }[]
}

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
  const superAdmin = await firm.as('superadmin')
  for (const label of ['Floor', 'Lift', 'View']) {
    await superAdmin.post('/crm/settings/fields', { label, kind: 'text' })
  }
})
afterAll(() => firm.close())

let number = 9_830_000_000
const newPhone = () => `+91${++number}`
const merge = (winner: Lead, loser: Lead, more: object = {}, client = admin) =>
  client.post<MergedAnswer>('/crm/leads/merge', { winner_id: winner.id, loser_id: loser.id, ...more })
const undo = (id: number, client = admin) =>
  client.post<{ winner: Lead; loser: Lead } & Problem>(`/crm/leads/merges/${id}/undo`)
const get = async (id: number) => (await admin.get(`/crm/leads/${id}`)).json
/** Without what every change raises. */
const content = ({
  version: _version,
  updated_at: _updated,
  duplicates: _duplicates,
  ...lead
}: Lead & { duplicates?: unknown }) => lead
const countOf = async (source: string) =>
  (await admin.get<{ total: { count: number } }>(`/crm/leads/counts?source=${source}`)).json.total.count
const owner = (i: number) => firm.staff.salespeople[i]?.id

describe('two leads become one', () => {
  test('what one lacks comes from the other, lists are united, an objection stands', async () => {
    const phones = [newPhone(), newPhone(), newPhone()] as const
    const winner = await admin.lead({
      name: 'Asha Rao',
      phone: phones[0],
      phones: [phones[2]],
      location: 'Pune',
      tags: ['vip', 'hot'],
      consent: { call: true, email: true },
      custom: { floor: '3', lift: 'yes' },
    })
    const loser = await admin.lead({
      name: 'Asha R.',
      phone: phones[1],
      email: 'asha@two.example',
      address: 'B-204, Kumar Society, Baner',
      location: 'Mumbai',
      budget: 900_000,
      tags: ['hot', 'baner'],
      consent: { call: false, sms: true },
      custom: { floor: '4', view: 'park' },
      external_ids: [{ system: 'two', id: '7' }],
      assigned_to: owner(0),
    })
    const { status, json } = await merge(winner, loser)
    expect(status).toBe(200)
    expect(json.lead).toMatchObject({
      id: winner.id,
      name: 'Asha Rao',
      phone: phones[0],
      phones: [phones[2], phones[1]],
      email: 'asha@two.example',
      address: 'B-204, Kumar Society, Baner',
      location: 'Pune',
      budget: 900_000,
      tags: ['vip', 'hot', 'baner'],
      consent: { call: false, email: true, sms: true },
      custom: { floor: '3', lift: 'yes', view: 'park' },
      external_ids: [{ system: 'two', id: '7' }],
      assigned_to: owner(0),
      version: winner.version + 1,
    })
    expect(await get(winner.id)).toEqual(json.lead)
    for (const q of [phones[1], 'asha@two.example']) {
      const found = await admin.get<{ data: Lead[] }>(`/crm/leads?q=${encodeURIComponent(q)}`)
      expect(found.json.data.map(lead => lead.id)).toEqual([winner.id])
    }
  })

  test('of what both have, what was chosen stays; the other phone stays as a further one; values may be new', async () => {
    const [one, other] = [newPhone(), newPhone()]
    const winner = await admin.lead({ name: 'A', phone: one, location: 'Pune', style: 'Modern', budget: 1 })
    const loser = await admin.lead({
      name: 'B',
      phone: other,
      location: 'Surat',
      style: 'Classic',
      budget: 2,
      project_type: 'commercial',
    })
    const { json } = await merge(winner, loser, {
      fields: { name: 'loser', phone: 'loser', style: 'winner', stage: 'loser' },
      values: { budget: 3, location: 'Nashik' },
    })
    expect(json.lead).toMatchObject({
      name: 'B',
      phone: other,
      phones: [one],
      style: 'Modern',
      budget: 3,
      location: 'Nashik',
      project_type: 'commercial',
      stage_id: loser.stage_id,
      pipeline_id: loser.pipeline_id,
    })
  })

  test('of the firm’s own fields each is chosen by itself, and an edit from before the merge is told of it', async () => {
    const winner = await admin.lead({ name: 'W', custom: { floor: '3', lift: 'yes' } })
    const loser = await admin.lead({ name: 'L', custom: { floor: '4', view: 'park' } })
    const choice = { custom: { floor: 'loser' } }
    const body = { winner_id: winner.id, loser_id: loser.id, ...choice }
    const preview = (await admin.post<Preview>('/crm/leads/merge/preview', body)).json
    expect(preview.custom).toEqual([
      { key: 'floor', differs: true, chosen: 'loser' },
      { key: 'lift', differs: false, chosen: 'winner' },
      { key: 'view', differs: false, chosen: 'loser' },
    ])
    expect(preview.result.custom).toEqual({ floor: '4', lift: 'yes', view: 'park' })
    const { json } = await merge(winner, loser, choice)
    expect(json.lead.custom).toEqual({ floor: '4', lift: 'yes', view: 'park' })

    const stale = { 'if-match': String(winner.version) }
    const late = await admin.patch(`/crm/leads/${winner.id}`, { custom: { view: 'road' } }, stale)
    expect([late.status, late.json.type]).toEqual([409, 'edit-conflict'])
    expect((await admin.patch(`/crm/leads/${winner.id}`, { custom: { lift: 'no' } }, stale)).status).toBe(200)
    const { json: apart } = await undo(json.merge_id)
    expect(apart.winner.custom).toEqual({ floor: '3', lift: 'no' })
    expect(apart.loser.custom).toEqual({ floor: '4', view: 'park' })
    const odd = await merge(winner, loser, { custom: { 'no key': 'loser' } })
    expect([odd.status, odd.json.type]).toEqual([400, 'invalid-input'])
  })

  test('who takes the other’s stage sleeps no longer than the other did, until the undo', async () => {
    const [winner, loser] = [await admin.lead({ name: 'W' }), await admin.lead({ name: 'L' })]
    const until = '2031-01-01'
    expect((await admin.put(`/crm/pipelines/${winner.id}/sleep`, { until })).status).toBe(200)
    await admin.patch(`/crm/leads/${loser.id}`, { status: 'lost', lost_reason: 'Price' })
    const { json } = await merge(winner, loser, { fields: { stage: 'loser' } })
    expect(json.lead).toMatchObject({ status: 'lost', sleeps_until: null })
    expect((await undo(json.merge_id)).json.winner).toMatchObject({ status: 'new', sleeps_until: until })
  })

  test('the preview says the same beforehand, proposes who stays, and changes nothing', async () => {
    const full = { email: 'p@q.example', location: 'Pune', style: 'x', source: 'y', language: 'Hindi' }
    const older = await admin.lead({ name: 'Old' })
    const fuller = await admin.lead({ name: 'New', ...full })
    const body = { winner_id: older.id, loser_id: fuller.id, fields: { name: 'loser' } }
    const preview = (await admin.post<Preview>('/crm/leads/merge/preview', body)).json
    expect(preview.proposed_winner_id).toBe(fuller.id)
    expect(preview.fields).toContainEqual({ field: 'name', differs: true, chosen: 'loser' })
    expect(preview.fields).toContainEqual({ field: 'style', differs: false, chosen: 'loser' })
    expect(preview.moves).toEqual({ history: 1, stage_moves: 1 })
    expect([await get(older.id), await get(fuller.id)].map(content)).toEqual([older, fuller].map(content))
    const merged = await merge(older, fuller, { fields: { name: 'loser' } })
    expect(content(merged.json.lead)).toEqual(content(preview.result))
    const even = [await admin.lead({ name: 'E1' }), await admin.lead({ name: 'E2' })]
    const ids = { winner_id: even[1]?.id, loser_id: even[0]?.id }
    const older2 = await admin.post<Preview>('/crm/leads/merge/preview', ids)
    expect(older2.json.proposed_winner_id).toBe(even[0]?.id)
  })

  test('one timeline, one stage history, right counts and pairs', async () => {
    const [phone, source] = [newPhone(), 'merge-counts']
    const third = await admin.lead({ name: 'Third', phone, source })
    const winner = await admin.lead({ name: 'W', source })
    const loser = await admin.lead({ name: 'L', phone, source })
    await admin.patch(`/crm/leads/${loser.id}`, { status: 'contacted' })
    const before = (await admin.get<History>(`/crm/leads/${loser.id}/history`)).json.data
    expect(await countOf(source)).toBe(3)
    await merge(winner, loser)
    expect(await countOf(source)).toBe(2)
    const { data } = (await admin.get<History>(`/crm/leads/${winner.id}/history`)).json
    for (const { id } of before) expect(data.map(entry => entry.id)).toContain(id)
    expect(data[0]?.name).toBe('lead.merged')
    const moves = await firm.db.rows('SELECT lead_id FROM stage_history WHERE lead_id = ANY ($1)', [
      [winner.id, loser.id],
    ])
    expect(moves).toEqual([{ lead_id: winner.id }, { lead_id: winner.id }, { lead_id: winner.id }])
    const pairs = await admin.get<{ duplicates: Duplicate[] }>(`/crm/leads/${third.id}/duplicates`)
    expect(pairs.json.duplicates).toMatchObject([{ lead_id: winner.id, matched_on: 'phone' }])
    const deleted = await admin.get<{ data: Lead[] }>(`/crm/leads?deleted=true&source=${source}`)
    expect(deleted.json.data).toEqual([])
  })

  test('what was logged and planned goes over, and comes back with the undo', async () => {
    const [winner, loser] = [await admin.lead({ name: 'W' }), await admin.lead({ name: 'L' })]
    const due_at = '2031-01-01T10:00:00.000Z'
    await admin.post('/crm/activities', { lead_id: loser.id, type: 'call', note: 'Wants an island' })
    await admin.post('/crm/follow-ups', { lead_id: loser.id, due_at })
    const before = [await get(winner.id), await get(loser.id)]
    const preview = await admin.post<Preview>('/crm/leads/merge/preview', {
      winner_id: winner.id,
      loser_id: loser.id,
    })
    expect(preview.json.moves).toMatchObject({ activities: 1, follow_ups: 1 })
    const { merge_id } = (await merge(winner, loser)).json
    expect(await get(winner.id)).toMatchObject({
      next_activity_at: due_at,
      last_activity_at: before[1]?.last_activity_at,
    })
    const timeline = await admin.get(`/crm/activities/${winner.id}`)
    expect(timeline.text).toContain('Wants an island')
    await undo(merge_id)
    expect([await get(winner.id), await get(loser.id)].map(content)).toEqual(
      before.map(lead => content(lead)),
    )
    const again = await admin.get(`/crm/activities/${winner.id}`)
    expect(again.text).not.toContain('Wants an island')
  })

  test('an edit of the loser is no edit of the winner: an older version still merges', async () => {
    const winner = await admin.lead({ name: 'W', style: 'Modern' })
    const loser = await admin.lead({ name: 'L' })
    for (const style of ['A', 'B', 'C']) await admin.patch(`/crm/leads/${loser.id}`, { style })
    const merged = (await merge(winner, loser)).json.lead
    const edit = await admin.patch(`/crm/leads/${winner.id}`, { style: 'D' }, { 'if-match': '1' })
    expect(merged.style).toBe('Modern')
    expect(edit.status).toBe(200)
  })
})

describe('the losing id leads on', () => {
  test('through several merges, for whoever sees the last winner', async () => {
    const [a, b, c] = [await admin.lead(), await admin.lead(), await admin.lead({ assigned_to: owner(5) })]
    await merge(b, a)
    await merge(c, b)
    for (const { id } of [a, b]) {
      const answer = await admin.get(`/crm/leads/${id}`)
      expect(answer.status).toBe(301)
      expect(answer.headers).toMatchObject({ location: `/crm/leads/${c.id}`, 'cache-control': 'no-store' })
      const employee = await firm.as('employee')
      expect((await employee.get(`/crm/leads/${id}`)).status).toBe(404)
    }
    const writes = [
      admin.patch(`/crm/leads/${a.id}`, { style: 'x' }),
      admin.delete(`/crm/leads/${a.id}`),
      admin.post(`/crm/leads/${a.id}/restore`),
      admin.get<Problem>(`/crm/leads/${a.id}/history`),
      admin.get<Problem>(`/crm/leads/${a.id}/duplicates`),
      admin.get<Problem>(`/crm/leads/${a.id}/household`),
    ]
    for (const { status, json } of await Promise.all(writes)) {
      expect(status).toBe(410)
      expect(json).toMatchObject({ type: 'lead-merged', winner_id: c.id, location: `/crm/leads/${c.id}` })
    }
  })

  test('also when the loser is gone for good', async () => {
    const [winner, loser] = [await admin.lead(), await admin.lead()]
    const { merge_id } = (await merge(winner, loser)).json
    await firm.db.rows('DELETE FROM leads WHERE id = $1', [loser.id])
    expect((await admin.get(`/crm/leads/${loser.id}`)).headers.location).toBe(`/crm/leads/${winner.id}`)
    expect((await undo(merge_id)).status).toBe(422)
  })
})

describe('undone', () => {
  test('both are as they were, with their rows, pairs and counts', async () => {
    const [phone, source] = [newPhone(), 'undo-counts']
    const winner = await admin.lead({ name: 'W', phone, source, tags: ['a'], custom: { floor: '1' } })
    const loser = await admin.lead({
      name: 'L',
      phone: newPhone(),
      email: 'undo@x.example',
      source,
      project_type: 'commercial',
      tags: ['b'],
      external_ids: [{ system: 'undo', id: '1' }],
      assigned_to: owner(1),
      budget: 5,
    })
    const third = await admin.lead({ name: 'T', email: 'undo@x.example', source })
    const before = [await get(winner.id), await get(loser.id)] as const
    const histories = async () =>
      Promise.all(
        [winner, loser].map(async ({ id }) =>
          (await admin.get<History>(`/crm/leads/${id}/history`)).json.data.map(entry => entry.id),
        ),
      )
    const rows = await histories()
    const { merge_id } = (await merge(winner, loser, { fields: { stage: 'loser', owner: 'loser' } })).json
    const answer = await undo(merge_id)
    expect(answer.status).toBe(200)
    const after = [await get(winner.id), await get(loser.id)] as const
    expect(after.map(content)).toEqual(before.map(content))
    expect(answer.json).toEqual({ winner: after[0], loser: after[1] })
    const [ofWinner, ofLoser] = await histories()
    expect(ofWinner).toEqual(expect.arrayContaining(rows[0] ?? []))
    expect(ofLoser).toEqual(expect.arrayContaining(rows[1] ?? []))
    expect(ofWinner?.some(id => rows[1]?.includes(id))).toBe(false)
    expect(await countOf(source)).toBe(3)
    const pairs = await admin.get<{ duplicates: Duplicate[] }>(`/crm/leads/${third.id}/duplicates`)
    expect(pairs.json.duplicates).toMatchObject([{ lead_id: loser.id, matched_on: 'email' }])
    const found = await admin.get<{ data: Lead[] }>('/crm/leads?q=undo@x.example')
    expect(found.json.data.map(lead => lead.id).sort()).toEqual([loser.id, third.id].sort())
    // A repeat answers the same.
    expect((await undo(merge_id)).json).toEqual(answer.json)
    expect((await admin.patch(`/crm/leads/${loser.id}`, { style: 'again' })).status).toBe(200)
  })

  test('what was changed since stays, and what came since is the winner’s', async () => {
    const winner = await admin.lead({ name: 'W' })
    const loser = await admin.lead({ name: 'L', style: 'Modern', budget: 7, email: 'since@x.example' })
    const { merge_id } = (await merge(winner, loser)).json
    await admin.patch(`/crm/leads/${winner.id}`, { style: 'Classic', source: 'Later' })
    const { json } = await undo(merge_id)
    expect(json.winner).toMatchObject({ style: 'Classic', source: 'Later', budget: null, email: null })
    expect(json.loser).toMatchObject({ style: 'Modern', budget: 7, email: 'since@x.example' })
  })

  test('tags and phones that came with the merge go, those that somebody added stay', async () => {
    const [own, other, later] = [newPhone(), newPhone(), newPhone()]
    const winner = await admin.lead({ name: 'W', phone: own, tags: ['mine'] })
    const loser = await admin.lead({ name: 'L', phone: other, tags: ['theirs'] })
    const { merge_id } = (await merge(winner, loser)).json
    const added = { tags: ['mine', 'theirs', 'later'], phones: [other, later] }
    expect((await admin.patch(`/crm/leads/${winner.id}`, added)).status).toBe(200)
    const { json } = await undo(merge_id)
    expect(json.winner).toMatchObject({
      phone: own,
      phones: [later],
      tags: ['mine', 'later'],
      is_duplicate: false,
    })
    expect(json.loser).toMatchObject({ phone: other, tags: ['theirs'] })
  })

  test('a chain step by step, the last merge first', async () => {
    const [a, b, c] = [
      await admin.lead({ name: 'A', tags: ['a'] }),
      await admin.lead({ name: 'B', tags: ['b'] }),
      await admin.lead({ name: 'C', tags: ['c'] }),
    ]
    const first = (await merge(b, a)).json
    const second = (await merge(c, b)).json
    expect(second.lead.tags.toSorted()).toEqual(['a', 'b', 'c'])
    const early = await undo(first.merge_id)
    expect([early.status, early.json.type]).toEqual([422, 'rule-violated'])
    expect(early.json.detail).toContain('Undo that merge first')
    expect((await undo(second.merge_id)).status).toBe(200)
    expect((await undo(first.merge_id)).status).toBe(200)
    for (const lead of [a, b, c]) {
      expect(content(await get(lead.id))).toEqual(content(lead))
      const { data } = (await admin.get<History>(`/crm/leads/${lead.id}/history`)).json
      expect(data.filter(entry => entry.name === 'lead.created')).toHaveLength(1)
      expect(data.every(entry => !('merged_from' in entry.data))).toBe(true)
    }
  })

  test.each([
    ['something else was merged into it since', async (winner: Lead) => merge(winner, await admin.lead())],
    ['the lead was deleted since', (winner: Lead) => admin.delete(`/crm/leads/${winner.id}`)],
    [
      '30 days have passed',
      () => firm.db.rows("UPDATE lead_merges SET merged_at = now() - interval '31 days'"),
    ],
  ])('not when %s', async (_what, spoil) => {
    const [winner, loser] = [await admin.lead(), await admin.lead()]
    const { merge_id } = (await merge(winner, loser)).json
    await spoil(winner)
    const answer = await undo(merge_id)
    expect([answer.status, answer.json.type]).toEqual([422, 'rule-violated'])
    expect(answer.json.detail).toMatch(/since|30 days/)
  })
})

describe('refused', () => {
  test('who may not merge; leads out of reach; a lead and itself; deleted ones', async () => {
    const [one, other] = [await admin.lead({ assigned_to: owner(0) }), await admin.lead()]
    for (const login of ['manager', 'employee']) {
      expect((await merge(one, other, {}, await firm.as(login))).status).toBe(403)
    }
    expect((await merge(one, one)).json.errors?.[0]?.path).toBe('loser_id')
    expect((await merge(one, { ...other, id: 999_999 })).status).toBe(404)
    await admin.delete(`/crm/leads/${other.id}`)
    expect((await merge(one, other)).status).toBe(404)
    expect((await undo(999_999)).status).toBe(404)
  })

  test('who may merge in a team does so there and nowhere else', async () => {
    await firm.db.rows(
      `INSERT INTO permissions (role_id, module_name, action, allowed, scope)
       SELECT id, 'CRM', 'merge', true, 'team' FROM roles WHERE name = 'Manager'
       ON CONFLICT (role_id, module_name, action) DO UPDATE SET allowed = true, scope = 'team'`,
    )
    const manager = await firm.as('manager')
    const mine = await Promise.all([0, 0].map(i => admin.lead({ assigned_to: owner(i) })))
    const theirs = await admin.lead({ assigned_to: owner(6) })
    const [one, other] = mine as [Lead, Lead]
    expect((await merge(one, theirs, {}, manager)).status).toBe(404)
    expect((await merge(theirs, one, {}, manager)).status).toBe(404)
    const { status, json } = await merge(one, other, {}, manager)
    expect(status).toBe(200)
    expect((await undo(json.merge_id, manager)).status).toBe(200)
    const far = (await merge(theirs, await admin.lead())).json
    expect((await undo(far.merge_id, manager)).status).toBe(404)
  })

  test('a client is never merged away, nor moved back', async () => {
    const [client, other] = [await admin.lead(), await admin.lead()]
    await firm.db.rows(
      `UPDATE leads SET status = 'converted', stage_id = (SELECT id FROM stages WHERE category = 'converted' AND pipeline_id = leads.pipeline_id)
       WHERE id = $1`,
      [client.id],
    )
    expect((await merge(other, client)).json.errors?.[0]?.path).toBe('winner_id')
    expect((await merge(client, other, { fields: { stage: 'loser' } })).json.errors?.[0]?.path).toBe(
      'fields.stage',
    )
    expect((await merge(client, other)).json.lead.status).toBe('converted')
  })
})

describe('at the same time', () => {
  test('a repeat is the same merge; of two ways round one wins', async () => {
    const [one, other] = [await admin.lead(), await admin.lead()]
    const answers = await Promise.all([1, 2, 3].map(() => merge(one, other)))
    expect(new Set(answers.map(answer => answer.json.merge_id)).size).toBe(1)
    const [a, b] = [await admin.lead(), await admin.lead()]
    const round = await Promise.all([merge(a, b), merge(b, a)])
    expect(round.map(answer => answer.status).sort()).toEqual([200, 404])
  })

  test('overlapping merges and edits end whole: one lead is left, with everything', async () => {
    const phone = newPhone()
    const leads: Lead[] = []
    for (let i = 0; i < 5; i++) leads.push(await admin.lead({ phone, tags: [`t${i}`] }))
    const pairs = leads.flatMap((winner, i) => leads.slice(i + 1).map(loser => [winner, loser] as const))
    const work = pairs.flatMap(([winner, loser]) => [
      merge(winner, loser),
      admin.patch(`/crm/leads/${loser.id}`, { phones: [newPhone()] }),
    ])
    for (const { status } of await Promise.all(work)) expect([200, 404, 410]).toContain(status)
    for (const [winner, loser] of pairs) await merge(winner, loser)
    expect((await get(leads[0]?.id ?? 0)).tags.toSorted()).toEqual(['t0', 't1', 't2', 't3', 't4'])
    const living = await firm.db.rows('SELECT id FROM leads WHERE id = ANY ($1) AND deleted_at IS NULL', [
      leads.map(lead => lead.id),
    ])
    expect(living).toEqual([{ id: leads[0]?.id }])
  })
})

test('the list of merges tells what can be undone, and nothing of it is kept in clear', async () => {
  const winner = await admin.lead({ name: 'Listed', phone: newPhone() })
  const loser = await admin.lead({ name: 'Gone', email: 'clear@nowhere.example' })
  const { merge_id, undo_until } = (await merge(winner, loser)).json
  const { json } = await admin.get<{ data: object[] }>(`/crm/leads/merges?lead_id=${winner.id}`)
  expect(json.data).toMatchObject([
    {
      id: merge_id,
      winner: { id: winner.id, name: 'Listed' },
      loser: { id: loser.id, name: 'Gone' },
      undo_until,
    },
  ])
  const [row] = await firm.db.rows<{ memory: Buffer }>('SELECT memory FROM lead_merges WHERE id = $1', [
    merge_id,
  ])
  expect(row?.memory.toString('latin1')).not.toContain('nowhere')
  const audit = await firm.db.rows(
    "SELECT record_id FROM audit_logs WHERE action = 'merged_leads' AND record_id = $1",
    [winner.id],
  )
  expect(audit).toHaveLength(1)
})

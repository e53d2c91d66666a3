import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type LeadApp, openLeadApp } from '../../../test/lead-app.ts'
import type { Lead } from './leads.schemas.ts'

let firm: LeadApp
let admin: Client
beforeAll(async () => {
  firm = await openLeadApp()
  admin = await firm.as('admin')
})
afterAll(() => firm.close())

const urlOf = (lead: { id: number }) => `/crm/leads/${lead.id}`

test('only what is mentioned changes, null empties, and the version rises by one', async () => {
  const lead = await admin.lead({
    name: 'Asha',
    email: 'a@b.example',
    phone: '9812300001',
    budget: 5,
    tags: ['x'],
    location: 'Pune',
  })
  const { json, headers } = await admin.patch(urlOf(lead), {
    email: null,
    budget: 10.005,
    tags: [' y ', 'y'],
  })
  const { updated_at, ...rest } = { ...lead, duplicates: undefined }
  expect(json).toMatchObject({
    ...JSON.parse(JSON.stringify(rest)),
    email: null,
    budget: 10.01,
    tags: ['y'],
    version: 2,
  })
  expect(headers.etag).toBe('"2"')
  expect((await admin.get(urlOf(lead))).json).toEqual(json)
})

test('a repeat changes nothing, not even the version', async () => {
  const lead = await admin.lead({ phone: '9812300002' })
  const patch = {
    name: 'Asha Rao',
    budget: 10.005,
    phone: '+91 98123 00002',
    tags: ['VIP', 'vip'],
    status: 'contacted',
  }
  const first = await admin.patch(urlOf(lead), patch)
  const second = await admin.patch(urlOf(lead), patch)
  expect(second.json).toEqual(first.json)
  const events = await firm.db.rows("SELECT 1 FROM events WHERE lead_id = $1 AND name = 'lead.updated'", [
    lead.id,
  ])
  expect(events).toHaveLength(1)
})

describe('If-Match', () => {
  const edit = (lead: Lead, patch: object, ifMatch?: string) =>
    admin.patch(urlOf(lead), patch, ifMatch === undefined ? {} : { 'if-match': ifMatch })

  test.each(['1', '"1"', 'W/"1"', '*', undefined])('%s fits the first version', async ifMatch => {
    const lead = await admin.lead()
    expect((await edit(lead, { style: 'modern' }, ifMatch)).status).toBe(200)
  })

  test.each(['abc', '"1', '0', '-1', '1.5', '99999999999', ''])('%j is none', async ifMatch => {
    const lead = await admin.lead()
    const { status, json } = await edit(lead, { style: 'modern' }, ifMatch)
    expect([status, json.errors?.[0]?.path]).toEqual([400, 'if-match'])
    expect((await admin.get(urlOf(lead))).json.version).toBe(1)
  })

  test('fields that others did not touch merge', async () => {
    const lead = await admin.lead({ style: 'old', source: 'web', email: 'a@b.example' })
    await edit(lead, { style: 'modern' }, '1')
    await edit(lead, { phone: '9812300003' })
    const merged = await edit(lead, { source: 'fair', email: 'c@d.example' }, '1')
    expect(merged.status).toBe(200)
    expect(merged.json).toMatchObject({
      style: 'modern',
      source: 'fair',
      phone: '+919812300003',
      email: 'c@d.example',
      version: 4,
    })
  })

  test('the same change by two is no conflict', async () => {
    const lead = await admin.lead({ style: 'old' })
    await edit(lead, { style: 'modern' }, '1')
    expect((await edit(lead, { style: 'modern' }, '1')).json).toMatchObject({ style: 'modern', version: 2 })
  })

  test('a true conflict shows both values and writes nothing', async () => {
    const lead = await admin.lead({ style: 'old', budget: 1, source: 'web' })
    await edit(lead, { style: 'modern', budget: 2 }, '1')
    const { status, json } = await edit(lead, { style: 'classic', budget: 3, source: 'fair' }, '1')
    expect(status).toBe(409)
    expect(json).toMatchObject({
      type: 'edit-conflict',
      version: 2,
      current: { style: 'modern', budget: 2 },
      yours: { style: 'classic', budget: 3 },
    })
    expect(json.errors?.map(error => error.path).sort()).toEqual(['budget', 'style'])
    expect((await admin.get(urlOf(lead))).json).toMatchObject({ style: 'modern', budget: 2, source: 'web' })
  })

  test('a version that is not there yet conflicts', async () => {
    const lead = await admin.lead()
    expect((await edit(lead, { style: 'modern' }, '7')).status).toBe(409)
  })

  test('of two at once one wins, and the other hears of it', async () => {
    const lead = await admin.lead({ style: 'old' })
    const answers = await Promise.all(['a', 'b'].map(style => edit(lead, { style }, '1')))
    expect(answers.map(answer => answer.status).sort()).toEqual([200, 409])
  })
})

describe('status and stage', () => {
  const moves = (lead: Lead) =>
    firm.db.rows<{ from: string; to: string }>(
      `SELECT f.name AS from, t.name AS to FROM stage_history h
       LEFT JOIN stages f ON f.id = from_stage_id JOIN stages t ON t.id = to_stage_id
       WHERE lead_id = $1 AND from_stage_id IS NOT NULL ORDER BY h.id`,
      [lead.id],
    )

  test('a status moves to the first stage of its kind, and the way is kept', async () => {
    const lead = await admin.lead({ project_type: 'commercial' })
    expect((await admin.patch(urlOf(lead), { status: 'qualified' })).json.stage).toBe('Negotiation')
    const [signed] = await firm.db.rows<{ id: number }>(
      "SELECT id FROM stages WHERE pipeline_id = $1 AND name = 'Contract Signed'",
      [lead.pipeline_id],
    )
    const moved = await admin.patch(urlOf(lead), { stage_id: signed?.id })
    expect(moved.json).toMatchObject({ stage: 'Contract Signed', status: 'qualified' })
    expect(moved.json.stage_entered_at > lead.stage_entered_at).toBe(true)
    // A stage of that status it is in already.
    expect((await admin.patch(urlOf(lead), { status: 'qualified' })).json.version).toBe(3)
    expect(await moves(lead)).toEqual([
      { from: 'Inquiry', to: 'Negotiation' },
      { from: 'Negotiation', to: 'Contract Signed' },
    ])
  })

  test('converted is reached by the conversion only', async () => {
    const lead = await admin.lead()
    const [stage] = await firm.db.rows<{ id: number }>(
      "SELECT id FROM stages WHERE pipeline_id = $1 AND category = 'converted'",
      [lead.pipeline_id],
    )
    for (const patch of [{ status: 'converted' }, { stage_id: stage?.id }]) {
      const { status, json } = await admin.patch(urlOf(lead), patch)
      expect([status, json.type]).toEqual([422, 'conversion-required'])
    }
    expect(await moves(lead)).toEqual([])
  })

  test('lost needs a reason, keeps it, and forgets it when the lead comes back', async () => {
    const lead = await admin.lead()
    const without = await admin.patch(urlOf(lead), { status: 'lost' })
    expect([without.status, without.json.errors?.[0]?.path]).toEqual([422, 'lost_reason'])
    const lost = await admin.patch(urlOf(lead), { status: 'lost', lost_reason: 'Price' })
    expect(lost.json).toMatchObject({ status: 'lost', stage: 'Lost', lost_reason: 'Price' })
    const emptied = await admin.patch(urlOf(lead), { lost_reason: null })
    expect([emptied.status, emptied.json.errors?.[0]?.path]).toEqual([422, 'lost_reason'])
    expect((await admin.patch(urlOf(lead), { lost_reason: 'Too far' })).json.lost_reason).toBe('Too far')
    expect((await admin.patch(urlOf(lead), { status: 'new' })).json).toMatchObject({
      stage: 'New',
      lost_reason: null,
    })
  })

  test('another project type takes the lead to the corresponding stage', async () => {
    const lead = await admin.lead({ status: 'qualified' })
    const steps = [
      ['residential', 'Quote Sent'],
      ['commercial', 'Negotiation'],
      ['high_budget', 'Concept Presentation'],
      [null, 'Qualified'],
    ] as const
    for (const [project_type, stage] of steps) {
      const { json } = await admin.patch(urlOf(lead), { project_type })
      expect([json.stage, json.status]).toEqual([stage, 'qualified'])
    }
    expect((await moves(lead)).map(move => move.to)).toEqual(steps.map(step => step[1]))
  })

  test('a stage of another pipeline, or against the status, is refused', async () => {
    const lead = await admin.lead()
    const foreign = await admin.lead({ project_type: 'residential' })
    const strange = await admin.patch(urlOf(lead), { stage_id: foreign.stage_id })
    expect([strange.status, strange.json.errors?.[0]?.path]).toEqual([422, 'stage_id'])
    const contradiction = await admin.patch(urlOf(lead), { stage_id: lead.stage_id, status: 'lost' })
    expect([contradiction.status, contradiction.json.errors?.[0]?.path]).toEqual([422, 'status'])
  })
})

test('Idempotency-Key: an edit is made once', async () => {
  const lead = await admin.lead()
  const key = { 'idempotency-key': `edit-${lead.id}` }
  const first = await admin.patch(urlOf(lead), { style: 'a' }, key)
  await admin.patch(urlOf(lead), { style: 'b' })
  expect((await admin.patch(urlOf(lead), { style: 'a' }, key)).json).toEqual(first.json)
  expect((await admin.get(urlOf(lead))).json.style).toBe('b')
})

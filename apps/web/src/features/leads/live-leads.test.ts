import type { LiveLead } from '@optimwalls/contract'
import { describe, expect, it } from 'vitest'
import type { Lead } from './lead.ts'
import { applyFrame, belongs } from './live-leads.ts'

const frame: LiveLead = {
  id: 1,
  version: 4,
  row_rev: 9,
  name: 'Asha Nair',
  status: 'contacted',
  pipeline_id: 1,
  stage_id: 2,
  stage_entered_at: '2026-11-23T10:00:00.000Z',
  position: 1_048_576,
  sleeps_until: null,
  woke_at: null,
  score: 62,
  priority: 77,
  assigned_to: 7,
  owner: { id: 7, name: 'Rohan Deshpande' },
  team_id: 1,
  location: 'Pune',
  project_type: 'residential',
  property_type: null,
  configuration: '3 BHK',
  possession_date: null,
  source: 'Website',
  budget: 2_250_000,
  currency: 'INR',
  tags: ['villa'],
  is_duplicate: false,
  next_activity_at: null,
  last_activity_at: null,
  response_due_at: null,
  in_household: false,
  created_at: '2026-11-20T10:00:00.000Z',
  updated_at: '2026-11-23T10:00:00.000Z',
}

const { row_rev: _rowRev, position: _position, woke_at: _wokeAt, ...cardFields } = frame
const shown = {
  ...cardFields,
  version: 3,
  updated_at: '2026-11-22T10:00:00.000Z',
  phone: '+919812345678',
  stage: 'New',
} as Lead

describe('applyFrame', () => {
  const stages = new Map([[2, 'Home Visit']])

  it('changes the card fields and keeps the rest', () => {
    expect(applyFrame(shown, { ...frame, budget: 5 }, stages)).toMatchObject({
      version: 4,
      budget: 5,
      stage: 'Home Visit',
      phone: '+919812345678',
    })
  })

  it('ignores a frame that is older than the row', () => {
    expect(applyFrame(shown, { ...frame, version: 2 }, stages)).toBe(shown)
    expect(applyFrame(shown, { ...frame, version: 3, updated_at: '2026-11-01T00:00:00.000Z' }, stages)).toBe(
      shown,
    )
  })
})

describe('belongs', () => {
  it.each([
    [{}, true],
    [{ status: ['contacted' as const], location: ['Pune', 'Mumbai'] }, true],
    [{ status: ['new' as const] }, false],
    [{ assigned_to: ['7'] }, true],
    [{ assigned_to: ['none'] }, false],
    [{ budget_min: 1_000_000, budget_max: 2_000_000 }, false],
    [{ score_min: 62 }, true],
    [{ tag: ['flat', 'villa'] }, true],
    [{ created_from: '2026-11-21' }, false],
    [{ created_to: '2026-11-20' }, true],
    [{ duplicates: true as const }, false],
    [{ deleted: true as const }, false],
    [{ q: 'asha' }, undefined],
    [{ q: 'asha', status: ['lost' as const] }, false],
  ])('%j: %s', (filters, answer) => {
    expect(belongs(frame, filters)).toBe(answer)
  })

  it('takes a lead without the value out of a range', () => {
    expect(belongs({ ...frame, score: null }, { score_max: 50 })).toBe(false)
    expect(belongs({ ...frame, assigned_to: null }, { assigned_to: ['none'] })).toBe(true)
  })
})

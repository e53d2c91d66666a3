import { expect, it } from 'vitest'
import type { Activity, TimelineEntry } from './activity.ts'
import { activitySentence, lengthOf, planSentence } from './timeline-sentence.ts'

const asha = { id: 1, name: 'Asha Nair' }
const base: Activity = {
  id: 1,
  lead_id: 1,
  type: 'call',
  direction: 'out',
  note: null,
  outcome: null,
  is_contact: true,
  duration_s: null,
  mentions: [],
  attachments: [],
  user: asha,
  happened_at: '2026-11-23T10:00:00Z',
  created_at: '2026-11-23T10:00:00Z',
  edited_at: null,
  can_edit: true,
  version: 1,
}

it.each([
  [{ outcome: 'Spoke', duration_s: 360 }, 'called, spoke, 6 min'],
  [{}, 'called, spoke'],
  [{ outcome: 'No answer', is_contact: false }, 'called: no answer'],
  [{ direction: 'in' as const, outcome: 'Interested' }, 'took a call: interested'],
  [
    { type: 'site_visit' as const, outcome: 'Measured', duration_s: 2880 },
    'visited the site: measured, 48 min',
  ],
  [{ type: 'whatsapp' as const, outcome: 'Sent' }, 'wrote on WhatsApp'],
  [{ type: 'note' as const }, 'wrote a note'],
])('%j', (fields, what) => {
  expect(activitySentence({ ...base, ...fields })).toEqual({ who: 'Asha Nair', what })
})

it.each([
  [40, '40 s'],
  [360, '6 min'],
  [3600, '1 h'],
  [4800, '1 h 20 min'],
])('%i seconds are %s', (seconds, words) => {
  expect(lengthOf(seconds)).toBe(words)
})

it('tells of follow-ups, and nothing of what others tell', () => {
  const entry = (name: string, data: TimelineEntry['data']): TimelineEntry => ({
    id: 'e1',
    kind: 'follow_up',
    name,
    at: base.happened_at,
    actor: asha,
    activity: null,
    data,
  })
  const planned = planSentence(entry('follow_up.created', { kind: 'email', due_at: '2020-01-07T10:00:00Z' }))
  expect(planned?.what).toBe('planned an e-mail for 7 Jan 2020')
  const kickOff = { kind: 'email', due_at: '2020-01-07T10:00:00Z', kick_off: true }
  expect(planSentence(entry('follow_up.created', kickOff))?.what).toBe(
    'The kick-off planned an e-mail for 7 Jan 2020',
  )
  const titled = { ...kickOff, kind: 'site_visit', title: 'Measure the rooms' }
  expect(planSentence(entry('follow_up.created', titled))?.what).toBe(
    'The kick-off planned “Measure the rooms” for 7 Jan 2020',
  )
  expect(planSentence(entry('follow_up.done', titled))?.what).toBe('finished “Measure the rooms”')
  expect(planSentence(entry('follow_up.done', { kind: 'whatsapp' }))?.what).toBe(
    'finished a WhatsApp message',
  )
  expect(planSentence(entry('lead.updated', {}))).toBeNull()
})

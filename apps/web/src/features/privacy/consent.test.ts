import { expect, test } from 'vitest'
import type { ConsentEntry } from './api.ts'
import { standingWords } from './consent.ts'

const entry = (channel: ConsentEntry['channel'], given: boolean | null, is_current = true): ConsentEntry => ({
  id: 1,
  purpose_id: 1,
  purpose: 'Offers',
  purpose_version: 1,
  channel,
  given,
  source: 'hand',
  note: null,
  at: '2026-05-03T10:00:00Z',
  recorded_by: null,
  is_current,
})

test.each([
  [[], 'Not asked'],
  [
    [entry('email', true), entry('call', true), entry('sms', false)],
    'Agreed to e-mail, calls; objected to SMS',
  ],
  [[entry('whatsapp', false)], 'Objected to WhatsApp'],
  [[entry('any', true), entry('any', false, false)], 'Agreed'],
  [[entry('email', null)], 'Not asked'],
])('what holds in a line: %#', (entries, words) => {
  expect(standingWords(entries)).toBe(words)
})

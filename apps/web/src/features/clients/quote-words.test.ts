import { expect, test } from 'vitest'
import { changeWords, nextStatuses } from './quote-words.ts'
import type { Quote } from './quotes-api.ts'

const QUOTE: Quote = {
  id: 1,
  lead_id: 1,
  version: 2,
  amount: 1_150_000,
  change: null,
  quoted_on: '2026-11-02',
  status: 'sent',
  is_current: true,
  is_of_client: false,
  merged_from: null,
  file: null,
  created_by: null,
  created_at: '2026-11-02T10:00:00.000Z',
}

test.each([
  [null, null],
  [0, 'as much as version 1'],
  [-50_000, '₹50,000 less than version 1 (−4.2 %)'],
  [150_000, '₹1,50,000 more than version 1 (+15 %)'],
])('a change of %s is told as %s', (change, words) => {
  expect(changeWords({ ...QUOTE, change }, 'INR')).toBe(words)
})

test('nothing is said any more of a quote that made a client, or that came with a merge', () => {
  expect(nextStatuses(QUOTE)).toEqual(['accepted', 'declined'])
  expect(nextStatuses({ ...QUOTE, is_of_client: true })).toEqual([])
  expect(nextStatuses({ ...QUOTE, merged_from: 7 })).toEqual([])
})

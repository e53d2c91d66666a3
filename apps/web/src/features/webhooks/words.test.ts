import { expect, test } from 'vitest'
import type { Webhook } from './api.ts'
import { countWords, healthOf, outcomeWords, shortUrl, typeWords } from './words.ts'

test('what came of a try is said in words', () => {
  expect(outcomeWords({ last_status: 500, last_error: null })).toBe('Status 500')
  expect(outcomeWords({ last_status: null, last_error: 'timeout' })).toBe('no answer in 10 seconds')
  expect(outcomeWords({ last_status: null, last_error: 'something-new' })).toBe('something-new')
  expect(outcomeWords({ last_status: null, last_error: null })).toBe('Not tried yet')
  expect([typeWords('webhook.test'), typeWords('lead.lost')]).toEqual(['Test', 'A lead is lost'])
})

test('messages are counted to a thousand', () => {
  expect([0, 1000, 1001].map(countWords)).toEqual(['0', '1000', '1,000+'])
})

test('the health of an endpoint is what matters most of it', () => {
  const well = { is_active: true, failing_since: null, last_attempt: { at: '', is_success: true } } as Webhook
  expect(healthOf(well)).toBe('good')
  expect(healthOf({ ...well, last_attempt: null })).toBe('new')
  expect(healthOf({ ...well, failing_since: '2026-11-27T08:00:00Z' })).toBe('failing')
  expect(healthOf({ ...well, is_active: false, failing_since: '2026-11-27T08:00:00Z' })).toBe('paused')
})

test('an address is told without what all of them have', () => {
  expect(shortUrl('https://hooks.example/')).toBe('hooks.example')
  expect(shortUrl('http://erp.local/crm')).toBe('http://erp.local/crm')
})

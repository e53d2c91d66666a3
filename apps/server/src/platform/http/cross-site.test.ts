import { expect, test } from 'vitest'
import { refuseCrossSite, trustedOrigins } from './cross-site.ts'

const trusted = trustedOrigins('https://crm.example/', 3000)
const cookie = 'session=1'
const isRefused = (method: string, headers: Record<string, string>) => {
  try {
    refuseCrossSite(method, headers, trusted)
    return false
  } catch {
    return true
  }
}

test.each([
  ['the public address', { cookie, origin: 'https://crm.example', 'sec-fetch-site': 'same-origin' }],
  ['localhost', { cookie, origin: 'http://localhost:3000' }],
  ['127.0.0.1', { cookie, origin: 'http://127.0.0.1:3000' }],
  ['a program with a session', { cookie }],
  ['a program with a key', { authorization: 'Bearer x', origin: 'app://desktop' }],
  ['the address bar', { cookie, 'sec-fetch-site': 'none' }],
])('lets %s write', (_, headers) => {
  expect(isRefused('POST', headers)).toBe(false)
})

test.each([
  ['another site', { cookie, origin: 'https://evil.example' }],
  ['another site without a session', { origin: 'https://evil.example' }],
  [
    'another site that brings a key and the cookie',
    { cookie, authorization: 'x', origin: 'https://evil.example' },
  ],
  ['another port', { cookie, origin: 'http://localhost:3001' }],
  ['http for https', { cookie, origin: 'http://crm.example' }],
  ['a hidden origin', { cookie, origin: 'null' }],
  ['a form of another site', { cookie, 'sec-fetch-site': 'cross-site' }],
  ['a form of a neighbouring site', { cookie, 'sec-fetch-site': 'same-site' }],
])('refuses a write from %s', (_, headers) => {
  expect(['POST', 'PUT', 'PATCH', 'DELETE'].every(method => isRefused(method, headers))).toBe(true)
  expect(isRefused('GET', headers)).toBe(false)
})

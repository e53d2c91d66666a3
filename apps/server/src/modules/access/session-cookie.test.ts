import { expect, test } from 'vitest'
import { createSessionCookie } from './session-cookie.ts'

const TOKEN = 'YFHfSwgOHtsVMdgpfw9tNXg5lYAIw0da'
const WEEK = 604_800
const cookie = createSessionCookie('secret', 'http://localhost:3000', WEEK)
const pair = cookie.renew(TOKEN).split(';')[0] ?? ''

test('what it signs it reads', () => {
  expect(cookie.tokenOf(pair)).toBe(TOKEN)
  expect(cookie.tokenOf(`theme=dark; ${pair}; other=1`)).toBe(TOKEN)
})

test.each([
  ['no header', undefined],
  ['an empty header', ''],
  ['another cookie', 'theme=dark'],
  ['no value', `${cookie.name}=`],
  ['no signature', `${cookie.name}=${TOKEN}`],
  ['an empty signature', `${cookie.name}=${TOKEN}.`],
  ['only a signature', `${cookie.name}=.abc`],
  ['another token under the signature', pair.replace(TOKEN, 'x'.repeat(32))],
  ['a cut signature', pair.slice(0, -6)],
  ['a broken escape', `${cookie.name}=%E0%A4%A`],
  ['a name that only begins alike', `${cookie.name}2=${pair.slice(cookie.name.length + 1)}`],
  ['a name that only ends alike', `x${pair}`],
  [
    'the signature of another secret',
    createSessionCookie('other', 'http://localhost:3000', WEEK).renew(TOKEN),
  ],
])('%s is nobody', (_name, header) => {
  expect(cookie.tokenOf(header)).toBeNull()
})

test('pages cannot read it, other sites do not send it, and it lasts a week', () => {
  expect(cookie.renew(TOKEN)).toMatch(/; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/)
  expect(cookie.clear()).toMatch(/=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/)
})

test('over https it is sent over https alone, and taken from this very host', () => {
  const secure = createSessionCookie('secret', 'https://crm.example', WEEK)
  expect(secure.name).toBe('__Host-optimwalls.session_token')
  expect(secure.renew(TOKEN)).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Secure$/)
  expect(secure.clear()).toMatch(/; Secure$/)
})

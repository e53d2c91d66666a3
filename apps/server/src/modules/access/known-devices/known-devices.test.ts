import { afterAll, beforeAll, expect, test } from 'vitest'
import { cookieOf, createTestAccess, type TestAccess } from '../../../../test/access.ts'
import { DEMO_PASSWORD } from '../index.ts'
import { roughAddress } from './rough-address.ts'

let t: TestAccess
beforeAll(async () => {
  t = await createTestAccess({ now: () => new Date('2026-03-01T10:00:00Z') })
})
afterAll(() => t.close())

const CHROME = 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36'

async function signIn(login: string, cookie = '', remoteAddress = '203.0.113.7') {
  t.mails.length = 0
  const answer = await t.http.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload: { email: `${login}@demo.optimwalls.example`, password: DEMO_PASSWORD },
    headers: { 'user-agent': CHROME, cookie },
    remoteAddress,
  })
  expect(answer.statusCode).toBe(200)
  const cookies = [answer.headers['set-cookie'] ?? []].flat()
  const device = cookies.find(each => each.startsWith('optimwalls.device=')) ?? ''
  return { device, cookie: cookieOf(device), mails: [...t.mails] }
}

/** No account of the demo, which nobody is mailed about. */
const asReal = (login: string) =>
  t.db.rows('UPDATE users SET is_demo = false WHERE email = $1', [`${login}@demo.optimwalls.example`])

test('a sign-in from a browser not used before is mailed, but for the first of all', async () => {
  await asReal('manager')
  const first = await signIn('manager')
  expect(first.mails).toEqual([])
  expect(first.device).toMatch(/Max-Age=34560000; Path=\/api; HttpOnly; SameSite=Lax$/)
  expect((await signIn('manager', first.cookie)).mails).toEqual([])

  const { mails, cookie } = await signIn('manager')
  expect(mails).toHaveLength(1)
  const [mail] = mails
  expect(mail).toMatchObject({
    to: 'manager@demo.optimwalls.example',
    subject: 'New sign-in: Chrome on Windows',
  })
  expect(mail?.text).toContain('Chrome on Windows, 1 Mar 2026, 3:30')
  expect(mail?.text).toContain('from 203.0.113.x.')
  expect(mail?.text).toContain('http://localhost:3000/settings/sessions')
  expect((await signIn('manager', cookie)).mails).toEqual([])
  const [entry] = await t.db.rows<{ n: number }>(
    `SELECT count(*)::int AS n FROM audit_logs WHERE action = 'signed_in' AND (details->>'new_device')::boolean AND user_id = $1`,
    [await t.idOf('manager')],
  )
  expect(entry?.n).toBe(1)
})

test('one browser is known for each person apart', async () => {
  await asReal('employee')
  const managers = await signIn('manager')
  expect((await signIn('employee')).mails).toEqual([])
  expect((await signIn('employee', managers.cookie)).mails).toHaveLength(1)
  expect((await signIn('employee', managers.cookie)).mails).toEqual([])
})

test('a cookie that was made up or changed is no browser that is known', async () => {
  await asReal('admin')
  const { cookie } = await signIn('admin')
  const [name, value = ''] = cookie.split('=')
  for (const forged of [`${name}=${value.split('.')[0]}.AAAA`, `${name}=x`, `${name}=.`]) {
    const { mails, device } = await signIn('admin', forged)
    expect(mails).toHaveLength(1)
    expect(device).not.toContain(forged)
  }
})

test('of a program that keeps no cookies five mails a day are enough', async () => {
  await asReal('designer')
  const sent: number[] = []
  for (let i = 0; i < 8; i++) sent.push((await signIn('designer')).mails.length)
  expect(sent).toEqual([0, 1, 1, 1, 1, 0, 0, 0])
})

test('switching between demo accounts mails nobody', async () => {
  await signIn('client')
  expect((await signIn('client')).mails).toEqual([])
})

test('the hash alone is kept, and forgotten in the end', async () => {
  const { cookie } = await signIn('manager')
  const id = cookie.split('=')[1]?.split('.')[0] ?? ''
  expect(JSON.stringify(await t.db.rows('SELECT * FROM known_devices'))).not.toContain(id)
  await t.db.rows(`UPDATE known_devices SET last_seen_at = now() - interval '401 days'`)
  const [prune] = t.access.jobs
  await prune.run({}, {} as never)
  expect(await t.db.rows('SELECT 1 FROM known_devices')).toEqual([])
})

test.each([
  ['203.0.113.7', '203.0.113.x'],
  ['::ffff:203.0.113.7', '203.0.113.x'],
  ['2001:db8:17:4::9', '2001:db8:17::x'],
  ['2001:db8:17:4:1:2:3:9', '2001:db8:17::x'],
  ['127.0.0.1', 'this very machine'],
  ['::1', 'this very machine'],
  ['unix:', 'an unknown address'],
])('the address %s is told as %s', (ip, told) => {
  expect(roughAddress(ip)).toBe(told)
})

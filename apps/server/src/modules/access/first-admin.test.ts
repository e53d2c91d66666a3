import { afterEach, expect, test } from 'vitest'
import { createTestAccess, type TestAccess, type TestAccessOptions } from '../../../test/access.ts'

let t: TestAccess
afterEach(() => t.close())

const ADMIN = { name: 'Ananya Rao', email: 'Ananya@Firm.example', password: 'a long password' }
const start = async (options: TestAccessOptions = {}) => {
  t = await createTestAccess({ people: false, ...options })
}
const tokenOf = (link: string | null) => new URL(link ?? '').searchParams.get('token') ?? ''
const create = (token: string) =>
  t.http.inject({ method: 'POST', url: '/api/first-admin', payload: { ...ADMIN, token } })

test('the link makes one Super Admin, who can sign in and do everything', async () => {
  await start()
  const link = await t.access.firstAdminLink()
  expect(link).toMatch(/^http:\/\/localhost:3000\/first-admin\?token=/)
  const response = await create(tokenOf(link))
  expect(response.statusCode).toBe(201)
  expect(response.json()).toMatchObject({ name: 'Ananya Rao', email: 'ananya@firm.example' })
  expect((await t.access.principalOf(response.json().id))?.roles).toEqual(['Super Admin'])
  const signIn = await t.http.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload: { email: 'ananya@firm.example', password: ADMIN.password },
  })
  expect(signIn.statusCode).toBe(200)

  expect(await t.access.firstAdminLink()).toBeNull()
  expect((await create(tokenOf(link))).statusCode).toBe(403)
})

test('two who use it at once: one gets in', async () => {
  await start()
  const token = tokenOf(await t.access.firstAdminLink())
  const second = { ...ADMIN, email: 'other@firm.example', token }
  const answers = await Promise.all([
    create(token),
    t.http.inject({ method: 'POST', url: '/api/first-admin', payload: second }),
  ])
  expect(answers.map(answer => answer.statusCode).sort()).toEqual([201, 403])
})

test('it runs out after a day', async () => {
  let now = new Date('2026-01-01T00:00:00Z')
  await start({ now: () => now })
  const token = tokenOf(await t.access.firstAdminLink())
  now = new Date('2026-01-02T00:00:01Z')
  expect((await create(token)).statusCode).toBe(403)
})

test.each([
  ['no signature', '9999999999999'],
  ['an empty signature', '9999999999999.'],
  ['a forged signature', `9999999999999.${'A'.repeat(43)}`],
  ['not even a time', '.'],
])('%s is refused', async (_name, token) => {
  await start()
  expect((await create(token)).statusCode).toBe(403)
})

test('a later end than was signed is refused', async () => {
  await start()
  const token = tokenOf(await t.access.firstAdminLink())
  expect((await create(token.replace(/^\d+/, '9999999999999'))).statusCode).toBe(403)
})

test('a firm with demo people has its Super Admin', async () => {
  await start({ people: true })
  expect(await t.access.firstAdminLink()).toBeNull()
})

import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/test-database.ts'
import { createCrypto } from '../crypto/crypto.ts'
import { createKeyRing } from '../crypto/key-ring.ts'
import { createRotation } from '../crypto/rotation.ts'
import type { Http } from '../http/server.ts'
import { buildTestHttp } from '../http/test-server.ts'
import { mailboxReseal } from './demo-mailbox.ts'
import { invitationLetter, passwordResetLetter } from './letter.ts'
import { createMail } from './mail.ts'
import { type MailboxOptions, registerMailboxRoutes } from './mailbox-routes.ts'

const k1 = randomBytes(32)
const k2 = randomBytes(32)
const hashKey = randomBytes(32)
const crypto = createCrypto(createKeyRing({ activeId: 'k1', byId: new Map([['k1', k1]]), hashKey }))
const config = {
  smtpUrl: undefined,
  demo: true,
  host: '127.0.0.1',
  timeZone: 'Asia/Kolkata',
  mailFrom: 'a@b.example',
}
const url = 'http://localhost:3000/reset-password?token=abc&x=1'
const reset = { to: 'asha@demo.example', ...passwordResetLetter({ name: '<Asha>', url, minutes: 60 }) }

let test: TestDatabase
let http: Http
const send: ReturnType<typeof createMail>['send'] = (message, tx) =>
  createMail({ config, db: test.database, crypto, log: pino({ level: 'silent' }) }).send(message, tx)

async function serverWith(changes: Partial<MailboxOptions['config']> = {}): Promise<Http> {
  const { http } = await buildTestHttp()
  registerMailboxRoutes(http, { config: { ...config, ...changes }, db: test.database, crypto })
  return http
}

const get = (path: string, from: { remoteAddress?: string; host?: string } = {}, server = http) =>
  server.inject({
    url: path,
    remoteAddress: from.remoteAddress ?? '127.0.0.1',
    headers: { host: from.host ?? 'localhost:3000' },
  })

beforeAll(async () => {
  test = await testDatabase()
  http = await serverWith()
})
afterAll(async () => {
  await http.close()
  await test.close()
})
beforeEach(() => test.database.rows('TRUNCATE demo_mailbox RESTART IDENTITY'))

it('shows mail newest first, with nothing in it that runs', async () => {
  expect((await get('/dev/mailbox')).body).toContain('No mail yet')
  await send(reset)
  await send({
    to: 'ravi@demo.example',
    ...invitationLetter({ name: 'Ravi', invitedBy: '<script>alert(1)</script>', url, days: 7 }),
  })
  const page = await get('/dev/mailbox')
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'self';/)
  expect(page.headers['cache-control']).toBe('no-store')
  expect(page.body).not.toContain('<script')
  expect(page.body).toContain(`<a href="${url.replace('&', '&amp;')}">`)
  expect(page.body.indexOf('ravi@')).toBeLessThan(page.body.indexOf('asha@'))
  const css = await get('/dev/mailbox.css')
  expect(css.headers['content-type']).toMatch(/^text\/css/)

  const mails = (await get('/dev/mailbox.json')).json()
  expect(mails).toHaveLength(2)
  expect(mails[1]).toMatchObject({ id: 1, to: 'asha@demo.example', subject: reset.subject, text: reset.text })

  const own = await get('/dev/mailbox/2')
  expect(own.headers['content-security-policy']).toContain('sandbox')
  expect(own.body).not.toContain('<script')
  expect((await get('/dev/mailbox/3')).statusCode).toBe(404)
  expect((await get('/dev/mailbox/x')).statusCode).toBe(404)
})

it('keeps mail sealed, the newest hundred, and only of what was committed', async () => {
  for (let n = 0; n < 105; n++) await send(reset)
  const rolledBack = test.database.inTransaction(async tx => {
    await send(reset, tx)
    throw new Error('rolled back')
  })
  await expect(rolledBack).rejects.toThrow()
  const rows = await test.database.rows<{ message: Buffer }>('SELECT message FROM demo_mailbox')
  expect(rows).toHaveLength(100)
  expect(rows.some(({ message }) => message.includes('asha'))).toBe(false)
})

it('comes under a new key by the rotation', async () => {
  for (let n = 0; n < 3; n++) await send(reset)
  const ring = createKeyRing({
    activeId: 'k2',
    byId: new Map([
      ['k2', k2],
      ['k1', k1],
    ]),
    hashKey,
  })
  const rotated = createCrypto(ring)
  const rotation = createRotation({ db: test.database, crypto: rotated, ring })
  rotation.addTarget(mailboxReseal(rotated))
  expect((await rotation.resealAll()).resealed).toEqual({ demo_mailbox: 3 })
  expect((await rotation.resealAll()).resealed).toEqual({})
  const rows = await test.database.rows<{ message: Buffer }>('SELECT message FROM demo_mailbox')
  expect(rows.map(({ message }) => rotated.keyIdOf(message))).toEqual(['k2', 'k2', 'k2'])
})

describe('is not there', () => {
  it.each([
    ['from another machine', { remoteAddress: '192.168.1.7' }],
    ['under a name that only leads here', { host: 'evil.example:3000' }],
  ])('%s', async (_name, from) => {
    for (const path of ['/dev/mailbox', '/dev/mailbox.json', '/dev/mailbox/1'])
      expect((await get(path, from)).statusCode).toBe(404)
  })

  it.each([
    ['with a mail server', { smtpUrl: 'smtp://mail.example' }],
    ['without the demo', { demo: false }],
    ['when other machines can reach the server', { host: '0.0.0.0' }],
  ])('%s', async (_name, changes) => {
    const server = await serverWith(changes)
    expect((await get('/dev/mailbox', {}, server)).statusCode).toBe(404)
    await server.close()
  })
})

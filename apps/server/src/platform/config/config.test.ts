import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ConfigError, isLoopback, readConfig } from './config.ts'
import { configurationTable } from './configuration-table.ts'

let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'config-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const read = (env: NodeJS.ProcessEnv = {}) => readConfig({ DATA_DIR: dataDir, ...env })
const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')

test('everything has a default', () => {
  expect(read()).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://localhost:3000',
    dataDir,
    databaseUrl: undefined,
    roles: new Set(['api', 'worker']),
    demo: true,
    s3: undefined,
    trustProxy: false,
    sessionIdleHours: 168,
    sessionMaxHours: 720,
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    country: 'IN',
  })
})

test('an empty variable is an unset one', () => {
  expect(read({ PORT: '', SMTP_URL: ' ' })).toMatchObject({ port: 3000, smtpUrl: undefined })
})

describe('a wrong value names its variable and what it takes', () => {
  test.each([
    ['PORT', '70000', 'a whole number from 0 to 65535'],
    ['PORT', '3000x', 'a whole number'],
    ['PORT', '-1', 'a whole number'],
    ['HOST', 'my host', 'a host name'],
    ['PUBLIC_URL', 'crm.example.com', 'an address such as https://crm.example.com'],
    ['PUBLIC_URL', 'https://crm.example.com/app', 'without a path'],
    ['DATABASE_URL', 'mysql://x', 'postgres: or postgresql:'],
    ['REDIS_URL', 'localhost:6379', 'redis: or rediss:'],
    ['AUTH_SECRET', 'short', 'at least 32 characters'],
    ['SESSION_IDLE_HOURS', '0', 'a whole number from 1 to 720'],
    ['SESSION_MAX_HOURS', '30d', 'a whole number from 1 to 8760'],
    ['ENCRYPTION_KEYS', 'k1:short', '32 bytes in base64'],
    ['ENCRYPTION_KEYS', `k1:${key(1)}`, 'one of them named hash'],
    ['ENCRYPTION_KEYS', `hash:${key(1)}`, 'one of them named hash'],
    ['ENCRYPTION_KEYS', `k1:${key(1)},k1:${key(2)},hash:${key(3)}`, 'id:key pairs'],
    ['ROLES', 'api,boss', 'one or more of api, worker'],
    ['MODULES', 'leads,cake', 'one or more of access, leads'],
    ['DEMO', 'maybe', 'on or off'],
    ['SMTP_URL', 'mail.example.com', 'smtp: or smtps:'],
    ['MAIL_FROM', 'nobody', 'an e-mail address'],
    ['S3_ENDPOINT', 'https://s3.example.com', 'S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY'],
    ['OIDC_ISSUER', 'https://id.example.com', 'OIDC_CLIENT_ID and OIDC_CLIENT_SECRET'],
    ['OIDC_ONLY', 'on', 'OIDC_ISSUER with it'],
    ['VAPID_PUBLIC_KEY', 'x', 'a pair'],
    ['TRUST_PROXY', '10.0.0.1', 'on or off'],
    ['TZ', 'Mars/Base', 'an IANA time zone'],
    ['CURRENCY', 'rupees', 'ISO 4217'],
    ['COUNTRY', 'India', 'ISO 3166'],
    ['LOG_LEVEL', 'loud', 'one of trace, debug'],
  ])('%s=%s', (name, value, takes) => {
    const attempt = () => read({ [name]: value })
    expect(attempt).toThrow(ConfigError)
    expect(attempt).toThrow(name)
    expect(attempt).toThrow(takes)
  })
})

test('a refused secret is not repeated', () => {
  expect(() => read({ AUTH_SECRET: 'hunter2' })).not.toThrow('hunter2')
})

test('an outside database wants keys that do not lie on this machine alone', () => {
  const DATABASE_URL = 'postgres://crm@db/crm'
  expect(() => read({ DATABASE_URL })).toThrow('ENCRYPTION_KEYS must be set when DATABASE_URL is')
  const ENCRYPTION_KEYS = `k2:${key(2)},k1:${key(1)},hash:${key(9)}`
  const { encryptionKeys } = read({ DATABASE_URL, ENCRYPTION_KEYS })
  expect(encryptionKeys.activeId).toBe('k2')
  expect([...encryptionKeys.byId.keys()]).toEqual(['k2', 'k1'])
  expect(encryptionKeys.hashKey).toEqual(Buffer.alloc(32, 9))
})

test('demo accounts and other machines exclude each other', () => {
  expect(() => read({ HOST: '0.0.0.0', DEMO: 'on' })).toThrow('DEMO takes off')
  expect(read({ HOST: '0.0.0.0' }).demo).toBe(false)
  expect(read({ HOST: '127.0.0.1' }).demo).toBe(true)
})

test.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.5', false],
  ['127.0.0.1.example.com', false],
])('%s is loopback: %s', (host, expected) => expect(isLoopback(host)).toBe(expected))

describe('secrets that nobody sets', () => {
  test('are made once and stay', async () => {
    const first = read()
    expect(first.authSecret.length).toBeGreaterThanOrEqual(32)
    expect(read()).toEqual(first)
    expect((await stat(join(dataDir, 'keys'))).mode & 0o777).toBe(0o600)
  })

  test('are not made when they are set', async () => {
    const set = read({
      AUTH_SECRET: 'x'.repeat(32),
      ENCRYPTION_KEYS: `k1:${key(1)},hash:${key(2)}`,
      VAPID_PUBLIC_KEY: 'a',
      VAPID_PRIVATE_KEY: 'b',
    })
    expect(set.authSecret).toBe('x'.repeat(32))
    await expect(stat(join(dataDir, 'keys'))).rejects.toThrow('ENOENT')
  })

  test('a damaged file is never replaced: its keys may still be found elsewhere', async () => {
    await writeFile(join(dataDir, 'keys'), 'AUTH_SECRET=')
    expect(() => read()).toThrow('restore it from a backup')
  })

  test('a folder that cannot be written to is one sentence', async () => {
    await writeFile(join(dataDir, 'file'), '')
    expect(() => read({ DATA_DIR: join(dataDir, 'file/deeper') })).toThrow('a part of the path is a file')
  })
})

test('docs/configuration.md says what the code says', async () => {
  const document = await readFile(new URL('../../../../../docs/configuration.md', import.meta.url), 'utf8')
  expect(document).toContain(configurationTable())
})

test.runIf(process.platform === 'linux')('a folder that can never be is refused, not tried for ever', () => {
  expect(() => readConfig({ DATA_DIR: '/proc/optimwalls/data' })).toThrow(
    'DATA_DIR takes a folder that can be written to, but none can be made there: /proc/optimwalls.',
  )
})

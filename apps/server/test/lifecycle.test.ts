import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { identify } from '../src/platform/database/embedded/process-identity.ts'
import { endAllServers, startServer } from './server-process.ts'
import { testDatabase } from './test-database.ts'

let home: string
let dataDir: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'lifecycle-'))
  dataDir = join(home, 'data')
})
afterEach(async () => {
  await endAllServers()
  await rm(home, { recursive: true, force: true })
})

const start = (env: Record<string, string> = {}) => startServer({ DATA_DIR: dataDir, ...env })

/** Reads or writes past the server, as its own database's superuser. */
async function inDatabase(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ host: join(dataDir, 'postgres'), user: 'postgres', database: 'optimwalls' })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const postmasterPid = () =>
  Number.parseInt(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10)
const isRunning = (pid: number) => identify(pid) !== null

async function expectRefusal(env: Record<string, string>, sentence: string): Promise<void> {
  const server = start(env)
  expect(await server.ended()).toBe(1)
  expect(server.printed()).toContain(sentence)
  // What is logged besides is JSON, for machines.
  const lines = server.printed().trimEnd().split('\n')
  expect(lines.filter(line => !line.startsWith('{'))).toHaveLength(1)
}

test('starts on nothing, stops cleanly, and starts again with its data', async () => {
  const first = start()
  expect(await first.ready()).toMatch(/ready at http:\/\/localhost:\d+\n\n.*first Super Admin, once, at http/)
  await inDatabase('CREATE TABLE kept AS SELECT 42 AS answer')
  const pid = postmasterPid()
  first.child.kill('SIGTERM')
  expect(await first.ended()).toBe(0)
  expect(isRunning(pid)).toBe(false)

  const second = start()
  await second.ready()
  expect(await inDatabase('SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  // One Ctrl-C arrives twice: from the terminal and from npm.
  second.child.kill('SIGINT')
  second.child.kill('SIGINT')
  expect(await second.ended()).toBe(0)
})

test('after kill -9 the next start takes care of the database left behind', async () => {
  const killed = start()
  await killed.ready()
  await inDatabase('CREATE TABLE kept AS SELECT 42 AS answer')
  const orphan = postmasterPid()
  killed.child.kill('SIGKILL')
  await killed.ended()
  expect(isRunning(orphan)).toBe(true)

  const next = start()
  await next.ready()
  expect(isRunning(orphan)).toBe(false)
  expect(await inDatabase('SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  const pid = postmasterPid()
  next.child.kill('SIGTERM')
  expect(await next.ended()).toBe(0)
  expect(isRunning(pid)).toBe(false)
})

test('a stop in the middle of the first start leaves no database running', async () => {
  const server = start()
  while (!existsSync(join(dataDir, 'server.lock'))) await sleep(10)
  server.child.kill('SIGTERM')
  expect(await server.ended()).toBe(0)
  expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false)
  expect(existsSync(join(dataDir, 'server.lock'))).toBe(false)
})

test('a database that ends by itself ends the server too, with an error', async () => {
  const server = start()
  await server.ready()
  process.kill(postmasterPid(), 'SIGINT')
  expect(await server.ended()).toBe(1)
  const next = start()
  await next.ready()
})

describe('refuses in one sentence', () => {
  test('a second start while the first lives, and a busy port', async () => {
    const first = start()
    const address = /http:\/\/localhost:(\d+)/.exec(await first.ready())
    await expectRefusal({}, `running already on ${dataDir} (process ${first.child.pid})`)
    const PORT = address?.[1] ?? ''
    await expectRefusal({ PORT, DATA_DIR: join(home, 'other') }, `Port ${PORT} is taken by another program`)
    expect(existsSync(join(home, 'other/postgres/postmaster.pid'))).toBe(false)
  })

  test('wrong settings', async () => {
    await expectRefusal({ PORT: 'x' }, 'PORT takes a whole number from 0 to 65535.')
    await expectRefusal(
      { HOST: '0.0.0.0', DEMO: 'on' },
      'DEMO takes off when HOST or PUBLIC_URL is not a loopback address',
    )
    expect(existsSync(dataDir)).toBe(false)
  })

  test('a DATA_DIR that cannot be written to', async () => {
    await writeFile(join(home, 'file'), '')
    await expectRefusal({ DATA_DIR: join(home, 'file/data') }, 'a part of the path is a file')
    // Read-only for everybody, root too.
    await expectRefusal({ DATA_DIR: '/sys/optimwalls' }, 'DATA_DIR takes a folder that can be written to')
  })

  test('a DATA_DIR of another PostgreSQL', async () => {
    await mkdir(join(dataDir, 'postgres'), { recursive: true })
    await writeFile(join(dataDir, 'postgres/PG_VERSION'), '17\n')
    await expectRefusal({}, 'DATA_DIR holds a database of PostgreSQL 17, and this is PostgreSQL 18')
  })

  test('an outside database that is not there, or without keys', async () => {
    const DATABASE_URL = 'postgres://crm:secret@127.0.0.1:1/crm'
    await expectRefusal({ DATABASE_URL }, 'ENCRYPTION_KEYS must be set when DATABASE_URL is')
    await expectRefusal({ DATABASE_URL, ENCRYPTION_KEYS }, 'can be used, but nothing answers there.')
  })
})

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')
const ENCRYPTION_KEYS = `k1:${key(1)},hash:${key(2)}`

test('an outside database serves as well as the embedded one', async () => {
  const outside = await testDatabase({ isEmpty: true })
  const server = start({ DATABASE_URL: outside.url, ENCRYPTION_KEYS })
  await server.ready()
  expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
  server.child.kill('SIGTERM')
  expect(await server.ended()).toBe(0)
  await outside.close()
})

test('a folder that other users cannot enter is no obstacle, nor is a long path', async () => {
  await chmod(home, 0o700)
  dataDir = join(home, 'x'.repeat(120), 'data')
  const server = start()
  await server.ready()
  server.child.kill('SIGTERM')
  expect(await server.ended()).toBe(0)
})

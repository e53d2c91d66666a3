import pg from 'pg'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { onDatabase } from '../../../../test/template.ts'
import { type TestDatabase, testDatabase } from '../../../../test/test-database.ts'
import { createCrypto } from '../../../platform/crypto/crypto.ts'
import { createKeyRing } from '../../../platform/crypto/key-ring.ts'
import { keepAppendOnly, openAppendOnly } from '../../../platform/database/append-only.ts'
import { audit, auditNow } from '../audit.ts'
import { APPEND_ONLY } from '../index.ts'
import { extendChain } from './chain.ts'
import { verifyChain } from './verify.ts'

const cryptoOf = (hashKey: number) =>
  createCrypto(
    createKeyRing({
      activeId: 'k1',
      byId: new Map([['k1', Buffer.alloc(32, 1)]]),
      hashKey: Buffer.alloc(32, hashKey),
    }),
  )
const crypto = cryptoOf(2)

let server: TestDatabase
let superuser: pg.Client
beforeEach(async () => {
  server = await testDatabase()
  superuser = new pg.Client({ connectionString: superuserUrl() })
  await superuser.connect()
})
afterEach(async () => {
  await superuser.end()
  await server.close()
})

const superuserUrl = () =>
  onDatabase(inject('databaseServer').superuserUrl, server.url.match(/\/(test_\w+)\?/)?.[1] ?? '')
const note = (...actions: string[]) =>
  auditNow(
    server.database,
    actions.map(action => ({ userId: null, action, details: { from: null, to: action } })),
  )
const extend = () => extendChain(server.database, crypto)
const verify = (expected?: { position: number; hash: string }) =>
  verifyChain(server.database, crypto, expected)
const idOf = async (action: string) => {
  const [row] = await server.database.rows<{ id: number }>('SELECT id FROM audit_logs WHERE action = $1', [
    action,
  ])
  return row?.id ?? 0
}
/** What only a superuser can do. */
async function tamper(sql: string, values: unknown[] = []): Promise<void> {
  for (const table of APPEND_ONLY) await superuser.query(`ALTER TABLE ${table} DISABLE TRIGGER append_only`)
  await superuser.query(sql, values)
  for (const table of APPEND_ONLY)
    await superuser.query(`ALTER TABLE ${table} ENABLE ALWAYS TRIGGER append_only`)
}

test('an empty log is whole', async () => {
  expect(await extend()).toBe(0)
  expect(await verify()).toMatchObject({ broken: null, intact: 0, waiting: 0 })
})

test('entries are chained once, in several batches, and verified', async () => {
  await note(...Array.from({ length: 2100 }, (_, i) => `done_${i}`))
  expect(await verify()).toMatchObject({ broken: null, intact: 0, waiting: 2100 })
  expect(await extend()).toBe(2100)
  expect(await extend()).toBe(0)
  await note('later')
  expect(await verify()).toMatchObject({ broken: null, intact: 2100, waiting: 1 })
  expect(await extend()).toBe(1)
  expect(await verify()).toMatchObject({ broken: null, intact: 2101, waiting: 0 })
})

test('two processes at once chain each entry once', async () => {
  await note(...Array.from({ length: 1500 }, (_, i) => `done_${i}`))
  const counts = await Promise.all([extend(), extend(), extend()])
  expect(counts.reduce((sum, n) => sum + n)).toBe(1500)
  expect(await verify()).toMatchObject({ broken: null, intact: 1500, waiting: 0 })
})

test('an entry committed late comes behind those with higher ids', async () => {
  let commit = () => {}
  const held = new Promise<void>(resolve => {
    commit = resolve
  })
  // Its id is taken at once, and others commit before it.
  const slow = server.database.inTransaction(async tx => {
    await tx.rows(`INSERT INTO audit_logs (action) VALUES ('slow')`)
    started()
    await held
  })
  let started = () => {}
  await new Promise<void>(resolve => {
    started = resolve
  })
  await note('quick')
  expect(await extend()).toBe(1)
  commit()
  await slow
  expect(await idOf('slow')).toBeLessThan(await idOf('quick'))
  expect(await extend()).toBe(1)
  expect(await verify()).toMatchObject({ broken: null, intact: 2, waiting: 0 })
})

test('a column added later breaks nothing that was written before', async () => {
  await note('before')
  await extend()
  await server.database.rows('ALTER TABLE audit_logs ADD COLUMN device text')
  await note('after')
  await extend()
  expect((await verify()).broken).toBeNull()
})

describe('tampered with as superuser', () => {
  beforeEach(async () => {
    await note('first', 'second', 'third', 'fourth')
    await extend()
  })

  test('a changed entry is named', async () => {
    await tamper(`UPDATE audit_logs SET allowed = false WHERE action = 'second'`)
    const { broken, intact } = await verify()
    expect(broken).toEqual({
      auditId: await idOf('second'),
      sentence: expect.stringContaining('not what was written'),
    })
    expect(intact).toBe(1)
  })

  test.each([
    "at = at + interval '1 second'",
    "details = details - 'from'",
    "user_id = NULL, ip_address = '::1'",
  ])('so is one with %s', async change => {
    await tamper(`UPDATE audit_logs SET ${change} WHERE action = 'third'`)
    expect((await verify()).broken?.auditId).toBe(await idOf('third'))
  })

  test('a deleted entry is named', async () => {
    const id = await idOf('third')
    await tamper('DELETE FROM audit_logs WHERE id = $1', [id])
    expect((await verify()).broken).toEqual({ auditId: id, sentence: `Entry ${id} was deleted` })
  })

  test('one deleted with its link is missed behind the one before', async () => {
    const id = await idOf('third')
    await tamper(
      `WITH gone AS (DELETE FROM audit_logs WHERE id = ${id}) DELETE FROM audit_chain WHERE audit_id = ${id}`,
    )
    expect((await verify()).broken?.sentence).toContain(`The entry behind ${await idOf('second')} is gone`)
  })

  test('of two that were swapped the first is named', async () => {
    const [second, third] = [await idOf('second'), await idOf('third')]
    await tamper(`UPDATE audit_logs a SET action = b.action, details = b.details FROM audit_logs b
                  WHERE (a.id, b.id) IN ((${second}, ${third}), (${third}, ${second}))`)
    expect((await verify()).broken?.auditId).toBe(second)
  })

  test('links that were swapped are named too', async () => {
    const [second, third] = [await idOf('second'), await idOf('third')]
    await tamper(`DELETE FROM audit_chain WHERE audit_id = ${third}`)
    await tamper(`UPDATE audit_chain SET audit_id = ${third} WHERE audit_id = ${second}`)
    expect((await verify()).broken?.auditId).toBe(third)
  })

  test('the end of the chain cannot go unseen', async () => {
    const { head } = await verify()
    const id = await idOf('fourth')
    await tamper(
      `WITH gone AS (DELETE FROM audit_logs WHERE id = ${id}) DELETE FROM audit_chain WHERE audit_id = ${id}`,
    )
    expect((await verify()).broken).toEqual({ auditId: id, sentence: expect.stringContaining('is gone') })
    await tamper('DELETE FROM audit_chain_marks')
    expect((await verify()).broken).toBeNull()
    expect((await verify(head)).broken?.sentence).toContain('once reached 4')
  })

  test('a chain written anew without the key is found out, with the key by the head noted before', async () => {
    const { head } = await verify()
    const rewrite = async (key: ReturnType<typeof cryptoOf>) => {
      await tamper('DELETE FROM audit_chain')
      await extendChain(server.database, key)
    }
    await rewrite(cryptoOf(9))
    expect((await verify()).broken?.auditId).toBe(await idOf('first'))
    await tamper(`UPDATE audit_logs SET action = 'fourth_too' WHERE action = 'fourth'`)
    await rewrite(crypto)
    expect((await verify()).broken).toBeNull()
    expect((await verify(head)).broken?.sentence).toContain('written anew')
  })

  test('an entry put in between afterwards is named', async () => {
    await superuser.query(`SELECT setval(pg_get_serial_sequence('audit_logs', 'id'), 100)`)
    await note('much_later')
    // As if the runs of the job lay further apart, and nothing of then were still under way: other databases of this server may be at work.
    await superuser.query(
      `INSERT INTO audit_chain_marks (highest_id, next_xid, oldest_xid, at)
       SELECT ${await idOf('much_later')}, '3', '3', now() - interval '1 hour'`,
    )
    await extend()
    await superuser.query(`INSERT INTO audit_logs (id, action) OVERRIDING SYSTEM VALUE VALUES (50, 'forged')`)
    expect(await extend()).toBe(0)
    expect((await verify()).broken).toEqual({ auditId: 50, sentence: expect.stringContaining('afterwards') })
  })
})

const REWRITINGS = [
  `UPDATE audit_logs SET action = 'x'`,
  'DELETE FROM audit_logs',
  'TRUNCATE audit_logs',
  'TRUNCATE users CASCADE',
  'UPDATE audit_chain SET position = 7',
  'DELETE FROM audit_chain',
  'DELETE FROM audit_chain_marks',
]

describe('the role of the application', () => {
  test('may not rewrite, where it owns the tables', async () => {
    await note('kept')
    await extend()
    for (const sql of REWRITINGS)
      await expect(server.database.rows(sql), sql).rejects.toMatchObject({ code: '42501' })
    expect(await verify()).toMatchObject({ broken: null, intact: 1, isOwned: true })
  })

  test('may only add where somebody else owns them', async () => {
    const options = { superuserUrl: superuserUrl(), role: 'optimwalls', tables: APPEND_ONLY }
    await keepAppendOnly(options)
    await keepAppendOnly(options)
    for (const sql of [
      ...REWRITINGS,
      'ALTER TABLE audit_logs DISABLE TRIGGER append_only',
      'ALTER TABLE audit_logs OWNER TO optimwalls',
      'DROP TABLE audit_logs',
      'DROP TRIGGER append_only ON audit_logs',
      'DROP FUNCTION refuse_rewriting() CASCADE',
      `CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
      'DROP SCHEMA public CASCADE',
      'SET session_replication_role = replica',
      `INSERT INTO audit_logs (id, action) OVERRIDING SYSTEM VALUE VALUES (1, 'forged')`,
      `INSERT INTO audit_logs (action, at) VALUES ('forged', now() - interval '1 year')`,
    ])
      await expect(server.database.rows(sql), sql).rejects.toMatchObject({
        code: expect.stringMatching(/42501|0LP01/),
      })

    await server.database.inTransaction(async tx => audit(tx, { userId: null, action: 'goes_on' }))
    expect(await extend()).toBe(1)
    expect(await verify()).toMatchObject({ broken: null, intact: 1, isOwned: false })
    await server.database.rows('CREATE TABLE still_migrates (id int)')

    await openAppendOnly(options)
    await server.database.rows('ALTER TABLE audit_logs ADD COLUMN device text')
    await keepAppendOnly(options)
    await server.database.rows(`INSERT INTO audit_logs (action, device) VALUES ('with_device', 'phone')`)
    expect((await verify()).isOwned).toBe(false)
  })
})

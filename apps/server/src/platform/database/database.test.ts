import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/test-database.ts'
import type { Database } from './database.ts'

let server: TestDatabase
let db: Database

beforeAll(async () => {
  server = await testDatabase({ max: 4 })
  db = server.database
  await db.rows('CREATE TABLE notes (id int PRIMARY KEY, text text, reads int NOT NULL DEFAULT 0)')
})
afterAll(() => server.close())
beforeEach(() => db.rows('TRUNCATE notes'))

const insert = 'INSERT INTO notes (id, text) VALUES ($1, $2)'
const ids = async () =>
  (await db.rows<{ id: number }>('SELECT id FROM notes ORDER BY id')).map(({ id }) => id)

test('values arrive as the types of the tables say', async () => {
  const [row] = await db.rows(
    `SELECT 12::bigint AS id, 12345678.90::numeric(14,2) AS budget, date '2026-01-31' AS day,
            timestamptz '2026-01-31 10:00Z' AS at, ARRAY[1, NULL, 3]::bigint[] AS ids, ARRAY[0.5]::numeric[] AS shares,
            '{"a": [1]}'::jsonb AS facts, ARRAY[date '2026-01-31'] AS days`,
  )
  expect(row).toEqual({
    id: 12,
    budget: 12345678.9,
    day: '2026-01-31',
    at: new Date('2026-01-31T10:00:00Z'),
    ids: [1, null, 3],
    shares: [0.5],
    facts: { a: [1] },
    days: ['2026-01-31'],
  })
})

test.each([
  ['2026-11-28 10:37:29.123456+00', Date.UTC(2026, 10, 28, 10, 37, 29, 123)],
  ['2026-11-28 10:37:29+05:30', Date.UTC(2026, 10, 28, 5, 7, 29)],
  ['0099-01-01 00:00:00+00', Date.parse('0099-01-01T00:00:00Z')],
  ['0044-03-15 00:00:00+00 BC', Date.parse('-000043-03-15T00:00:00Z')],
  ['12026-01-01 00:00:00+00', Date.parse('+012026-01-01T00:00:00Z')],
])('the moment %s arrives', async (text, ms) => {
  const [row] = await db.rows<{ at: Date }>('SELECT $1::timestamptz AS at', [text])
  expect(row?.at.getTime()).toBe(ms)
})

test('a whole number that a double cannot hold is an error, not a wrong number', async () => {
  await expect(db.rows('SELECT 9007199254740993::bigint')).rejects.toThrow(RangeError)
  expect(await db.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('a named statement answers each time with rows of its own', async () => {
  const asked = 'SELECT $1::int AS n, NULL::text AS nothing FROM generate_series(1, $1::int)'
  const answers = await db.inTransaction(async tx => {
    const together = await Promise.all([1, 2].map(n => tx.rows<{ n: number }>(asked, [n], 'numbered')))
    const [first] = await tx.rows<{ n: number }>(asked, [3], 'numbered')
    if (first) first.n = 99
    return [...together, await tx.rows(asked, [1], 'numbered')]
  })
  expect(answers).toEqual([1, 2, 1].map(n => Array.from({ length: n }, () => ({ n, nothing: null }))))
})

test('what is planned once is so for that statement alone, also where it fails', async () => {
  const asked = "SELECT $1::int AS n, current_setting('plan_cache_mode') AS mode"
  for (const n of [1, 2]) {
    expect(await db.plannedRows(asked, [n])).toEqual([{ n, mode: 'force_generic_plan' }])
    await expect(db.plannedRows('SELECT 1 / $1::int', [0])).rejects.toThrow('division by zero')
  }
  const modes = await Promise.all(
    Array.from({ length: 8 }, () => db.rows("SELECT current_setting('plan_cache_mode') AS mode")),
  )
  expect(new Set(modes.map(([row]) => (row as { mode: string }).mode))).toEqual(new Set(['auto']))
})

test('a transaction is written as a whole', async () => {
  const answer = await db.inTransaction(async tx => {
    await tx.rows(insert, [1, 'a'], 'test.insert')
    await tx.kysely.executeQuery(sql`INSERT INTO notes (id) VALUES (2)`.compile(tx.kysely))
    expect(await ids()).toEqual([])
    return 'done'
  })
  expect(answer).toBe('done')
  expect(await ids()).toEqual([1, 2])
})

test('an error takes everything back, and the connection serves on', async () => {
  const failures = [
    (): Promise<unknown> => Promise.reject(new Error('no')),
    (tx: Parameters<Parameters<Database['inTransaction']>[0]>[0]) =>
      tx.rows(insert, [1, 'again'], 'test.insert'),
    (tx: Parameters<Parameters<Database['inTransaction']>[0]>[0]) =>
      tx.rows('SELECT nonsense FROM notes WHERE id = $1', [1], 'test.wrong'),
    (tx: Parameters<Parameters<Database['inTransaction']>[0]>[0]) =>
      tx.rows(insert, [9, 'null \0 byte'], 'test.insert'),
  ]
  // More often than there are connections, so that each has failed.
  for (const fail of [...failures, ...failures, ...failures]) {
    const work = db.inTransaction(async tx => {
      await tx.rows(insert, [1, 'a'], 'test.insert')
      await fail(tx)
    })
    await expect(work).rejects.toThrow()
  }
  expect(await ids()).toEqual([])
  expect(await db.inTransaction(tx => tx.rows('SELECT 1 AS one', [], 'test.one'))).toEqual([{ one: 1 }])
})

test('statements sent together fail together, and their names work afterwards', async () => {
  const work = db.inTransaction(async tx => {
    const outcomes = await Promise.allSettled([
      tx.rows(insert, [1, 'a'], 'test.insert'),
      tx.rows('SELECT 1 / $1::int AS x', [0], 'test.divide'),
      tx.rows('SELECT $1::int AS later', [1], 'test.later'),
      tx.rows('SELECT $1::int AS later', [2], 'test.later'),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected'])
  })
  await expect(work).rejects.toThrow('division by zero')
  expect(await ids()).toEqual([])
  for (let i = 0; i < 8; i++) {
    expect(await db.rows('SELECT $1::int AS later', [i], 'test.later')).toEqual([{ later: i }])
    expect(await db.rows('SELECT 1 / $1::int AS x', [1], 'test.divide')).toEqual([{ x: 1 }])
  }
})

test('what follows a commit follows a commit only', async () => {
  const seen: string[] = []
  await db.inTransaction(async tx => {
    tx.afterCommit(() => {
      throw new Error('ignored: the commit has happened')
    })
    tx.afterCommit(() => seen.push('after'))
    tx.writeLast('first', () => ({ text: insert, values: [1, 'replaced'] }))
    tx.writeLast('second', () => ({ text: insert, values: [2, 'with the commit'] }))
    tx.writeLast('first', () => ({ text: insert, values: [1, 'with the commit'] }))
    seen.push('work')
  })
  expect(seen).toEqual(['work', 'after'])
  expect(await ids()).toEqual([1, 2])

  const failed = db.inTransaction(async tx => {
    tx.afterCommit(() => seen.push('never'))
    await tx.rows(insert, [3, 'b'])
    tx.writeLast('fails', () => ({ text: insert, values: [1, 'there already'] }))
  })
  await expect(failed).rejects.toThrow('duplicate key')
  expect(seen).not.toContain('never')
  expect(await ids()).toEqual([1, 2])
})

test('a transaction that has ended takes no more statements', async () => {
  const leaked = await db.inTransaction(async tx => ({ tx }))
  await expect(leaked.tx.rows('SELECT 1')).rejects.toThrow('has ended')
  expect(() => leaked.tx.kysely).toThrow('has ended')
})

test('a deadlock repeats the work, and nothing is counted twice', async () => {
  await db.rows('INSERT INTO notes (id) VALUES (1), (2)')
  let attempts = 0
  let held = 0
  const bothHoldOne = Promise.withResolvers<void>()
  const touch = (first: number, second: number) =>
    db.inTransaction(async tx => {
      attempts++
      await tx.rows('UPDATE notes SET reads = reads + 1 WHERE id = $1', [first], 'test.touch')
      held++
      if (held === 2) bothHoldOne.resolve()
      await bothHoldOne.promise
      await tx.rows('UPDATE notes SET reads = reads + 1 WHERE id = $1', [second], 'test.touch')
    })
  await Promise.all([touch(1, 2), touch(2, 1)])
  expect(attempts).toBeGreaterThan(2)
  expect(await db.rows('SELECT reads FROM notes')).toEqual([{ reads: 2 }, { reads: 2 }])
})

test('a connection cut in a transaction fails that transaction alone', async () => {
  const work = db.inTransaction(async tx => {
    await tx.rows(insert, [1, 'a'])
    const [row] = await tx.rows<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    await db.rows('SELECT pg_terminate_backend($1)', [row?.pid])
    await tx.rows('SELECT 1')
  })
  await expect(work).rejects.toThrow()
  expect(await ids()).toEqual([])
})

test('what is read beside transactions finds a connection however many of them wait for it', async () => {
  const reads = Array.from({ length: 30 }, () =>
    db.inTransaction(async tx => {
      await tx.rows('SELECT 1')
      return db.rows<{ n: number }>('SELECT 7 AS n')
    }),
  )
  expect((await Promise.all(reads)).flat()).toEqual(Array.from({ length: 30 }, () => ({ n: 7 })))
})

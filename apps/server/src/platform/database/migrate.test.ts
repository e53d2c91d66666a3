import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { quiet, type TestDatabase, testDatabase } from '../../../test/test-database.ts'
import { openDatabase } from './database.ts'
import { migrate } from './migrate.ts'

let server: TestDatabase
let folder: string

beforeEach(async () => {
  server = await testDatabase({ isEmpty: true })
  folder = await mkdtemp(join(tmpdir(), 'migrations-'))
  await write('0001-a.sql', 'CREATE TABLE a (id int); INSERT INTO a VALUES (1);')
  await write('0002-b.sql', 'CREATE TABLE b (id int);')
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

const write = (name: string, sql: string) => writeFile(join(folder, name), sql)
const run = () => migrate(server.database, folder, quiet)

test('from empty, twice, and further', async () => {
  expect(await run()).toEqual(['0001-a.sql', '0002-b.sql'])
  expect(await run()).toEqual([])
  await write('0003-c.sql', 'INSERT INTO a VALUES (2);')
  await write('notes.txt', 'not SQL')
  expect(await run()).toEqual(['0003-c.sql'])
  expect(await server.database.rows('SELECT count(*) AS n FROM a')).toEqual([{ n: 2 }])
})

test('two processes at once apply each file once', async () => {
  const other = openDatabase({ url: server.url, log: quiet })
  const applied = await Promise.all([run(), migrate(other, folder, quiet)])
  await other.close()
  expect(applied.flat().sort()).toEqual(['0001-a.sql', '0002-b.sql'])
})

test('a file that fails leaves nothing behind and names itself', async () => {
  await write('0002-b.sql', 'CREATE TABLE b (id int); SELECT nonsense;')
  await expect(run()).rejects.toThrow('Migration 0002-b.sql failed: column "nonsense" does not exist.')
  expect(
    await server.database.rows(`SELECT to_regclass('a') IS NOT NULL AS a, to_regclass('b') IS NOT NULL AS b`),
  ).toEqual([{ a: true, b: false }])
  await write('0002-b.sql', 'CREATE TABLE b (id int);')
  expect(await run()).toEqual(['0002-b.sql'])
})

test('history is not rewritten', async () => {
  await run()
  await write('0001-a.sql', 'CREATE TABLE a (id bigint);')
  await expect(run()).rejects.toThrow('0001-a.sql was changed after it had been applied')
  await write('0001-a.sql', 'CREATE TABLE a (id int); INSERT INTO a VALUES (1);')
  await write('0001-b.sql', 'SELECT 1;')
  await expect(run()).rejects.toThrow('0001-b.sql must come after 0002-b.sql')
})

test('line ends of another system are no change', async () => {
  await write('0001-a.sql', 'CREATE TABLE a (id int);\nCREATE TABLE c (id int);\n')
  await run()
  await write('0001-a.sql', 'CREATE TABLE a (id int);\r\nCREATE TABLE c (id int);\r\n')
  expect(await run()).toEqual([])
})

test('a database of a newer version is refused', async () => {
  await run()
  await rm(join(folder, '0002-b.sql'))
  await expect(run()).rejects.toThrow('migrated by a newer version (0002-b.sql is not known here)')
})

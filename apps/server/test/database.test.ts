import { expect, test } from 'vitest'
import { openTestDatabase } from './database.ts'

test('each test file has a migrated database of its own', async () => {
  const [one, other] = await Promise.all([openTestDatabase(), openTestDatabase()])
  await one.database.rows("INSERT INTO teams (name) VALUES ('North')")
  expect(await one.database.rows('SELECT name FROM teams')).toEqual([{ name: 'North' }])
  expect(await other.database.rows('SELECT name FROM teams')).toEqual([])
  await Promise.all([one.close(), other.close()])
})

test('an empty one has no tables', async () => {
  const { database, close } = await openTestDatabase({ empty: true })
  expect(await database.rows("SELECT to_regclass('leads') AS leads")).toEqual([{ leads: null }])
  await close()
})

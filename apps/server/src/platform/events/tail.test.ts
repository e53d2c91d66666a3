import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { quiet, type TestDatabase, testDatabase } from '../../../test/test-database.ts'
import { createMemoryBus } from '../bus/memory-bus.ts'
import type { Transaction } from '../database/database.ts'
import { createEvents, type Events, publish, type StoredEvent } from './events.ts'

let server: TestDatabase
let events: Events
let seen: StoredEvent[]
let cursor: string

beforeAll(async () => {
  server = await testDatabase({ max: 30 })
})
afterAll(() => server.close())
beforeEach(async () => {
  await server.database.rows('TRUNCATE events')
  seen = []
  // An hour: what arrives at once does not come from looking now and then.
  events = createEvents({
    database: server.database,
    bus: createMemoryBus(quiet),
    log: quiet,
    pollMs: 3_600_000,
  })
  cursor = await events.tail.listen(async batch => {
    seen.push(...batch.events)
    cursor = batch.cursor
  })
})
afterEach(() => events.stop())

const numbers = () => seen.map(event => event.data.n)
const announce = (tx: Transaction, ...ns: number[]) => {
  for (const n of ns) publish(tx, { name: 'test.happened', leadId: n, data: { n } })
}

test('events of a committed transaction arrive at once and in order; those of one rolled back never', async () => {
  await server.database.inTransaction(async tx => announce(tx, 1, 2, 3))
  await expect(
    server.database.inTransaction(async tx => {
      announce(tx, 4)
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  await vi.waitFor(() => expect(numbers()).toEqual([1, 2, 3]))
  expect(seen[0]).toMatchObject({ name: 'test.happened', leadId: 1, actorId: null, at: expect.any(Date) })
})

test('a transaction that took its id early and commits late is neither missed nor sent twice', async () => {
  let commit = () => {}
  const held = new Promise<void>(resolve => {
    commit = resolve
  })
  const started = Promise.withResolvers<string>()
  const slow = server.database.inTransaction(async tx => {
    // The event's own id is taken here, long before those of the quick ones.
    const [row] = await tx.rows<{ txid: string }>(
      `INSERT INTO events (name, data) VALUES ('test.happened', '{"n": 100}') RETURNING txid::text`,
    )
    started.resolve(row?.txid ?? '')
    await held
  })
  const slowTxid = BigInt(await started.promise)
  for (let n = 1; n <= 5; n++) await server.database.inTransaction(async tx => announce(tx, n))
  await vi.waitFor(() => expect(numbers()).toEqual([1, 2, 3, 4, 5]), { interval: 5 })
  // The cursor must not have passed the one that is still open.
  expect(BigInt(cursor)).toBeLessThanOrEqual(slowTxid)
  const left = cursor
  commit()
  await slow
  await server.database.inTransaction(async tx => announce(tx, 6))
  await vi.waitFor(() => expect(numbers()).toHaveLength(7))
  await sleep(100)
  expect(numbers().toSorted()).toEqual([1, 100, 2, 3, 4, 5, 6])
  const caughtUp = await events.tail.catchUp(left, 100)
  expect(caughtUp).toMatchObject({
    events: expect.arrayContaining([expect.objectContaining({ data: { n: 100 } })]),
  })
})

test('with many writers at once every event arrives exactly once', async () => {
  const writers = Array.from({ length: 12 }, async (_, writer) => {
    for (let i = 0; i < 25; i++) {
      await server.database.inTransaction(async tx => {
        announce(tx, writer * 1000 + i * 2)
        await tx.rows('SELECT pg_sleep($1)', [Math.random() * 0.02])
        announce(tx, writer * 1000 + i * 2 + 1)
      })
    }
  })
  await Promise.all(writers)
  await vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(600))
  await sleep(100)
  expect(new Set(numbers()).size).toBe(600)
  expect(seen).toHaveLength(600)
})

test('catching up gives what came since, or says that it is too much or none of ours', async () => {
  const from = cursor
  await server.database.inTransaction(async tx => announce(tx, 1, 2))
  await server.database.inTransaction(async tx => announce(tx, 3))
  const batch = await events.tail.catchUp(from, 3)
  if (batch === 'reload') throw new Error('unexpected')
  expect(batch.events.map(event => event.data.n)).toEqual([1, 2, 3])
  // A transaction that runs elsewhere on the server holds the cursor back: so long it repeats what it gave.
  await vi.waitFor(async () => {
    const now = await events.tail.catchUp(from, 3)
    if (now === 'reload') throw new Error('unexpected')
    expect(await events.tail.catchUp(now.cursor, 3)).toMatchObject({ events: [] })
  })
  expect(await events.tail.catchUp(from, 2)).toBe('reload')
  expect(await events.tail.catchUp('999999999999', 3)).toBe('reload')
  expect(await events.tail.catchUp("1' OR 1=1", 3)).toBe('reload')
})

import { setTimeout as sleep } from 'node:timers/promises'
import { Registry } from 'prom-client'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { quiet, type TestDatabase, testDatabase } from '../../../test/test-database.ts'
import { createMemoryBus } from '../bus/memory-bus.ts'
import { createEvents, type Events, publish, subscribe, subscribeTogether } from './events.ts'
import { registerEventMetrics } from './metrics.ts'

let server: TestDatabase
let running: Events[]

beforeAll(async () => {
  server = await testDatabase({ max: 20 })
  await server.database.rows('CREATE TABLE handled (consumer text, n int)')
})
afterAll(() => server.close())
beforeEach(async () => {
  running = []
  await server.database.rows('TRUNCATE handled, event_failures, event_consumers, events')
})
afterEach(() => Promise.all(running.map(events => events.stop())))

function createWorker(): Events {
  const events = createEvents({
    database: server.database,
    bus: createMemoryBus(quiet),
    log: quiet,
    pollMs: 200,
  })
  running.push(events)
  return events
}

const announce = (n: number, name = 'test.happened') =>
  server.database.inTransaction(async tx => publish(tx, { name, data: { n } }))

async function handled(consumer: string): Promise<number[]> {
  const rows = await server.database.rows<{ n: number }>('SELECT n FROM handled WHERE consumer = $1', [
    consumer,
  ])
  return rows.map(row => row.n)
}

function record(
  events: Events,
  consumer: string,
  failOn: (n: number) => boolean = () => false,
  options = {},
): void {
  const handler: Parameters<typeof subscribe>[3] = async ({ data }, tx) => {
    await tx.rows('INSERT INTO handled VALUES ($1, $2)', [consumer, data.n])
    if (failOn(Number(data.n))) throw new TypeError('secret@example.com')
  }
  subscribe(events, consumer, ['test.happened'], handler, options)
}

test('a consumer handles what it subscribed to, in order, from the present unless it says otherwise', async () => {
  await announce(1)
  const worker = createWorker()
  record(worker, 'new')
  record(worker, 'all', undefined, { from: 'beginning' })
  await worker.start()
  await announce(2)
  await announce(3, 'test.other')
  await announce(4)
  await vi.waitFor(async () => expect(await handled('all')).toEqual([1, 2, 4]))
  await vi.waitFor(async () => expect(await handled('new')).toEqual([2, 4]))
})

test('the present begins with the registration, also while an older transaction is still running', async () => {
  const started = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const slow = server.database.inTransaction(async tx => {
    await tx.rows(`INSERT INTO events (name, data) VALUES ('test.happened', '{"n": 2}')`)
    started.resolve()
    await gate.promise
  })
  await started.promise
  await announce(1)
  const worker = createWorker()
  record(worker, 'new')
  await worker.start()
  await announce(3)
  gate.resolve()
  await slow
  await vi.waitFor(async () => expect(await handled('new')).toEqual([2, 3]))
})

test('several workers share a consumer: every event is handled once, in order', async () => {
  const workers = [createWorker(), createWorker(), createWorker()]
  for (const worker of workers) {
    record(worker, 'shared')
    await worker.start()
  }
  await Promise.all(Array.from({ length: 200 }, (_, n) => announce(n)))
  await vi.waitFor(async () => expect(await handled('shared')).toHaveLength(200))
  await sleep(100)
  const rows = await server.database.rows<{ n: number }>(
    `SELECT (data->>'n')::int AS n FROM events ORDER BY txid, id`,
  )
  expect(await handled('shared')).toEqual(rows.map(row => row.n))
})

test('a transaction that commits late is handled, and nothing after it is lost', async () => {
  const worker = createWorker()
  record(worker, 'late')
  await worker.start()
  const started = Promise.withResolvers<void>()
  const slow = server.database.inTransaction(async tx => {
    await tx.rows(`INSERT INTO events (name, data) VALUES ('test.happened', '{"n": 1}')`)
    started.resolve()
    await sleep(300)
  })
  await started.promise
  await announce(2)
  await slow
  await vi.waitFor(async () => expect(await handled('late')).toEqual([1, 2]))
})

test('a handler that fails for a while delays its events and loses none; its writes are undone each time', async () => {
  let failures = 2
  const worker = createWorker()
  record(worker, 'flaky', n => n === 2 && failures-- > 0)
  await worker.start()
  for (const n of [1, 2, 3]) await announce(n)
  await vi.waitFor(async () => expect(await handled('flaky')).toEqual([1, 2, 3]))
  expect(await server.database.rows('SELECT FROM event_failures')).toHaveLength(0)
})

test('several at once: all that are due in one call, in order, and of those that fail only the one at fault waits', async () => {
  const worker = createWorker()
  const calls: number[][] = []
  let isBroken = true
  subscribeTogether(worker, 'together', ['test.happened'], async (events, tx) => {
    const ns = events.map(event => Number(event.data.n))
    calls.push(ns)
    await tx.rows('INSERT INTO handled SELECT $1, * FROM unnest($2::int[])', ['together', ns])
    if (isBroken && ns.includes(3)) throw new TypeError('not this one')
  })
  await worker.start()
  await server.database.inTransaction(async tx => {
    for (const n of [1, 2, 3, 4]) publish(tx, { name: 'test.happened', data: { n } })
    publish(tx, { name: 'test.other', data: {} })
  })
  await vi.waitFor(async () => expect(await handled('together')).toEqual([1, 2]))
  expect(calls.slice(0, 4)).toEqual([[1, 2, 3, 4], [1], [2], [3]])
  isBroken = false
  await vi.waitFor(async () => expect(await handled('together')).toEqual([1, 2, 3, 4]), { timeout: 5000 })
})

test('what a consumer does not react to it goes past, however much that is', async () => {
  const worker = createWorker()
  record(worker, 'far')
  await worker.start()
  await server.database.inTransaction(async tx => {
    for (let n = 0; n < 2500; n++)
      publish(tx, { name: n % 1200 === 1199 ? 'test.happened' : 'test.other', data: { n } })
  })
  await vi.waitFor(async () => expect(await handled('far')).toEqual([1199, 2399]), { interval: 50 })
})

test('an event that always fails is set aside, without its message, and shows in the metrics', async () => {
  const worker = createWorker()
  record(worker, 'poisoned', n => n === 2, { maxAttempts: 2 })
  await worker.start()
  for (const n of [1, 2, 3]) await announce(n)
  await vi.waitFor(async () => expect(await handled('poisoned')).toEqual([1, 3]))
  expect(
    await server.database.rows('SELECT attempts, error FROM event_failures WHERE parked_at IS NOT NULL'),
  ).toEqual([{ attempts: 2, error: 'TypeError' }])
  const registry = new Registry()
  registerEventMetrics(registry, server.database)
  expect(await registry.metrics()).toContain('event_consumer_parked{consumer="poisoned"} 1')
})

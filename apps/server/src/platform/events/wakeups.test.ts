import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { quiet, type TestDatabase, testDatabase } from '../../../test/test-database.ts'
import { createBus } from '../bus/bus.ts'
import { createEvents } from './events.ts'

/** An hour: what arrives does not come from looking now and then. */
const POLL_MS = 3_600_000

let server: TestDatabase
beforeAll(async () => {
  server = await testDatabase()
})
afterAll(() => server.close())

/** Commits an event where nothing but the database is shared: a thread has modules of its own, like a process. */
const ELSEWHERE = `
  const { parentPort, workerData } = require('node:worker_threads')
  const load = path => import(new URL(path, workerData.base).href)
  const log = { info() {}, warn() {}, error() {} }
  Promise.all(['../database/database.ts', '../bus/bus.ts', './events.ts'].map(load)).then(
    async ([{ openDatabase }, { createBus }, { createEvents, publish }]) => {
      const database = openDatabase({ url: workerData.url, log })
      const bus = createBus({ databaseUrl: workerData.url, log })
      await bus.ready()
      const events = createEvents({ database, bus, log, pollMs: ${POLL_MS} })
      await database.inTransaction(async tx => publish(tx, { name: 'test.happened', data: {} }))
      await new Promise(resolve => parentPort.once('message', resolve))
      await events.stop()
      await bus.close()
      await database.close()
    },
  )`

test('readers in other processes are woken by the bus', async () => {
  const bus = createBus({ databaseUrl: server.url, log: quiet })
  await bus.ready()
  const events = createEvents({ database: server.database, bus, log: quiet, pollMs: POLL_MS })
  const seen = vi.fn(async () => {})
  await events.tail.listen(seen)
  const thread = new Worker(ELSEWHERE, { eval: true, workerData: { url: server.url, base: import.meta.url } })
  const exited = new Promise(resolve => thread.once('exit', resolve))
  await vi.waitFor(() => expect(seen).toHaveBeenCalledOnce())
  thread.postMessage('heard')
  expect(await exited).toBe(0)
  await events.stop()
  await bus.close()
})

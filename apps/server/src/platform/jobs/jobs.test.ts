import { Type } from 'typebox'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { quiet, type TestDatabase, testDatabase } from '../../../test/test-database.ts'
import { type AddJobOptions, addJob, defineJob, type Job, type JobSpec } from './jobs.ts'
import { createJobs, type Jobs, migrateJobs } from './runner.ts'

const Payload = Type.Object({ n: Type.Integer() }, { additionalProperties: false })
type Spec = JobSpec<typeof Payload>

let server: TestDatabase
let running: Jobs[]

beforeAll(async () => {
  server = await testDatabase({ max: 20 })
  await migrateJobs(server.database, quiet)
  await migrateJobs(server.database, quiet)
})
afterAll(() => server.close())
beforeEach(async () => {
  running = []
  await server.database.rows('DELETE FROM graphile_worker._private_jobs')
})
afterEach(() => Promise.all(running.map(jobs => jobs.stop())))

function define(spec: Partial<Spec> & Pick<Spec, 'name' | 'run'>): Job<{ n: number }> {
  return defineJob({ schema: Payload, maxAttempts: 3, onFailed: async () => {}, ...spec })
}

async function startWith(...jobs: Job<unknown>[]): Promise<Jobs> {
  const worker = createJobs({ database: server.database, log: quiet, pollMs: 100 })
  running.push(worker)
  worker.register(...jobs)
  await worker.start()
  return worker
}

const add = <P>(job: Job<P>, payload: P, options?: AddJobOptions) =>
  server.database.inTransaction(tx => addJob(tx, job, payload, options))

const waiting = () =>
  server.database.rows<{ key: string; attempts: number; last_error: string; locked_by: string | null }>(
    'SELECT key, attempts, last_error, locked_by FROM graphile_worker._private_jobs ORDER BY id',
  )

test('a job runs when its transaction commits, and never when it is rolled back', async () => {
  const ran: number[] = []
  const job = define({ name: 'test-run', run: async ({ n }) => void ran.push(n) })
  await startWith(job)
  await expect(
    server.database.inTransaction(async tx => {
      await addJob(tx, job, { n: 1 })
      throw new Error('no')
    }),
  ).rejects.toThrow()
  await add(job, { n: 2 })
  await vi.waitFor(() => expect(ran).toEqual([2]))
  await vi.waitFor(async () => expect(await waiting()).toEqual([]))
})

test('a payload that does not fit is refused when added, and its value is not repeated', async () => {
  const job = define({ name: 'test-shape', run: async () => {} })
  const wrong = { n: 'secret@example.com' } as unknown as { n: number }
  await expect(add(job, wrong)).rejects.toThrow(/test-shape: payload\/n must be integer/)
  expect(await waiting()).toEqual([])
})

test('waiting jobs with one key are one; the key comes from the payload', async () => {
  const job = define({ name: 'test-key', key: ({ n }) => `test:${n}`, run: async () => {} })
  for (const n of [1, 1, 2]) await add(job, { n })
  expect((await waiting()).map(row => row.key)).toEqual(['test:1', 'test:2'])
})

test('a job that fails is tried again; after the last time onFailed is told, and the queue holds no message', async () => {
  const onFailed = vi.fn(async () => {})
  const run = vi.fn(async () => {
    const cause = Object.assign(new TypeError('secret too'), { code: 'E_CAUSE' })
    throw new RangeError('secret@example.com', { cause })
  })
  const job = define({ name: 'test-fail', maxAttempts: 2, run, onFailed })
  await startWith(job)
  await add(job, { n: 1 })
  await vi.waitFor(() => expect(onFailed).toHaveBeenCalledOnce())
  expect(run).toHaveBeenCalledTimes(2)
  expect(onFailed).toHaveBeenCalledWith(
    { n: 1 },
    expect.any(RangeError),
    expect.objectContaining({ attempt: 2 }),
  )
  await vi.waitFor(async () => expect(await waiting()).toMatchObject([{ attempts: 2, locked_by: null }]))
  expect((await waiting())[0]?.last_error).toMatch(
    /^RangeError, of TypeError E_CAUSE at jobs\/jobs\.test\.ts:\d+, see the log$/,
  )
})

test('a stop waits for the job that runs and starts no other', async () => {
  const done: number[] = []
  const mayEnd = Promise.withResolvers<void>()
  const job = define({
    name: 'test-stop',
    queue: 'test-stop',
    run: async ({ n }) => {
      await mayEnd.promise
      done.push(n)
    },
  })
  const worker = await startWith(job)
  const all = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
  for (const n of all) await add(job, { n })
  await vi.waitFor(async () => expect((await waiting()).some(row => row.locked_by)).toBe(true))
  const stopped = worker.stop()
  mayEnd.resolve()
  await stopped
  // Each of the other three may have been asking for a job as the stop came, and does what it is given.
  expect(done.length).toBeGreaterThan(0)
  expect(done.length).toBeLessThanOrEqual(4)
  expect(done).toEqual(all.slice(0, done.length))
  const left = all.slice(done.length).map(() => ({ locked_by: null, attempts: 0 }))
  expect(await waiting()).toMatchObject(left)
})

test('jobs of a process that was killed come back; those of a living one do not', async () => {
  const ran = vi.fn(async () => {})
  const { promise: untilChecked, resolve: letGo } = Promise.withResolvers<void>()
  const killed = define({ name: 'test-killed', run: ran })
  const long = define({ name: 'test-long', run: () => untilChecked })
  const lockedLongAgo = "locked_at = now() - interval '1 minute', attempts = 1"
  await startWith(long)
  await add(long, { n: 1 })
  await vi.waitFor(async () => expect((await waiting())[0]?.locked_by).toMatch(/^pool-/))
  await add(killed, { n: 2 })
  await server.database.rows(
    `UPDATE graphile_worker._private_jobs SET locked_by = coalesce(locked_by, 'pool-dead'), ${lockedLongAgo}`,
  )
  await startWith(killed, long)
  await vi.waitFor(() => expect(ran).toHaveBeenCalledOnce())
  const held = { attempts: 1, locked_by: expect.stringMatching(/^pool-/) }
  await vi.waitFor(async () => expect(await waiting()).toMatchObject([held]))
  letGo()
})

test('two jobs of one name stop the start, and a schedule is understood', async () => {
  const job = define({ name: 'test-twice', run: async () => {} })
  const worker = createJobs({ database: server.database, log: quiet })
  expect(() => worker.register(job, job)).toThrow('two jobs are named test-twice')
  const nightly = defineJob({
    name: 'test-nightly',
    schema: Type.Object({}),
    maxAttempts: 1,
    cron: '0 3 * * *',
    run: async () => {},
    onFailed: async () => {},
  })
  await startWith(nightly)
  const known = "SELECT FROM graphile_worker._private_known_crontabs WHERE identifier = 'test-nightly'"
  await vi.waitFor(async () => expect(await server.database.rows(known)).toHaveLength(1))
})

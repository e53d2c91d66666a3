import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LeadApp, openLeadApp } from '../../test/lead-app.ts'

/** A worker that runs leads alone: what activities have to do waits for another process. */

let firm: LeadApp
beforeAll(async () => {
  firm = await openLeadApp({ works: true, modules: ['access', 'leads'] })
})
afterAll(() => firm.close())

const jobsLeft = (name: string) =>
  firm.db.rows<{ attempts: number }>('SELECT attempts FROM graphile_worker.jobs WHERE task_identifier = $1', [
    name,
  ])

test('takes the jobs of its modules, and leaves those of others in the queue', async () => {
  for (const name of ['reminders-run', 'leads-purge-deleted'])
    await firm.db.rows("SELECT FROM graphile_worker.add_job($1, '{}'::json)", [name])
  // They are taken in the order in which they came: the other would have been taken by then.
  await vi.waitFor(async () => expect(await jobsLeft('leads-purge-deleted')).toEqual([]), 60_000)
  expect(await jobsLeft('reminders-run')).toEqual([{ attempts: 0 }])
})

test('reacts to events for its modules alone, and serves their routes alone', async () => {
  const consumers = await firm.db.rows<{ name: string }>('SELECT name FROM event_consumers ORDER BY name')
  const names = consumers.map(({ name }) => name)
  expect(names.filter(name => name.startsWith('leads'))).not.toEqual([])
  expect(names.filter(name => name.startsWith('activities'))).toEqual([])
  const admin = await firm.as('admin')
  expect((await admin.get('/crm/leads')).status).toBe(200)
  expect((await admin.get('/crm/activities')).status).toBe(404)
})

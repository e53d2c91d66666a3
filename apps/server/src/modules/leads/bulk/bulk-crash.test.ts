import { afterAll, expect, test, vi } from 'vitest'
import { type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'
import { endAllServers, startServer } from '../../../../test/server-process.ts'

let firm: LeadApp
afterAll(async () => {
  await endAllServers()
  await firm.close()
})

const LEADS = 180
const key = (n: number) => Buffer.alloc(32, n).toString('base64')

test('killed in the middle, the change is carried on where it was, and no lead is changed twice', async () => {
  firm = await openLeadApp()
  const { db } = firm
  const admin = await firm.as('admin')
  for (let n = 0; n < LEADS; n++) await admin.lead({ source: 'crash' })
  const ids = (await db.rows<{ id: number }>('SELECT id FROM leads ORDER BY id')).map(row => row.id)
  const { json } = await admin.post<{ id: number }>('/crm/bulk', {
    action: 'tag',
    add_tags: ['Survived'],
    selection: { filters: { source: ['crash'] } },
  })
  const doneNow = async () => {
    const [row] = await db.rows<{ done: number; status: string }>(
      'SELECT done, status FROM bulk_changes WHERE id = $1',
      [json.id],
    )
    return row
  }

  const env = {
    DATABASE_URL: firm.databaseUrl,
    ENCRYPTION_KEYS: `k1:${key(1)},hash:${key(2)}`,
    ROLES: 'worker',
    DATA_DIR: firm.dataDir,
  }
  const worker = startServer(env)
  // Somebody edits a lead of the third chunk for so long that the worker has to wait there.
  await db.inTransaction(async tx => {
    await tx.rows('SELECT 1 FROM leads WHERE id = $1 FOR UPDATE', [ids[130]])
    await vi.waitFor(async () => expect((await doneNow())?.done).toBe(100), { interval: 20 })
    worker.child.kill('SIGKILL')
    await worker.ended()
  })
  expect(await doneNow()).toEqual({ done: 100, status: 'running' })
  // As the other processes do some seconds later.
  await db.rows(
    `SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by)) FROM graphile_worker._private_jobs
     WHERE locked_by IS NOT NULL`,
  )
  startServer(env)
  await vi.waitFor(async () => expect(await doneNow()).toEqual({ done: LEADS, status: 'done' }), {
    interval: 50,
  })
  const edits = await db.rows<{ n: number; versions: number }>(
    `SELECT count(*) AS n, count(DISTINCT lead_id) AS versions FROM events WHERE name = 'lead.updated'`,
  )
  expect(edits).toEqual([{ n: LEADS, versions: LEADS }])
  expect(await db.rows("SELECT 1 FROM leads WHERE tags <> '{Survived}' OR version <> 2")).toEqual([])
})

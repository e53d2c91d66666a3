import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterAll, expect, test, vi } from 'vitest'
import { ended, startImport } from '../../../../test/import-client.ts'
import { type LeadApp, openLeadApp } from '../../../../test/lead-app.ts'
import { endAllServers, startServer } from '../../../../test/server-process.ts'

let firm: LeadApp
afterAll(async () => {
  await endAllServers()
  await firm.close()
})

const ROWS = 1000
/** Any number that no other lock has. */
const LOCK = 471_147

test('killed in the middle of a chunk, the import goes on behind the last whole one, and no row comes in twice', async () => {
  firm = await openLeadApp()
  const { db } = firm
  const admin = await firm.as('admin')
  const rows = Array.from({ length: ROWS }, (_, n) => `Row ${n},98${String(n).padStart(8, '0')}`)
  const id = await startImport(admin, ['Name,Mobile', ...rows].join('\n'), {
    columns: { Name: 'name', Mobile: 'phone' },
  })
  const stateNow = async () =>
    (
      await db.rows<{ rows_done: number; status: string }>(
        'SELECT rows_done, status FROM lead_imports WHERE id = $1',
        [id],
      )
    )[0]
  const waiting = () =>
    db.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted", [LOCK])

  await db.rows(
    `CREATE FUNCTION wait_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(${LOCK}); RETURN NEW; END $$`,
  )
  await db.rows(
    `CREATE TRIGGER wait_here BEFORE INSERT ON leads FOR EACH ROW WHEN (NEW.name = 'Row 600') EXECUTE FUNCTION wait_here()`,
  )
  const env = {
    ...(parseEnv(await readFile(join(firm.dataDir, 'keys'), 'utf8')) as Record<string, string>),
    DATABASE_URL: firm.databaseUrl,
    DATA_DIR: firm.dataDir,
    ROLES: 'worker',
  }
  await db.inTransaction(async tx => {
    await tx.rows('SELECT pg_advisory_xact_lock($1)', [LOCK])
    const worker = startServer(env)
    // Half of the second chunk is written by now, and not committed.
    await vi.waitFor(async () => expect(await waiting()).toHaveLength(1), { interval: 20 })
    worker.child.kill('SIGKILL')
    await worker.ended()
  })
  expect(await stateNow()).toEqual({ rows_done: 400, status: 'running' })
  // As the other processes do some seconds later.
  await db.rows(
    `SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by)) FROM graphile_worker._private_jobs
     WHERE locked_by IS NOT NULL`,
  )
  await startServer(env).ready()
  expect(await ended(admin, id)).toMatchObject({ status: 'done', rows_done: ROWS, created: ROWS, refused: 0 })
  const [leads] = await db.rows('SELECT count(*) AS n, count(DISTINCT name) AS names FROM leads')
  expect(leads).toEqual({ n: ROWS, names: ROWS })
  const [notes] = await db.rows('SELECT count(*) AS n FROM import_records WHERE import_id = $1', [id])
  expect(notes).toEqual({ n: ROWS })
})

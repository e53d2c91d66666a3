import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { openMailServer } from '../../../../test/mail-server.ts'
import { endAllServers, startServer } from '../../../../test/server-process.ts'
import { testDatabase } from '../../../../test/test-database.ts'
import { createDemoPeople } from '../../access/index.ts'

/** As many as the seconds of a test allow; MANY=10000 for the whole. */
const MANY = Number(process.env.MANY ?? 1500)
const PATIENT = { timeout: 60_000 + MANY * 20, interval: 50 }
/** A process that works sends its next mail within this time. */
const QUIET_MS = 8000
/** Mails that one process has in flight at the same time. */
const IN_FLIGHT = 4

afterAll(() => endAllServers())

test('all due in the same minute, two workers, one killed in the middle: each is told once, and no mail is lost', {
  timeout: PATIENT.timeout + 60_000,
}, async () => {
  const [{ database: db, url, close }, mailServer, home] = await Promise.all([
    testDatabase(),
    openMailServer(),
    mkdtemp(join(tmpdir(), 'many-')),
  ])
  const staff = await db.inTransaction(createDemoPeople)
  const [rep] = staff.salespeople
  await db.rows(
    `WITH lead AS (
       INSERT INTO leads (name, status, pipeline_id, stage_id, assigned_to, team_id)
       SELECT 'Busy', 'new', pipeline_id, id, $1, $2 FROM stages WHERE name = 'New' RETURNING id
     ), wish AS (
       INSERT INTO notification_preferences (user_id, kind, channel, is_on) VALUES ($1, 'follow_up.due', 'mail', true)
     )
     INSERT INTO follow_ups (lead_id, kind, assigned_to, due_at, time_zone, remind_stage, remind_at)
     SELECT lead.id, 'call', $1, now(), 'Asia/Kolkata', 'due', now() FROM lead, generate_series(1, $3)`,
    [rep?.id, rep?.teamId, MANY],
  )
  const key = () => randomBytes(32).toString('base64')
  const env = {
    DATABASE_URL: url,
    ENCRYPTION_KEYS: `k1:${key()},hash:${key()}`,
    ROLES: 'worker',
    SMTP_URL: mailServer.url,
  }
  const workers = [1, 2].map(n => startServer({ ...env, DATA_DIR: join(home, String(n)) }))
  await Promise.all(workers.map(worker => worker.ready()))
  const add = (job: string) => db.rows('SELECT FROM graphile_worker.add_job($1)', [job])
  for (const job of ['reminders-run', 'reminders-run', 'notifications-deliver']) await add(job)

  await vi.waitFor(() => expect(mailServer.taken.length).toBeGreaterThan(MANY / 10), PATIENT)
  workers[0]?.child.kill('SIGKILL')
  await workers[0]?.ended()
  // The next minutes: schedules come round, and what the dead one had claimed is free again.
  for (const job of ['reminders-run', 'notifications-deliver', 'notifications-deliver']) await add(job)
  let progress = { taken: -1, at: 0 }
  const unsent = async () => {
    // Claims that are left when the living one has come to an end are the dead one's: their time passes.
    if (progress.taken !== mailServer.taken.length)
      progress = { taken: mailServer.taken.length, at: Date.now() }
    if (Date.now() - progress.at > QUIET_MS)
      await db.rows(
        `UPDATE notification_deliveries SET claimed_at = claimed_at - interval '1 hour' WHERE state = 'claimed'`,
      )
    const [row] = await db.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM follow_ups f WHERE NOT EXISTS (
         SELECT FROM notification_deliveries d JOIN notifications n ON n.id = d.notification_id
         WHERE (n.data->>'follow_up_id')::int = f.id AND d.state = 'sent')`,
    )
    if (row?.n) await add('notifications-deliver')
    return row?.n
  }
  await vi.waitFor(async () => expect(await unsent()).toBe(0), { ...PATIENT, interval: 500 })

  const [told] = await db.rows<{ n: number; ids: number }>(
    `SELECT count(*)::int AS n, count(DISTINCT data->>'follow_up_id')::int AS ids FROM notifications`,
  )
  expect(told).toEqual({ n: MANY, ids: MANY })
  const ids = new Set(mailServer.taken.map(mail => mail.messageId))
  expect(ids.size).toBe(MANY)
  expect(mailServer.taken.length - MANY).toBeLessThanOrEqual(IN_FLIGHT)
  const failures = await db.rows(`SELECT 1 FROM notification_deliveries WHERE state <> 'sent'`)
  expect(failures).toEqual([])

  await endAllServers()
  await mailServer.close()
  await close()
  await rm(home, { recursive: true, force: true })
})

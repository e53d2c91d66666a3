import { Type } from 'typebox'
import type { Database } from '../../../platform/database/database.ts'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import type { Storage } from '../../../platform/storage/storage.ts'
import { KEPT_DAYS } from './exports.service.ts'

/** Deletes exported files that are some days old, every night. The audit log keeps that they were made. */
export const forgetExportsJob = ({ db, storage }: { db: Database; storage: Storage }) =>
  defineJob({
    name: 'leads-forget-exports',
    schema: Type.Object({}),
    maxAttempts: 5,
    cron: '53 21 * * *',
    run: () => forgetOldExports({ db, storage }, KEPT_DAYS),
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'leads: old exports could not be forgotten')
    },
  })

/** Deletes exported files that are older than so many days. */
export async function forgetOldExports(
  { db, storage }: { db: Database; storage: Storage },
  days: number,
): Promise<void> {
  const old = await db.rows<{ id: number; file_key: string }>(
    `SELECT id, file_key FROM lead_exports
     WHERE created_at < now() - make_interval(days => $1) AND status NOT IN ('queued', 'running')`,
    [days],
  )
  for (const { id, file_key } of old) {
    await storage.delete(file_key)
    await db.rows('DELETE FROM lead_exports WHERE id = $1', [id])
  }
}

import { Type } from 'typebox'
import type { Database } from '../../../platform/database/database.ts'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import type { Storage } from '../../../platform/storage/storage.ts'
import { forgetFiles } from './refused-rows.ts'

/** Days for which an uploaded file and its refused rows are kept: they hold the contact details of people who may have been
 *  deleted since. */
const KEPT_DAYS = 30

/** Forgets old imports with their files, every night; their leads stay. */
export const forgetImportsJob = ({ db, storage }: { db: Database; storage: Storage }) =>
  defineJob({
    name: 'leads-forget-imports',
    schema: Type.Object({}),
    maxAttempts: 5,
    cron: '41 21 * * *',
    run: () => forgetOldImports({ db, storage }, KEPT_DAYS),
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'leads: old imports could not be forgotten')
    },
  })

/** Forgets imports that are older than so many days, with their files. */
export async function forgetOldImports(
  { db, storage }: { db: Database; storage: Storage },
  days: number,
): Promise<void> {
  const old = await db.rows<{ id: number; file_key: string; refused_chunks: number[] }>(
    `SELECT id, file_key, refused_chunks FROM lead_imports
     WHERE created_at < now() - make_interval(days => $1) AND status NOT IN ('queued', 'running', 'undoing')`,
    [days],
  )
  for (const one of old) {
    await forgetFiles(storage, one)
    await db.rows('DELETE FROM lead_imports WHERE id = $1', [one.id])
  }
}

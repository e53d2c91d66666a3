import { Type } from 'typebox'
import type { Connection } from '../../../platform/database/database.ts'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import { forgetOldBulks } from './bulk.repository.ts'
import { UNDO_DAYS } from './bulk.service.ts'

const AT_ONCE = 20

/** Forgets changes that can no longer be undone, with what they would have been undone by. */
export const forgetBulkJob = (db: Connection) =>
  defineJob({
    name: 'leads-forget-bulk',
    schema: Type.Object({}),
    maxAttempts: 5,
    cron: '41 21 * * *',
    async run(_payload, run) {
      while ((await forgetOldBulks(db, UNDO_DAYS, AT_ONCE)) === AT_ONCE) run.signal.throwIfAborted()
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'leads: old bulk changes could not be forgotten')
    },
  })

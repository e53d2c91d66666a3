import { Type } from 'typebox'
import type { Database } from '../../../platform/database/database.ts'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import { UNDO_DAYS } from './merge-sides.ts'
import { forgetMemories } from './merges.repository.ts'

/** Forgets how two leads were once their merge cannot be undone any more. */
export const forgetMergesJob = (db: Database) =>
  defineJob({
    name: 'leads-forget-merges',
    schema: Type.Object({}),
    maxAttempts: 5,
    cron: '37 21 * * *',
    run: () => forgetMemories(db, UNDO_DAYS),
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'leads: what old merges remember could not be forgotten')
    },
  })

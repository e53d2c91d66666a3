import { Type } from 'typebox'
import type { Database } from '../database/database.ts'
import { defineJob } from '../jobs/jobs.ts'
import { pruneIdempotencyKeys } from './idempotency.ts'

/** Forgets, every hour, the answers to repeatable writes that are older than a day. */
export const createPruneJob = (db: Database) =>
  defineJob({
    name: 'http-prune-answers',
    schema: Type.Object({}),
    maxAttempts: 3,
    cron: '23 * * * *',
    run: () => pruneIdempotencyKeys(db, new Date()),
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'http: old answers could not be forgotten')
    },
  })

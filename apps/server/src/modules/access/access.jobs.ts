import { Type } from 'typebox'
import { defineJob } from '../../platform/jobs/jobs.ts'

/** Every hour: removes sessions, reset tokens, failure counts and devices that have run out. */
export function createPruneJob(places: readonly { prune(): Promise<void> }[]) {
  return defineJob({
    name: 'access-prune',
    schema: Type.Object({}),
    maxAttempts: 3,
    cron: '17 * * * *',
    async run() {
      for (const place of places) await place.prune()
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'what has run out could not be removed; the next hour tries again')
    },
  })
}

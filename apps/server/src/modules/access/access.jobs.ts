import { Type } from 'typebox'
import { defineJob } from '../../platform/jobs/jobs.ts'
import type { AuthService } from './auth.service.ts'
import type { Sessions } from './sessions.service.ts'

/** Every hour: removes sessions, reset tokens and failure counts that have run out. */
export function createPruneJob({
  sessions,
  auth,
}: {
  sessions: Pick<Sessions, 'prune'>
  auth: Pick<AuthService, 'prune'>
}) {
  return defineJob({
    name: 'access-prune',
    schema: Type.Object({}),
    maxAttempts: 3,
    cron: '17 * * * *',
    async run() {
      await sessions.prune()
      await auth.prune()
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'what has run out could not be removed; the next hour tries again')
    },
  })
}

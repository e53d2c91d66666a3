import { Type } from 'typebox'
import type { Database } from '../../../platform/database/database.ts'
import { defineJob } from '../../../platform/jobs/jobs.ts'
import type { LeadDoor } from '../activities.neighbours.ts'
import { announceMissed } from './first-response.ts'

/** Every minute: says of which new leads nobody was contacted in time. */
export const missedJob = (needs: { db: Database; leads: LeadDoor; now(): Date }) =>
  defineJob({
    name: 'first-response-missed',
    schema: Type.Object({}, { additionalProperties: false }),
    maxAttempts: 3,
    cron: '* * * * *',
    async run(_payload, run) {
      const { db, leads, now } = needs
      for (;;) {
        run.signal.throwIfAborted()
        if ((await db.inTransaction(tx => announceMissed(tx, leads, now()))) === 0) return
      }
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'missed targets could not be announced; the next minute tries again')
    },
  })

import { Type } from 'typebox'
import type { Database } from '../../platform/database/database.ts'
import { defineJob } from '../../platform/jobs/jobs.ts'
import type { LeadsDoor } from '../leads/index.ts'

const WOKEN_AT_ONCE = 200

/** Wakes the leads whose day has come, soon after midnight wherever the firm is. */
export const wakeJob = (db: Database, leads: Pick<LeadsDoor, 'sleep'>) =>
  defineJob({
    name: 'pipelines-wake-leads',
    schema: Type.Object({}),
    maxAttempts: 5,
    cron: '1,31 * * * *',
    async run(_payload, run) {
      for (let woken = WOKEN_AT_ONCE; woken === WOKEN_AT_ONCE; ) {
        run.signal.throwIfAborted()
        woken = await db.inTransaction(tx => leads.sleep.wakeDue(tx, WOKEN_AT_ONCE))
        if (woken > 0) run.log.info({ leads: woken }, 'pipelines: woke leads')
      }
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'pipelines: leads could not be woken')
    },
  })

import { Type } from 'typebox'
import type { Database } from '../../../platform/database/database.ts'
import { addJob, defineJob, type Job } from '../../../platform/jobs/jobs.ts'
import { sweepLeads } from '../sweep-leads.ts'
import { allReasons } from './losses.repository.ts'

export interface Renaming {
  from: string
  to: string
  user_id: number
  /** The second look, for what another process let through before it knew. */
  again?: boolean
}

/** After this time every process knows the new words. Milliseconds. */
const STRAGGLERS_MS = 60_000

/** Gives all leads that were lost for a reason its new words. */
export function renameReasonJob(db: Database): Job<Renaming> {
  const job: Job<Renaming> = defineJob({
    name: 'leads-rename-lost-reason',
    schema: Type.Object({
      from: Type.String(),
      to: Type.String(),
      user_id: Type.Integer(),
      again: Type.Optional(Type.Boolean()),
    }),
    maxAttempts: 10,
    queue: 'lead-setup',
    async run({ from, to, user_id, again }, run) {
      // By now these may be the words of another reason.
      if (again && (await allReasons(db)).some(reason => reason.label === from)) return
      const changed = await sweepLeads(
        db,
        {
          condition: 'l.lost_reason = $1',
          values: [from],
          change: () => ({ lost_reason: to }),
          field: 'lost_reason',
          valueOf: ({ lost_reason }) => lost_reason,
          userId: user_id,
        },
        run,
      )
      run.log.info({ leads: changed }, 'leads: a reason of losses was renamed')
      if (again) return
      const runAt = new Date(Date.now() + STRAGGLERS_MS)
      await db.inTransaction(tx => addJob(tx, job, { from, to, user_id, again: true }, { runAt }))
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'leads: a reason of losses could not be renamed on all leads')
    },
  })
  return job
}

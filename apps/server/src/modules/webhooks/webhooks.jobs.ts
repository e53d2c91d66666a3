import { Type } from 'typebox'
import type { Database } from '../../platform/database/database.ts'
import { addJob, defineJob, type Job } from '../../platform/jobs/jobs.ts'
import type { DeliverNeeds } from './deliver.ts'
import { nextDueAt } from './deliveries.repository.ts'
import { deliverDue } from './lanes.ts'
import { deletedEndpoints, forgetEndpoint, forgetOld, forgetSome, replayDead } from './portions.repository.ts'

/** A message that is due sooner than the next minute is woken for. */
const MINUTE_MS = 60_000
/** For which messages and their tries are kept. Days. */
const KEPT_DAYS = 30
const DAY_MS = 86_400_000

/** Sends what waits: one run at a time in the whole firm. */
export function deliverJob(needs: DeliverNeeds): Job<object> {
  const { db, now } = needs
  const job: Job<object> = defineJob({
    name: 'webhooks-deliver',
    schema: Type.Object({}, { additionalProperties: false }),
    maxAttempts: 5,
    queue: 'webhooks',
    key: () => 'webhooks-deliver',
    cron: '* * * * *',
    async run(_payload, run) {
      await deliverDue(needs, run)
      if (!run.signal.aborted) await wakeForNext(db, job, now())
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'webhooks could not be sent; the next minute tries again')
    },
  })
  return job
}

async function wakeForNext(db: Database, job: Job<object>, now: Date): Promise<void> {
  const at = await nextDueAt(db, now)
  if (!at || at.getTime() - now.getTime() >= MINUTE_MS) return
  await db.inTransaction(tx => addJob(tx, job, {}, { runAt: at, key: 'webhooks-deliver-next' }))
}

/** Which messages that were given up are sent again. */
export interface Replay {
  endpoint_id: number
  /** The newest of them: those that are given up afterwards were not meant. */
  up_to: number
}

/** Sends again all messages of an endpoint that were given up, in portions. */
export const replayJob = ({
  db,
  deliver,
  now,
}: Pick<DeliverNeeds, 'db' | 'now'> & { deliver: Job<object> }): Job<Replay> =>
  defineJob({
    name: 'webhooks-replay',
    schema: Type.Object(
      { endpoint_id: Type.Integer(), up_to: Type.Integer() },
      { additionalProperties: false },
    ),
    maxAttempts: 5,
    key: ({ endpoint_id }) => `webhooks-replay:${endpoint_id}`,
    async run({ endpoint_id, up_to }, { signal }) {
      for (let after: number | null = 0; after !== null; ) {
        signal.throwIfAborted()
        const range = { after, upTo: up_to }
        after = await db.inTransaction(async tx => {
          const last = await replayDead(tx, endpoint_id, range, now())
          if (last !== null) await addJob(tx, deliver, {}, { keyMode: 'preserve_run_at' })
          return last
        })
      }
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'webhook messages could not be replayed; what is left is still given up')
    },
  })

/** Forgets what is old, once a night, and what was deleted, at once; in portions. */
export const pruneJob = ({ db, now }: Pick<DeliverNeeds, 'db' | 'now'>): Job<object> =>
  defineJob({
    name: 'webhooks-prune',
    schema: Type.Object({}, { additionalProperties: false }),
    maxAttempts: 3,
    key: () => 'webhooks-prune',
    cron: '47 21 * * *',
    async run(_payload, { signal }) {
      for (const id of await deletedEndpoints(db)) {
        while ((await forgetSome(db, id)) > 0) signal.throwIfAborted()
        await forgetEndpoint(db, id)
      }
      const before = new Date(now().getTime() - KEPT_DAYS * DAY_MS)
      for (let last: number | null = 0; last !== null; ) {
        signal.throwIfAborted()
        last = await forgetOld(db, last, before)
      }
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'old webhook messages could not be removed; the next night tries again')
    },
  })

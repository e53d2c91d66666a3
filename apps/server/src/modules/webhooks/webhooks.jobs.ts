import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import type { Database } from '../../platform/database/database.ts'
import { addJob, defineJob, type Job, type JobRun } from '../../platform/jobs/jobs.ts'
import { type DeliverNeeds, deliver } from './deliver.ts'
import { claimDue, dueEndpoints, nextDueAt, pruneDeliveries } from './deliveries.repository.ts'

/** Endpoints that are served at a time; one that hangs takes no other's place. */
const MOST_LANES = 16
/** Messages that one endpoint gets at a time. */
const SIDE_BY_SIDE = 4
/** How often new endpoints are looked for while others are served. */
const LOOK_MS = 500
/** A message that is due sooner than the next minute is woken for. */
const MINUTE_MS = 60_000
/** For which messages and their tries are kept. Days. */
const KEPT_DAYS = 30
const DAY_MS = 86_400_000

/** Sends what waits, in no order: one run at a time in the whole firm, and in it each endpoint by itself. */
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

async function deliverDue(needs: DeliverNeeds, run: Pick<JobRun, 'signal' | 'log'>): Promise<void> {
  const lanes = new Map<number, Promise<void>>()
  let failure: unknown
  for (;;) {
    if (!run.signal.aborted && failure === undefined && lanes.size < MOST_LANES) {
      const due = await dueEndpoints(needs.db, needs.now(), [...lanes.keys()], MOST_LANES - lanes.size)
      for (const id of due) {
        const lane = serve(needs, id, run).catch((error: unknown) => {
          failure = error
        })
        lanes.set(
          id,
          lane.then(() => void lanes.delete(id)),
        )
      }
    }
    if (lanes.size === 0) break
    await Promise.race([...lanes.values(), sleep(LOOK_MS)])
  }
  if (failure !== undefined) throw failure
}

async function serve(needs: DeliverNeeds, endpointId: number, run: Pick<JobRun, 'signal'>): Promise<void> {
  while (!run.signal.aborted) {
    const claimed = await claimDue(needs.db, endpointId, needs.now(), SIDE_BY_SIDE)
    if (claimed.length === 0) return
    await Promise.all(claimed.map(delivery => deliver(needs, delivery)))
  }
}

async function wakeForNext(db: Database, job: Job<object>, now: Date): Promise<void> {
  const at = await nextDueAt(db, now)
  if (!at || at.getTime() - now.getTime() >= MINUTE_MS) return
  await db.inTransaction(tx => addJob(tx, job, {}, { runAt: at, key: 'webhooks-deliver-next' }))
}

/** Forgets old messages, once a night. */
export const pruneJob = ({ db, now }: Pick<DeliverNeeds, 'db' | 'now'>) =>
  defineJob({
    name: 'webhooks-prune',
    schema: Type.Object({}, { additionalProperties: false }),
    maxAttempts: 3,
    cron: '47 21 * * *',
    async run() {
      await pruneDeliveries(db, new Date(now().getTime() - KEPT_DAYS * DAY_MS))
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'old webhook messages could not be removed; the next night tries again')
    },
  })

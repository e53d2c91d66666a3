import { setTimeout as sleep } from 'node:timers/promises'
import type { JobRun } from '../../platform/jobs/jobs.ts'
import { type DeliverNeeds, deliver } from './deliver.ts'
import { claimDue, dueEndpoints } from './deliveries.repository.ts'

/** Messages that one endpoint gets at a time. */
const SIDE_BY_SIDE = 4
/** More are taken when so many are under way at most: one that hangs does not hold up those behind it. */
const FEW = SIDE_BY_SIDE / 2
/** How often it is looked for what has become due while something is under way. */
const LOOK_MS = 500

/** Whether nothing more is to be begun, and what to do when something has failed. */
interface Course {
  isOver(): boolean
  fail(error: unknown): void
}

/** Sends what is due, in no order. Each endpoint has a lane of its own, so that however many hang, the others do not feel it: a firm has
 *  fifty endpoints at most. */
export async function deliverDue(needs: DeliverNeeds, { signal }: Pick<JobRun, 'signal'>): Promise<void> {
  const lanes = new Map<number, Promise<void>>()
  const failures: unknown[] = []
  const course: Course = {
    isOver: () => signal.aborted || failures.length > 0,
    fail: error => void failures.push(error),
  }
  for (;;) {
    if (!course.isOver()) {
      for (const id of await dueEndpoints(needs.db, needs.now(), [...lanes.keys()]))
        lanes.set(
          id,
          serve(needs, id, course).then(() => void lanes.delete(id)),
        )
    }
    if (lanes.size === 0) break
    await Promise.race([...lanes.values(), sleep(LOOK_MS)])
  }
  if (failures.length > 0) throw failures[0]
}

/** Sends what is due for one endpoint, until nothing is. */
async function serve(needs: DeliverNeeds, endpointId: number, { isOver, fail }: Course): Promise<void> {
  const underWay = new Set<Promise<void>>()
  const take = () =>
    claimDue(needs.db, endpointId, needs.now(), { most: SIDE_BY_SIDE, underWay: underWay.size }).catch(
      (error: unknown) => {
        fail(error)
        return []
      },
    )
  for (;;) {
    for (const delivery of isOver() ? [] : await take()) {
      const sent: Promise<void> = deliver(needs, delivery)
        .catch(fail)
        .then(() => void underWay.delete(sent))
      underWay.add(sent)
    }
    if (underWay.size === 0) return
    await Promise.race([...underWay, ...(underWay.size > FEW ? [] : [sleep(LOOK_MS)])])
    while (underWay.size > FEW) await Promise.race(underWay)
  }
}

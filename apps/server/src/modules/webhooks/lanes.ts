import { setTimeout as sleep } from 'node:timers/promises'
import type { JobRun } from '../../platform/jobs/jobs.ts'
import type { DeliverNeeds } from './deliver.ts'
import { dueEndpoints } from './deliveries.repository.ts'
import { type Course, LOOK_MS, serve } from './lane.ts'

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

import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { ClosedLead } from './lead-facts.ts'
import { type Lesson, learn } from './learning.ts'
import type { ModelInUse } from './scorer.ts'
import type { ScoringSettings } from './scoring.schemas.ts'

/** What is learned from. */
export interface Course {
  /** By arrival, the oldest first. */
  leads: readonly ClosedLead[]
  settings: ScoringSettings
  inUse: ModelInUse | null
}

/** Learns in a thread of its own: tens of thousands of leads take many seconds, in which requests are answered as always.
 *  @throws what went wrong there */
export async function learnElsewhere(course: Course): Promise<Lesson> {
  const thread = new Worker(new URL(import.meta.url), { workerData: { course } })
  try {
    const [lesson] = await once(thread, 'message')
    return lesson
  } finally {
    await thread.terminate()
  }
}

if (!isMainThread && workerData?.course) {
  const { leads, settings, inUse }: Course = workerData.course
  parentPort?.postMessage(learn(leads, settings, inUse))
}

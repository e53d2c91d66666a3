import { setTimeout as sleep } from 'node:timers/promises'
import { type DeliverNeeds, noteOutcomes, type Outcome, tryOnce } from './deliver.ts'
import { type ClaimedDelivery, claimDue, giveBack } from './deliveries.repository.ts'
import { secretsOf } from './secrets.ts'

/** Messages that one endpoint gets at a time. */
const SIDE_BY_SIDE = 4
/** More are taken when so many are under way at most: one that hangs does not hold up those behind it. */
const FEW = SIDE_BY_SIDE / 2
/** Taken at once at most, of an endpoint that is quick: taking and noting cost the database as much for one as for all of them. */
const MOST_TAKEN = 128
/** An endpoint that took what was taken within this time is given twice as many the next time. */
const QUICK_MS = 500
/** What is taken and not begun by then goes back, well before its lease ends: somebody else may have the time. */
const STALE_MS = 5_000
/** After so many failures in a row what is not begun goes back, and no more are taken than can be begun. */
const FAILING_AFTER = SIDE_BY_SIDE
/** While there is more to send, so long is waited after a note for what comes in. */
const NOTE_EVERY_MS = 50
/** How often it is looked for what has become due while something is under way. */
export const LOOK_MS = 500

/** Whether nothing more is to be begun, and what to do when something has failed. */
export interface Course {
  isOver(): boolean
  fail(error: unknown): void
}

/** Sends what is due for one endpoint, until nothing is. What came of it is noted together: all that has come in while the note before was
 *  written. */
export async function serve(needs: DeliverNeeds, endpointId: number, course: Course): Promise<void> {
  const underWay = new Set<Promise<void>>()
  const outcomes: Outcome[] = []
  let taken: ClaimedDelivery[] = []
  let takenAt = 0
  /** What they are signed with; none where they cannot be read. */
  let secrets: readonly string[] = []
  let mostTaken = SIDE_BY_SIDE
  let failuresInRow = 0
  let noting: Promise<void> | null = null

  function note(): void {
    noting ??= noteAll().finally(() => {
      noting = null
    })
  }
  async function noteAll(): Promise<void> {
    try {
      while (outcomes.length > 0) {
        await noteOutcomes(needs, endpointId, outcomes.splice(0))
        if (taken.length > 0) await sleep(NOTE_EVERY_MS)
      }
    } catch (error) {
      course.fail(error)
    }
  }

  async function take(): Promise<void> {
    if (failuresInRow > 0) await noting
    const startedAt = performance.now()
    if (takenAt > 0) mostTaken = nextPortion(mostTaken, startedAt - takenAt, failuresInRow)
    takenAt = startedAt
    const room = { most: mostTaken, underWay: underWay.size }
    taken = await claimDue(needs.db, endpointId, needs.now(), room)
    if (taken.length > 0)
      secrets = await secretsOf(needs.db, needs.crypto, endpointId, needs.now()).catch(() => [])
  }

  function begin(delivery: ClaimedDelivery): void {
    const sent: Promise<void> = tryOnce(needs, delivery, secrets)
      .then(outcome => {
        failuresInRow = outcome.isSuccess ? 0 : failuresInRow + 1
        outcomes.push(outcome)
        note()
      })
      .catch(course.fail)
      .then(() => void underWay.delete(sent))
    underWay.add(sent)
  }

  async function returnRest(): Promise<void> {
    const rest = taken
    taken = []
    if (rest.length > 0) await giveBack(needs.db, rest, needs.now())
  }

  for (;;) {
    try {
      const isStale = performance.now() - takenAt > STALE_MS
      if (course.isOver() || isStale || failuresInRow >= FAILING_AFTER) await returnRest()
      if (!course.isOver() && taken.length === 0 && underWay.size <= FEW) await take()
    } catch (error) {
      course.fail(error)
      taken = []
    }
    while (taken.length > 0 && underWay.size < SIDE_BY_SIDE) begin(taken.shift() as ClaimedDelivery)
    if (underWay.size === 0) {
      if (noting === null) return
      await noting
    } else await Promise.race([...underWay, ...(underWay.size > FEW ? [] : [sleep(LOOK_MS)])])
  }
}

function nextPortion(last: number, tookMs: number, failuresInRow: number): number {
  if (failuresInRow > 0) return SIDE_BY_SIDE
  return tookMs <= QUICK_MS ? Math.min(MOST_TAKEN, last * 2) : Math.max(SIDE_BY_SIDE, last / 2)
}

import type { Transaction } from '../../platform/database/database.ts'
import { type StoredEvent, subscribe, subscribeTogether } from '../../platform/events/events.ts'
import type { Http } from '../../platform/http/server.ts'
import type { Platform } from '../../platform/platform.ts'
import type { People } from '../access/index.ts'
import type { WorkingCalendar } from '../activities/index.ts'
import type { LeadsDoor } from '../leads/index.ts'
import { Assigner } from './assigner.ts'
import { assignmentRoutes } from './assignment.routes.ts'
import type { Trial } from './assignment.schemas.ts'
import { writePlan } from './plan.repository.ts'

export { candidatesOf } from './candidates.ts'
export { type Choice, choose } from './choose.ts'

/** Rules as they are written down. */
export type NewPlan = Trial

/** What assignment needs from other modules. */
export interface AssignmentNeighbours {
  people: People
  leads: LeadsDoor
  /** Starts the first-response clock of a lead anew. */
  restartClock: (tx: Transaction, leadId: number) => Promise<void>
  /** Has these leads scored now. */
  score: (tx: Transaction, leadIds: readonly number[]) => Promise<void>
  /** When teams work. */
  calendars: () => Promise<(teamId: number | null) => WorkingCalendar>
}

/** Whether nobody wrote it in by hand. */
const hasCome = ({ data }: Pick<StoredEvent, 'data'>): boolean =>
  data.via === 'api' || data.import_id !== undefined

/** How leads find their owners: rules, fairness, and why. */
export function createAssignment(
  platform: Platform,
  { people, leads, calendars, restartClock, score }: AssignmentNeighbours,
) {
  const { db, config, now } = platform
  const assigner = new Assigner({
    db,
    leads: leads.assignment,
    holdAll: leads.activity.holdAllForSystem,
    calendars,
    managerOf: people.managerOf,
    restartClock,
    score,
    firmTimeZone: config.timeZone,
    now,
  })
  // Behind the creation, not on its way: in commit order and one at a time, so that however many come at once each is counted.
  subscribeTogether(platform.events, 'assignment-new-leads', ['lead.created'], async (events, tx) => {
    const news = events.filter(({ leadId, data }) => leadId !== null && data.historical !== true)
    const idsOf = (test: (event: StoredEvent) => boolean) =>
      news.flatMap(event => (event.leadId !== null && test(event) ? event.leadId : []))
    // Whatever somebody owns may go into a lost lead whose owner has left, and that is given to somebody then.
    await assigner.hold(
      tx,
      idsOf(event => event.data.owner_id === null || hasCome(event)),
      () => leads.holdEnquiries(tx, idsOf(hasCome)),
    )
    for (const event of news) await findOwner(event, tx)
  })
  async function findOwner({ leadId, data }: StoredEvent, tx: Transaction): Promise<void> {
    if (leadId === null) return
    const known = hasCome({ data }) ? await leads.recognise(tx, leadId) : null
    if (known) {
      if (known.ownerId === null) await assigner.assign(tx, [known.leadId])
    } else if (data.owner_id === null) await assigner.assign(tx, [leadId])
  }

  subscribe(
    platform.events,
    'assignment-takes-back',
    ['lead.response_missed'],
    async ({ leadId, data }, tx) => {
      if (leadId !== null && typeof data.owner_id === 'number')
        await assigner.takeBack(tx, leadId, data.owner_id)
    },
  )

  return {
    /** Puts rules in place, of a firm that begins with some. */
    setUp: (tx: Transaction, userId: number, plan: NewPlan): Promise<void> => writePlan(tx, userId, plan),
    routes: (http: Http) => assignmentRoutes(http, { db, people, leads, assigner }),
  }
}

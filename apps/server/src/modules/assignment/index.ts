import { subscribe } from '../../platform/events/events.ts'
import type { Http } from '../../platform/http/server.ts'
import type { Platform } from '../../platform/platform.ts'
import type { People } from '../access/index.ts'
import type { WorkingCalendar } from '../activities/index.ts'
import type { LeadsDoor } from '../leads/index.ts'
import { Assigner } from './assigner.ts'
import { assignmentRoutes } from './assignment.routes.ts'

/** What assignment needs from other modules. */
export interface AssignmentNeighbours {
  people: People
  leads: LeadsDoor
  /** When teams work. */
  calendars: () => Promise<(teamId: number | null) => WorkingCalendar>
}

/** How leads find their owners: rules, fairness, and why. */
export function createAssignment(platform: Platform, { people, leads, calendars }: AssignmentNeighbours) {
  const { db, config, now } = platform
  const assigner = new Assigner({
    db,
    leads: leads.assignment,
    calendars,
    firmTimeZone: config.timeZone,
    now,
  })
  // Behind the creation, not on its way: in commit order and one at a time, so that however many come at once each is counted.
  subscribe(platform.events, 'assignment-new-leads', ['lead.created'], async ({ leadId, data }, tx) => {
    if (leadId !== null && data.owner_id === null && data.historical !== true)
      await assigner.assign(tx, [leadId])
  })

  return {
    routes: (http: Http) => assignmentRoutes(http, { db, people, leads, assigner }),
  }
}

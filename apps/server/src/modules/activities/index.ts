import type { Http } from '../../platform/http/server.ts'
import type { Platform } from '../../platform/platform.ts'
import type { People } from '../access/index.ts'
import type { LeadDoor } from './activities.neighbours.ts'
import { activityRoutes } from './activities.routes.ts'
import { ActivityService } from './activity.service.ts'
import { ACTIVITY_EVENTS } from './activity-facts.ts'
import { type FirstContactStages, firstContactMove } from './first-contact.ts'
import { FollowUpService } from './follow-up.service.ts'
import { FollowUpReader } from './follow-up-reader.ts'
import { followUpRoutes } from './follow-ups.routes.ts'
import { activitiesImport } from './import-activities.ts'
import { followUpsImport } from './import-follow-ups.ts'
import { mergeFollowers } from './merge-followers.ts'
import { Outcomes } from './outcomes.ts'
import { DEFAULT_TIMES } from './reminder-times.ts'

export interface ActivityNeighbours {
  people: People
  leads: LeadDoor
  stages: FirstContactStages
}

/** What was said and done with leads, and what is planned. */
export function createActivities(platform: Platform, { people, leads, stages }: ActivityNeighbours) {
  const { db, crypto, config, now } = platform
  const outcomes = new Outcomes(db, platform.cache)
  const followUps = new FollowUpService({
    people,
    leads,
    timesOf: async () => DEFAULT_TIMES,
    firmTimeZone: config.timeZone,
    now,
  })
  const service = new ActivityService({
    db,
    people,
    leads,
    outcomes,
    followUps,
    onContact: async (_tx, _lead, at) => ({ first_response_at: at }),
    onFirstContact: firstContactMove({ leads, stages }),
    now,
  })
  const followUpReader = new FollowUpReader({ db, people, leads, firmTimeZone: config.timeZone, now })
  leads.showAfter(ACTIVITY_EVENTS)

  return {
    service,
    followUps,
    /** What files bring in of this module. */
    imports: [
      activitiesImport({ people, leads }),
      followUpsImport({ people, leads, firmTimeZone: config.timeZone }),
    ] as const,
    /** What a merge of two leads moves of this module. */
    mergeFollowers: mergeFollowers(leads),
    routes(http: Http) {
      const checkLead = leads.reader.standing.bind(leads.reader)
      activityRoutes(http, { db, crypto, service, outcomes, timeline: { db, people, checkLead } })
      followUpRoutes(http, { db, crypto, service: followUps, activities: service, reader: followUpReader })
    },
  }
}

import { subscribeTogether } from '../../platform/events/events.ts'
import type { Http } from '../../platform/http/server.ts'
import type { Platform } from '../../platform/platform.ts'
import { type LeadsDoor, movingRows } from '../leads/index.ts'
import type { StagesDoor } from '../pipelines/index.ts'
import { DEED_EVENTS } from './deeds.ts'
import { nextActionRoutes } from './next-actions.routes.ts'
import { type NextActionsNeeds, NextActionsService } from './next-actions.service.ts'
import { personalHoldings } from './personal-holdings.ts'

/** What suggestions need from other modules. */
export interface NextActionsNeighbours {
  leads: LeadsDoor
  stages: StagesDoor
  /** When the teams work. */
  calendars: NextActionsNeeds['calendars']
}

/** Says what is best done next with each open lead. */
export function createNextActions(platform: Platform, { leads, stages, calendars }: NextActionsNeighbours) {
  const { db, cache, config, now } = platform
  const service = new NextActionsService({
    db,
    cache,
    leads,
    stages,
    calendars,
    firmTimeZone: config.timeZone,
    now,
  })
  subscribeTogether(platform.events, 'next-actions-deeds', DEED_EVENTS, (events, tx) =>
    service.noteDeeds(tx, events),
  )
  return {
    /** What is held of people. */
    personalHoldings,
    mergeFollowers: [movingRows('next_action_answers', 'next_action_answers')],
    routes: (http: Http) => nextActionRoutes(http, service),
  }
}

import type { Transaction } from '../../platform/database/database.ts'
import type { Http } from '../../platform/http/server.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Access } from '../access/index.ts'
import type { ClientNames, LeadDoor } from './activities.neighbours.ts'
import { activityRoutes } from './activities.routes.ts'
import { ActivityService } from './activity.service.ts'
import { SHOWN_EVENTS } from './activity-facts.ts'
import { calendarRoutes } from './calendar.routes.ts'
import { CalendarFeed } from './calendar-feed.ts'
import { type FirstContactStages, firstContactMove } from './first-contact.ts'
import {
  firstResponseDue,
  type NewLead,
  restartClock,
  stopClock,
  subscribeClocks,
} from './first-response/first-response.ts'
import { missedJob } from './first-response/missed-job.ts'
import { responseRoutes } from './first-response/response.routes.ts'
import { ResponseRuleBook } from './first-response/response-rules.ts'
import { FollowUpService } from './follow-up.service.ts'
import { FollowUpReader } from './follow-up-reader.ts'
import { followUpRoutes } from './follow-ups.routes.ts'
import { subscribeHandOver } from './hand-over.ts'
import { activitiesImport } from './import-activities.ts'
import { followUpsImport } from './import-follow-ups.ts'
import { KickOffFollowUps } from './kick-off/kick-off-follow-ups.ts'
import { mergeFollowers } from './merge-followers.ts'
import { deliverJob } from './notifications/deliver-job.ts'
import { deviceReseal } from './notifications/devices.ts'
import { subscribeNews } from './notifications/news-of-events.ts'
import { notificationRoutes } from './notifications/notifications.routes.ts'
import { createNotify } from './notifications/notify.ts'
import { pruneNotificationsJob } from './notifications/prune-job.ts'
import { readSettings } from './notifications/settings.ts'
import { Outcomes } from './outcomes.ts'
import { personalHoldings } from './personal-holdings.ts'
import type { ReminderTimes } from './reminder-times.ts'
import { digestJob } from './reminders/digest-job.ts'
import { FirmSettings } from './reminders/firm-settings.ts'
import { remindersJob } from './reminders/reminders-job.ts'
import { subscribeWaking } from './wake-up.ts'

export { FOLLOW_UP_KINDS } from './activities.schemas.ts'
export {
  isAtWork,
  lastWorkMorning,
  nextWork,
  ofPerson,
  type WorkingCalendar,
  workMorningAfter,
} from './first-response/working-time.ts'
export type { KickOffFollowUp, KickOffFollowUps } from './kick-off/kick-off-follow-ups.ts'
export type { News, Notify } from './notifications/notify.ts'

export interface ActivityNeighbours {
  access: Pick<Access, 'people' | 'principalOf' | 'onStopped'>
  leads: LeadDoor
  stages: FirstContactStages
  /** The score from which on a lead is hot: it is to be answered sooner. */
  hotFrom(): Promise<number>
  clientNames: ClientNames
}

/** What was said and done with leads, what is planned, and what people are told of it. */
export function createActivities(
  platform: Platform,
  { access, leads, stages, hotFrom, clientNames }: ActivityNeighbours,
) {
  const { db, crypto, config, now, mail, push } = platform
  const { people } = access
  const firmTimeZone = config.timeZone
  const outcomes = new Outcomes(db, platform.cache)
  const firm = new FirmSettings(db, platform.cache)
  async function timesOf(userId: number): Promise<ReminderTimes> {
    const [own, all] = await Promise.all([readSettings(db, [userId]), firm.read()])
    return {
      beforeMinutes: own.get(userId)?.remindBeforeMinutes ?? 15,
      overdueMinutes: all.overdue_minutes,
      escalateMinutes: all.escalate_minutes,
    }
  }
  const followUps = new FollowUpService({ people, leads, timesOf, firmTimeZone, now })
  const rules = new ResponseRuleBook(db, platform.cache, { firmTimeZone, hotFrom })
  const service = new ActivityService({
    db,
    people,
    leads,
    outcomes,
    followUps,
    onContact: (tx, lead, at) => stopClock({ rules }, tx, lead, at),
    onFirstContact: firstContactMove({ leads, stages }),
    now,
  })
  const followUpReader = new FollowUpReader({ db, people, leads, firmTimeZone, now })
  const feed = new CalendarFeed({ db, access, leads, publicUrl: config.publicUrl, now })

  const deliver = deliverJob({ db, crypto, mail, push, access, leads, clientNames, config, now })
  const notify = createNotify({ people, realtime: platform.realtime, deliver, firmTimeZone, now })
  platform.jobs.register(
    deliver as Job<unknown>,
    remindersJob({ db, people, leads, firm, notify, now }) as Job<unknown>,
    pruneNotificationsJob(db) as Job<unknown>,
    missedJob({ db, leads, now }) as Job<unknown>,
    digestJob({ db, people, notify, firmTimeZone, now }) as Job<unknown>,
  )
  platform.rotation.addTarget(deviceReseal)
  subscribeNews(platform.events, notify)
  subscribeHandOver(platform.events, leads)
  subscribeWaking(platform.events, { leads, followUps })
  subscribeClocks(platform.events, { leads, rules })
  leads.showAfter(SHOWN_EVENTS)

  return {
    service,
    followUps,
    /** What is to be done after conversions. */
    kickOffs: new KickOffFollowUps({ people, leads, timesOf, firmTimeZone, now }),
    /** What files bring in of this module. */
    imports: [
      activitiesImport({ people, leads }),
      followUpsImport({ people, leads, firmTimeZone: config.timeZone }),
    ] as const,
    /** What is held of people. */
    personalHoldings,
    /** What a merge of two leads moves of this module. */
    mergeFollowers: mergeFollowers(leads),
    /** When a team works, or the firm where it has no hours of its own. */
    calendars: async () => (await rules.get()).calendarOf,
    /** Until when a lead that comes in is to be contacted. */
    firstResponseDue: (lead: NewLead) => firstResponseDue(rules, lead),
    /** Starts the first-response clock of a lead anew, for who has it from now on. */
    restartClock: (tx: Transaction, leadId: number) => restartClock({ leads, rules }, tx, leadId, now()),
    /** Tells people something, exactly once each. */
    notify,
    routes(http: Http) {
      const checkLead = leads.reader.standing.bind(leads.reader)
      activityRoutes(http, { db, crypto, service, outcomes, timeline: { db, people, leads, checkLead } })
      followUpRoutes(http, { db, crypto, service: followUps, activities: service, reader: followUpReader })
      notificationRoutes(http, { db, crypto, push, people, leads, clientNames, firm, firmTimeZone, now })
      calendarRoutes(http, feed)
      responseRoutes(http, { db, people, rules })
    },
  }
}

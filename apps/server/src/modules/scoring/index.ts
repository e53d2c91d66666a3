import { subscribeTogether } from '../../platform/events/events.ts'
import type { Http } from '../../platform/http/server.ts'
import type { Job } from '../../platform/jobs/jobs.ts'
import type { Platform } from '../../platform/platform.ts'
import type { People } from '../access/index.ts'
import type { LeadsDoor } from '../leads/index.ts'
import { staysWithTheLoser } from './merge-followers.ts'
import { Models } from './models.ts'
import { personalHoldings } from './personal-holdings.ts'
import { markDue } from './scores.repository.ts'
import { scoringJobs } from './scoring.jobs.ts'
import { scoringRoutes } from './scoring.routes.ts'
import { ScoringService } from './scoring.service.ts'
import { ScoringBook } from './scoring-settings.ts'

export { DEFAULT_SCORING } from './scoring-settings.ts'

/** What scoring needs from other modules. */
export interface ScoringNeighbours {
  people: People
  leads: LeadsDoor
}

/** After these a lead may be worth more, or less. */
const MATTERS = [
  'lead.created',
  'lead.updated',
  'lead.stage_changed',
  'lead.restored',
  'lead.merged',
  'lead.merge_undone',
  'lead.conversion_undone',
  'activity.logged',
  'activity.edited',
  'activity.deleted',
]

/** After these a lead is more urgent, or less, and worth the same. */
const TURNS: ReadonlySet<string> = new Set([
  'follow_up.created',
  'follow_up.moved',
  'follow_up.changed',
  'follow_up.done',
  'follow_up.reopened',
  'follow_up.deleted',
  'follow_up.due',
  'follow_up.overdue',
  'lead.response_due',
  'lead.slept',
  'lead.woke',
])

const inOrder = (ids: ReadonlySet<number>): number[] => [...ids].sort((a, b) => a - b)

/** Says of each lead how likely it is to convert, and why. */
export function createScoring(platform: Platform, { people, leads }: ScoringNeighbours) {
  const { db, cache, now } = platform
  const book = new ScoringBook(db, cache)
  const models = new Models(db, cache)
  const service = new ScoringService({ db, people, leads, book, models, now })
  const jobs = scoringJobs({ db, service })
  platform.jobs.register(...(Object.values(jobs) as Job<unknown>[]))
  subscribeTogether(platform.events, 'scoring', [...MATTERS, ...TURNS], async (events, tx) => {
    const [worth, urgency, later] = [new Set<number>(), new Set<number>(), new Set<number>()]
    for (const { name, leadId, data } of events) {
      if (leadId === null) continue
      const isOfFile = data.import_id !== undefined
      // Its score was kept with it.
      if (name === 'lead.created' && isOfFile) continue
      const isOneOfMany = data.quiet === true || isOfFile
      if (isOneOfMany) later.add(leadId)
      else (TURNS.has(name) ? urgency : worth).add(leadId)
    }
    await markDue(tx, [...later])
    // Who is scored is prioritised with it.
    await service.rescore(
      tx,
      inOrder(worth),
      true,
      inOrder(urgency).filter(id => !worth.has(id)),
    )
  })

  return {
    service,
    /** The score from which on a lead is High. */
    hotFrom: async () => (await book.get()).bands.high,
    /** What is held of people. */
    personalHoldings,
    mergeFollowers: [
      staysWithTheLoser('score_history', 'lead_score_history'),
      staysWithTheLoser('scores', 'lead_scores'),
      staysWithTheLoser('scoring_due', 'scoring_due'),
    ],
    routes: (http: Http) =>
      scoringRoutes(http, { db, book, service, jobs, onBands: () => leads.tellSetup('score-bands') }),
  }
}

import { Type } from 'typebox'
import type { Database } from '../../platform/database/database.ts'
import { defineJob } from '../../platform/jobs/jobs.ts'
import { takeDue } from './scores.repository.ts'
import type { ScoringService } from './scoring.service.ts'

export interface ScoringJobsNeeds {
  db: Database
  service: Pick<ScoringService, 'rescore' | 'rescoreAll' | 'train' | 'prioritiseDue'>
}

/** Leads that are scored in one transaction: so few that requests between them do not wait. */
const PORTION = 100
/** Two trainings at once would judge themselves by each other; scoring all twice is waste. */
const queue = 'scoring'

/** Scores what files and changes of very many have brought. */
const dueJob = ({ db, service }: ScoringJobsNeeds) =>
  defineJob({
    name: 'scoring-due',
    schema: Type.Object({}),
    maxAttempts: 5,
    key: () => 'scoring-due',
    cron: '* * * * *',
    async run(_payload, { signal }) {
      for (let taken = PORTION; taken === PORTION; ) {
        signal.throwIfAborted()
        taken = await db.inTransaction(async tx => {
          const ids = await takeDue(tx, PORTION)
          await service.rescore(tx, ids, false)
          return ids.length
        })
      }
    },
    async onFailed(_payload, error, { log }) {
      log.error({ err: error }, 'scoring: leads that came by file could not be scored')
    },
  })

/** Scores all open leads: every night, since what clients did fades, and after settings or model have changed. */
const rescoreJob = ({ service }: ScoringJobsNeeds) =>
  defineJob({
    name: 'scoring-rescore',
    schema: Type.Object({}),
    maxAttempts: 5,
    queue,
    key: () => 'scoring-rescore',
    cron: '40 20 * * *',
    async run(_payload, { log, signal }) {
      const scored = await service.rescoreAll(signal)
      log.info({ scored }, 'scoring: all open leads have a new score')
    },
    async onFailed(_payload, error, { log }) {
      log.error({ err: error }, 'scoring: not all leads could be scored anew')
    },
  })

/** Moves up those whose next step draws near: nothing else tells of it. */
const prioritiesJob = ({ service }: ScoringJobsNeeds) =>
  defineJob({
    name: 'scoring-priorities',
    schema: Type.Object({}),
    maxAttempts: 5,
    key: () => 'scoring-priorities',
    cron: '*/10 * * * *',
    run: () => service.prioritiseDue(),
    async onFailed(_payload, error, { log }) {
      log.error({ err: error }, 'scoring: leads whose next step is near could not be moved up')
    },
  })

/** Learns from the closed leads: weekly, and when somebody asks for it. */
const trainJob = ({ service }: ScoringJobsNeeds) =>
  defineJob({
    name: 'scoring-train',
    schema: Type.Object({ user_id: Type.Optional(Type.Integer()) }),
    maxAttempts: 3,
    queue,
    key: () => 'scoring-train',
    cron: '10 20 * * 6',
    async run({ user_id }, { log, signal }) {
      const isKept = await service.train(user_id ?? null)
      log.info({ isKept }, 'scoring: learned from the closed leads')
      if (isKept) await service.rescoreAll(signal)
    },
    async onFailed(_payload, error, { log }) {
      log.error({ err: error }, 'scoring: nothing could be learned')
    },
  })

/** The jobs of scoring. */
export function scoringJobs(needs: ScoringJobsNeeds) {
  return {
    due: dueJob(needs),
    rescore: rescoreJob(needs),
    train: trainJob(needs),
    priorities: prioritiesJob(needs),
  }
}

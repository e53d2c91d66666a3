import type { Database, Transaction } from '../../platform/database/database.ts'
import type { Http } from '../../platform/http/server.ts'
import { addJob } from '../../platform/jobs/jobs.ts'
import { audit } from '../access/index.ts'
import type { scoringJobs } from './scoring.jobs.ts'
import {
  Bands,
  IdParams,
  LeadScore,
  Models as ModelList,
  Preview,
  ScoringSettings,
  Training,
} from './scoring.schemas.ts'
import type { ScoringService } from './scoring.service.ts'
import { checkScoring, type ScoringBook } from './scoring-settings.ts'

export interface ScoringRoutesNeeds {
  db: Database
  book: ScoringBook
  service: ScoringService
  jobs: ReturnType<typeof scoringJobs>
  /** The bands may be others now: open pages ask for them again. */
  onBands(): void
}

const may = (action: 'view' | 'configure_scoring') => ({ access: { module: 'CRM', action } }) as const
const tags = ['Scoring']

const whatIsOn = ({ attributes }: ScoringSettings): string =>
  attributes
    .flatMap(one => (one.is_on ? [one.name] : []))
    .sort()
    .join()

export function scoringRoutes(http: Http, { db, book, service, jobs, onBands }: ScoringRoutesNeeds): void {
  http.get(
    '/crm/leads/:id/score',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'The score of a lead with its reasons and its history',
        params: IdParams,
        response: { 200: LeadScore },
      },
    },
    request => service.of(request.principal, request.params.id),
  )

  http.get(
    '/crm/score-bands',
    {
      config: may('view'),
      schema: { tags, summary: 'From which score on a lead is High or Medium', response: { 200: Bands } },
    },
    async () => (await book.get()).bands,
  )

  http.get(
    '/crm/settings/scoring',
    {
      config: may('configure_scoring'),
      schema: { tags, summary: 'How leads are scored', response: { 200: ScoringSettings } },
    },
    () => book.get(),
  )

  http.put(
    '/crm/settings/scoring',
    {
      config: may('configure_scoring'),
      schema: {
        tags,
        summary: 'Set up how leads are scored; all open leads are scored anew',
        body: ScoringSettings,
        response: { 200: ScoringSettings },
      },
    },
    async request => {
      const settings = request.body
      checkScoring(settings)
      const { userId } = request.principal
      const learnsAnew = whatIsOn(await book.get()) !== whatIsOn(settings)
      await db.inTransaction(async tx => {
        await book.write(tx, settings, userId)
        audit(tx, {
          userId,
          action: 'changed_scoring',
          module: 'CRM',
          ip: request.ip,
          requestId: request.id,
        })
        await addJob(tx, jobs.rescore, {})
        if (learnsAnew) await askToTrain(tx, userId)
      })
      const saved = await book.renew()
      onBands()
      return saved
    },
  )

  http.post(
    '/crm/settings/scoring/preview',
    {
      config: may('configure_scoring'),
      schema: {
        tags,
        summary: 'What other settings would make of the newest open leads',
        body: ScoringSettings,
        response: { 200: Preview },
      },
    },
    request => {
      checkScoring(request.body)
      return service.preview(request.principal, request.body)
    },
  )

  http.get(
    '/crm/scoring/models',
    {
      config: may('configure_scoring'),
      schema: {
        tags,
        summary: 'What was learned from closed leads, and how good it is',
        response: { 200: ModelList },
      },
    },
    async () => ({ data: await service.cards() }),
  )

  http.post(
    '/crm/scoring/models',
    {
      config: may('configure_scoring'),
      schema: {
        tags,
        summary: 'Learn from the closed leads now',
        response: { 202: Training },
      },
    },
    async (request, reply) => {
      await db.inTransaction(tx => askToTrain(tx, request.principal.userId))
      return reply.status(202).send({ is_running: true })
    },
  )

  const askToTrain = (tx: Transaction, userId: number) => addJob(tx, jobs.train, { user_id: userId })
}

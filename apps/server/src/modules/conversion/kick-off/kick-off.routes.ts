import type { FastifyRequest } from 'fastify'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import type { Http } from '../../../platform/http/server.ts'
import { KickOffPlan, KickOffPlanPut } from './kick-off.schemas.ts'
import { lockKickOff, readKickOff, writeKickOff } from './kick-off-plan.repository.ts'

export interface KickOffRoutesNeeds {
  db: Database
  currency: string
  /** Notes who changed it; written with the transaction. */
  audit(tx: Transaction, request: FastifyRequest, details: Record<string, unknown>): void
}

const config = { access: { module: 'CRM', action: 'configure_activities' } } as const
const tags = ['Clients']

/** What is planned after conversions, set up as one. */
export function kickOffRoutes(http: Http, { db, currency, audit }: KickOffRoutesNeeds): void {
  http.get(
    '/crm/settings/kick-off',
    {
      config,
      schema: {
        tags,
        summary: 'What is planned after a conversion, by project type',
        response: { 200: KickOffPlan },
      },
    },
    async () => ({ ...(await readKickOff(db)), currency }),
  )

  http.put(
    '/crm/settings/kick-off',
    {
      config,
      schema: {
        tags,
        summary: 'Set up what is planned after a conversion; it holds for the next one',
        body: KickOffPlanPut,
        response: { 200: KickOffPlan },
      },
    },
    async request => {
      const { version, ...plan } = request.body
      check(plan)
      return db.inTransaction(async tx => {
        await lockKickOff(tx)
        const before = await readKickOff(tx)
        if (before.version !== version) {
          throw new AppError('edit-conflict', {
            detail: 'Somebody else has changed the kick-off meanwhile.',
            current: { ...before, currency },
          })
        }
        await writeKickOff(tx, plan)
        audit(tx, request, {
          high_budget_from: plan.high_budget_from,
          steps: plan.residential.length + plan.commercial.length + plan.high_budget.length,
        })
        return { ...(await readKickOff(tx)), currency }
      })
    },
  )
}

/** @throws AppError "invalid-input" naming the field */
function check(plan: Omit<KickOffPlanPut, 'version'>): void {
  for (const type of ['residential', 'commercial', 'high_budget'] as const)
    for (const [i, { anchor, days }] of plan[type].entries())
      if (anchor === 'conversion' && days === 0)
        throw invalidInput(`${type}.${i}.days`, 'must be at least one working day')
}

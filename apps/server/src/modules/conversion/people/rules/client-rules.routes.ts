import type { FastifyRequest } from 'fastify'
import type { Transaction } from '../../../../platform/database/database.ts'
import type { Http } from '../../../../platform/http/server.ts'
import { ClientPlan, ClientPlanPut, ClientPlanSimulation, ClientPlanTrial } from './client-rules.schemas.ts'
import type { ClientRulesService } from './client-rules.service.ts'

export interface ClientRulesRoutesNeeds {
  rules: ClientRulesService
  /** Notes who changed them; written with the transaction. */
  audit(tx: Transaction, request: FastifyRequest, details: Record<string, unknown>): void
}

const config = { access: { module: 'CRM', action: 'configure_assignment' } } as const
const tags = ['Clients']

export function clientRulesRoutes(http: Http, { rules, audit }: ClientRulesRoutesNeeds): void {
  http.get(
    '/crm/settings/client-people',
    {
      config,
      schema: {
        tags,
        summary: 'The rules by which an account owner and a designer are proposed for clients',
        response: { 200: ClientPlan },
      },
    },
    () => rules.read(),
  )

  http.put(
    '/crm/settings/client-people',
    {
      config,
      schema: {
        tags,
        summary: 'Replace these rules; they hold for the next conversion',
        body: ClientPlanPut,
        response: { 200: ClientPlan },
      },
    },
    request => rules.change(request.principal, request.body, (tx, details) => audit(tx, request, details)),
  )

  http.post(
    '/crm/settings/client-people/simulation',
    {
      config,
      schema: {
        tags,
        summary: 'Who would be proposed for the last 200 clients by these rules; nothing is saved',
        body: ClientPlanTrial,
        response: { 200: ClientPlanSimulation },
      },
    },
    request => rules.simulate(request.principal, request.body),
  )
}

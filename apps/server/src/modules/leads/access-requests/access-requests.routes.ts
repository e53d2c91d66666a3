import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import { idempotent } from '../../../platform/http/idempotency.ts'
import type { Http } from '../../../platform/http/server.ts'
import { author } from '../author.ts'
import { LeadParams, Repeatable } from '../leads.schemas.ts'
import {
  AccessAsk,
  AccessDecision,
  AccessRequest,
  AccessRequestList,
  AccessRequestQuery,
} from './access-requests.schemas.ts'
import type { AccessRequestService } from './access-requests.service.ts'

const VIEW = { access: { module: 'CRM', action: 'view' } } as const

export function accessRequestRoutes(
  http: Http,
  { db, crypto, service }: { db: Database; crypto: Crypto; service: AccessRequestService },
): void {
  const tags = ['Access requests']

  http.get(
    '/crm/leads/access-requests',
    {
      config: VIEW,
      schema: {
        tags,
        summary: 'Who asks to work on leads they do not see',
        querystring: AccessRequestQuery,
        response: { 200: AccessRequestList },
      },
    },
    request => service.list(request.principal, request.query),
  )

  http.post(
    '/crm/leads/access-requests',
    {
      config: { ...VIEW, limit: { max: 20, windowMs: 3_600_000 } },
      schema: {
        tags,
        summary: 'Ask to work on a lead that you do not see',
        headers: Repeatable,
        body: AccessAsk,
        response: { 201: AccessRequest },
      },
    },
    async (request, reply) => {
      const answer = await idempotent(request, db, crypto, async tx => ({
        status: 201,
        body: await service.ask(tx, author(request), request.body),
      }))
      return reply.code(201).send(answer.body)
    },
  )

  http.post(
    '/crm/leads/access-requests/:id/decision',
    {
      config: VIEW,
      schema: {
        tags,
        summary: 'Hand the lead over to whoever asks, or decline',
        params: LeadParams,
        body: AccessDecision,
        response: { 200: AccessRequest },
      },
    },
    request =>
      db.inTransaction(tx => service.decide(tx, author(request), request.params.id, request.body.decision)),
  )
}

import type { Http } from '../../../platform/http/server.ts'
import { AccessParams, LeadViewers, PersonAccess, ViewersParams } from './explain.schemas.ts'
import { type LeadAccessNeeds, leadAccessOf, leadViewers } from './lead-access.ts'

export function explainRoutes(http: Http, needs: LeadAccessNeeds): void {
  const config = { access: { module: 'Administration', action: 'view_users' } } as const
  const tags = ['Leads']

  http.get(
    '/crm/leads/:id/access',
    {
      config,
      schema: {
        tags,
        summary: 'Who sees a lead, and why',
        params: ViewersParams,
        response: { 200: LeadViewers },
      },
    },
    request => leadViewers(needs, request.principal, request.params.id),
  )

  http.get(
    '/crm/leads/:id/access/:userId',
    {
      config,
      schema: {
        tags,
        summary: 'What a person may do with a lead and what not, and why',
        params: AccessParams,
        response: { 200: PersonAccess },
      },
    },
    request => leadAccessOf(needs, request.principal, request.params.id, request.params.userId),
  )
}

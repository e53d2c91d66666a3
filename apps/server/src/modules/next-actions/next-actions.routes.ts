import type { Http } from '../../platform/http/server.ts'
import {
  AnswerBody,
  IdParams,
  NextActions,
  SeveralNextActions,
  SeveralQuery,
} from './next-actions.schemas.ts'
import type { NextActionsService } from './next-actions.service.ts'

const may = (action: 'view' | 'log') => ({ access: { module: 'CRM', action } }) as const
const tags = ['Next actions']

export function nextActionRoutes(http: Http, service: NextActionsService): void {
  http.get(
    '/crm/leads/:id/next-actions',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'What is best done next with a lead, and why',
        params: IdParams,
        response: { 200: NextActions },
      },
    },
    async request => ({ data: await service.of(request.principal, request.params.id) }),
  )

  http.get(
    '/crm/next-actions',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'What is best done next with each of these leads',
        querystring: SeveralQuery,
        response: { 200: SeveralNextActions },
      },
    },
    async request => {
      const found = await service.several(request.principal, request.query.lead_id)
      return { data: [...found].map(([lead_id, actions]) => ({ lead_id, actions })) }
    },
  )

  http.post(
    '/crm/leads/:id/next-actions',
    {
      config: may('log'),
      schema: {
        tags,
        summary: 'Say that a suggestion was taken or dismissed; the order learns from it',
        params: IdParams,
        body: AnswerBody,
        response: { 200: NextActions },
      },
    },
    async request => {
      const { principal, params, body } = request
      await service.answer(principal, params.id, body)
      return { data: await service.of(principal, params.id) }
    },
  )
}

import { Type } from 'typebox'
import type { Http } from '../../platform/http/server.ts'
import { originOf } from './access.routes.ts'
import { ProvenAgain, SessionList, SessionParams, SessionsEnded } from './access.schemas.ts'
import { callerOf, withRetryAfter } from './auth.routes.ts'
import { againOf } from './second-factor/passkey.routes.ts'
import type { Proving } from './second-factor/proving.ts'
import type { SessionLimits } from './session-limits.ts'
import type { Sessions } from './sessions.service.ts'

const tags = ['Me']

export interface SessionRoutesNeeds {
  sessions: Sessions
  proving: Proving
  limits: SessionLimits
}

/** One's own sessions. Whoever finds an open page must not sign its person out everywhere else: ending asks who is there. */
export function sessionRoutes(app: Http, { sessions, proving, limits }: SessionRoutesNeeds): void {
  const hours = { idle_hours: limits.idle / 3600, max_hours: limits.max / 3600 }
  app.get(
    '/crm/sessions',
    {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'Where you are signed in', response: { 200: SessionList } },
    },
    async request => ({ data: await sessions.list(request.principal), next_cursor: null, ...hours }),
  )

  app.post(
    '/crm/sessions/:id/end',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Sign out one device',
        params: SessionParams,
        body: ProvenAgain,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { principal, params, body } = request
      const by = { userId: principal.userId, origin: originOf(request) }
      await withRetryAfter(
        reply,
        proving.proven(principal, againOf(body), callerOf(request), tx =>
          sessions.end(principal, params.id, by, tx),
        ),
      )
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/crm/sessions/end-others',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Sign out all other devices',
        body: ProvenAgain,
        response: { 200: SessionsEnded },
      },
    },
    async (request, reply) => {
      const { principal, body } = request
      const origin = originOf(request)
      const ended = await withRetryAfter(
        reply,
        proving.proven(principal, againOf(body), callerOf(request), tx =>
          sessions.endOthers(principal, origin, tx),
        ),
      )
      return { ended }
    },
  )
}

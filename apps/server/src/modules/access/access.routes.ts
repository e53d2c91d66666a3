import type { FastifyRequest } from 'fastify'
import type { Http } from '../../platform/http/server.ts'
import type { AccessPlatform, Origin } from './access.platform.ts'
import { Me, PeopleList, PeopleQuery, TeamList } from './access.schemas.ts'
import { describeMe } from './me.ts'
import type { People } from './people.ts'
import type { SessionCookie } from './session-cookie.ts'

export interface AccessRoutesNeeds {
  platform: Pick<AccessPlatform, 'db' | 'config'>
  cookie: SessionCookie
  people: People
}

export function accessRoutes(app: Http, { platform, cookie, people }: AccessRoutesNeeds): void {
  app.get(
    '/api/me',
    {
      config: { access: 'signed-in', forKeys: true, withoutSecondFactor: true },
      schema: { tags: ['Me'], summary: 'Who you are and what you may do', response: { 200: Me } },
    },
    async (request, reply) => {
      const token = cookie.tokenOf(request.headers.cookie)
      // The session lives on with each use; the cookie that carries it follows here, asked for whenever the app is opened.
      if (token) reply.header('set-cookie', cookie.renew(token))
      reply.header('cache-control', 'no-store')
      return describeMe(platform, request.principal)
    },
  )

  app.get(
    '/crm/people',
    {
      config: { access: { module: 'CRM', action: 'view' } },
      schema: {
        tags: ['People'],
        summary: 'People who may own leads, within your reach',
        querystring: PeopleQuery,
        response: { 200: PeopleList },
      },
    },
    async request => {
      const isToName = request.query.to === 'name'
      const found = await (isToName
        ? people.colleagues(request.principal)
        : people.assignable(request.principal))
      return {
        data: found.map(({ id, name, teamId }) => ({ id, name, team_id: teamId })),
        next_cursor: null,
      }
    },
  )

  app.get(
    '/crm/teams',
    {
      config: { access: { module: 'CRM', action: 'view' } },
      schema: { tags: ['People'], summary: 'Teams within your reach', response: { 200: TeamList } },
    },
    async request => ({ data: await people.teams(request.principal), next_cursor: null }),
  )
}

export function originOf(request: FastifyRequest): Origin {
  return { ip: request.ip, requestId: request.id }
}

import { Type } from 'typebox'
import { invalidInput } from '../../../platform/errors.ts'
import type { Http } from '../../../platform/http/server.ts'
import { originOf } from '../access.routes.ts'
import { actorOf } from '../admin/users.routes.ts'
import { Id, Instant } from '../admin/wire.ts'
import type { ViewAs } from './view-as.service.ts'

const tags = ['Administration']

const ViewAsBody = Type.Object(
  { user_id: Type.Optional(Id), role_id: Type.Optional(Id) },
  { additionalProperties: false },
)

export function viewAsRoutes(app: Http, views: ViewAs): void {
  app.post(
    '/crm/view-as',
    {
      config: { access: { module: 'Administration', action: 'manage_users' }, forKeys: false },
      schema: {
        tags,
        summary: 'Look on as a person or a role: read only, in this session, for thirty minutes',
        body: ViewAsBody,
        response: { 200: Type.Object({ ends_at: Instant }) },
      },
    },
    async request => {
      const { user_id: userId, role_id: roleId } = request.body
      if (userId !== undefined && roleId === undefined) return views.start(actorOf(request), { userId })
      if (roleId !== undefined && userId === undefined) return views.start(actorOf(request), { roleId })
      throw invalidInput('user_id', 'or role_id is needed, one of them')
    },
  )
  app.delete(
    '/crm/view-as',
    {
      config: { access: 'signed-in', whileViewing: true },
      schema: { tags, summary: 'Be yourself again', response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await views.stop(request.principal, originOf(request))
      return reply.code(204).send(null)
    },
  )
}

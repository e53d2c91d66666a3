import { Type } from 'typebox'
import type { Http } from '../../../platform/http/server.ts'
import type { AccessPlatform } from '../access.platform.ts'
import { audit } from '../audit.ts'
import { Navigation, NavigationBody, RoleNavigationBody } from './navigation.schemas.ts'
import { readNavigation, resetNavigation, saveNavigation, setRoleNavigation } from './navigation.service.ts'

const mine = { access: 'signed-in' } as const
const ofRoles = { access: { module: 'CRM', action: 'configure_fields' } } as const
const tags = ['Me']

/** What stands in one's navigation, and in that of a role. */
export function navigationRoutes(http: Http, { db }: Pick<AccessPlatform, 'db'>): void {
  http.get(
    '/crm/navigation',
    { config: mine, schema: { tags, summary: 'Your navigation', response: { 200: Navigation } } },
    request => readNavigation(db, request.principal),
  )
  http.put(
    '/crm/navigation',
    {
      config: mine,
      schema: {
        tags,
        summary: 'Arrange your navigation',
        body: NavigationBody,
        response: { 200: Navigation },
      },
    },
    request => saveNavigation(db, request.principal, request.body.entries),
  )
  http.delete(
    '/crm/navigation',
    {
      config: mine,
      schema: {
        tags,
        summary: 'Give up your own arrangement for that of your role',
        response: { 200: Navigation },
      },
    },
    request => resetNavigation(db, request.principal),
  )
  http.put(
    '/crm/settings/navigation',
    {
      config: ofRoles,
      schema: {
        tags,
        summary: 'Set the navigation of whoever has a role and arranged none',
        body: RoleNavigationBody,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { principal, ip, id } = request
      await setRoleNavigation(db, request.body, tx =>
        audit(tx, {
          userId: principal.userId,
          action: 'changed_role_navigation',
          module: 'CRM',
          recordType: 'role',
          recordId: request.body.role_id,
          ip,
          requestId: id,
          ...(principal.apiKeyId !== undefined && { apiKeyId: principal.apiKeyId }),
        }),
      )
      return reply.code(204).send(null)
    },
  )
}

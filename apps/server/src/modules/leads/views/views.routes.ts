import { Type } from 'typebox'
import type { Http } from '../../../platform/http/server.ts'
import { author } from '../author.ts'
import { SettingParams } from '../fields/fields.schemas.ts'
import {
  RoleDefault,
  RoleDefaults,
  View,
  ViewCreate,
  ViewDefault,
  ViewList,
  ViewOrder,
  ViewPatch,
} from './views.schemas.ts'
import type { ViewService } from './views.service.ts'

const view = { access: { module: 'CRM', action: 'view' } } as const
const configure = { access: { module: 'CRM', action: 'configure_fields' } } as const
const tags = ['Saved views']

export function viewRoutes(http: Http, service: ViewService): void {
  http.get(
    '/crm/views',
    {
      config: view,
      schema: {
        tags,
        summary: 'Your views of the list, and those shared with you',
        response: { 200: ViewList },
      },
    },
    async request => service.list(request.principal),
  )

  http.post(
    '/crm/views',
    { config: view, schema: { tags, summary: 'Save a view', body: ViewCreate, response: { 201: View } } },
    async (request, reply) => reply.code(201).send(await service.create(author(request), request.body)),
  )

  http.put(
    '/crm/views/order',
    {
      config: view,
      schema: {
        tags,
        summary: 'The order in which you see views',
        body: ViewOrder,
        response: { 200: ViewList },
      },
    },
    async request => {
      await service.order(request.principal, request.body.ids)
      return service.list(request.principal)
    },
  )

  http.put(
    '/crm/views/default',
    {
      config: view,
      schema: {
        tags,
        summary: 'The view that your list opens with',
        body: ViewDefault,
        response: { 200: ViewList },
      },
    },
    async request => {
      await service.setDefault(request.principal, request.body.view_id)
      return service.list(request.principal)
    },
  )

  http.patch(
    '/crm/views/:id',
    {
      config: view,
      schema: {
        tags,
        summary: 'Change, rename or share a view',
        params: SettingParams,
        body: ViewPatch,
        response: { 200: View },
      },
    },
    async request => service.update(author(request), request.params.id, request.body),
  )

  http.delete(
    '/crm/views/:id',
    {
      config: view,
      schema: { tags, summary: 'Delete a view', params: SettingParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await service.remove(author(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  http.get(
    '/crm/settings/default-views',
    {
      config: configure,
      schema: {
        tags,
        summary: 'The view that the list opens with, by role',
        response: { 200: RoleDefaults },
      },
    },
    async () => ({ data: await service.roleDefaults() }),
  )

  http.put(
    '/crm/settings/default-views',
    {
      config: configure,
      schema: {
        tags,
        summary: 'Choose the view that the list opens with for a role',
        body: RoleDefault,
        response: { 200: RoleDefaults },
      },
    },
    async request => ({ data: await service.setRoleDefault(author(request), request.body) }),
  )
}

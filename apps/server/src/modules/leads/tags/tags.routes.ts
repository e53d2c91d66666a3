import { Type } from 'typebox'
import type { Http } from '../../../platform/http/server.ts'
import { author } from '../author.ts'
import { SettingParams } from '../fields/fields.schemas.ts'
import { Tag, TagCreate, TagList, TagMerge, TagPatch } from './tags.schemas.ts'
import type { TagService } from './tags.service.ts'

const view = { access: { module: 'CRM', action: 'view' } } as const
const configure = { access: { module: 'CRM', action: 'configure_fields' } } as const
const tags = ['Lead settings']

export function tagRoutes(http: Http, service: TagService): void {
  http.get(
    '/crm/tags',
    { config: view, schema: { tags, summary: 'Tags with their colours', response: { 200: TagList } } },
    async request => ({ data: await service.list(request.principal) }),
  )

  http.post(
    '/crm/settings/tags',
    { config: configure, schema: { tags, summary: 'Add a tag', body: TagCreate, response: { 201: Tag } } },
    async (request, reply) => reply.code(201).send(await service.create(author(request), request.body)),
  )

  http.patch(
    '/crm/settings/tags/:id',
    {
      config: configure,
      schema: {
        tags,
        summary: 'Rename or colour a tag, on all its leads',
        params: SettingParams,
        body: TagPatch,
        response: { 200: Tag },
      },
    },
    async request => service.update(author(request), request.params.id, request.body),
  )

  http.post(
    '/crm/settings/tags/:id/merge',
    {
      config: configure,
      schema: {
        tags,
        summary: 'Join a tag to another, on all its leads',
        params: SettingParams,
        body: TagMerge,
        response: { 200: Tag },
      },
    },
    async request => service.merge(author(request), request.params.id, request.body.into),
  )

  http.delete(
    '/crm/settings/tags/:id',
    {
      config: configure,
      schema: {
        tags,
        summary: 'Take a tag off all leads',
        params: SettingParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await service.remove(author(request), request.params.id)
      return reply.code(204).send(null)
    },
  )
}

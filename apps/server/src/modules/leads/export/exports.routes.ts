import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Http } from '../../../platform/http/server.ts'
import type { Author } from '../leads.neighbours.ts'
import { Export, ExportCreate, ExportLink, ExportList, ExportListQuery } from './exports.schemas.ts'
import type { ExportService } from './exports.service.ts'

const access = { module: 'CRM', action: 'export' } as const
const Params = Type.Object(
  { id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) },
  { additionalProperties: false },
)
const tags = ['Exports']

const author = (request: FastifyRequest): Author => ({
  principal: request.principal,
  request: { id: request.id, ip: request.ip },
})

export function exportRoutes(http: Http, service: ExportService): void {
  http.post(
    '/crm/exports',
    {
      config: { access, forKeys: false },
      schema: {
        tags,
        summary: 'Write leads into a file, in the background',
        body: ExportCreate,
        response: { 202: Export },
      },
    },
    async (request, reply) => {
      const row = await service.create(author(request), request.body)
      return reply.code(202).header('location', `/crm/exports/${row.id}`).send(service.told(row))
    },
  )

  http.get(
    '/crm/exports',
    {
      config: { access, forKeys: false },
      schema: {
        tags,
        summary: 'Your exports, newest first',
        querystring: ExportListQuery,
        response: { 200: ExportList },
      },
    },
    async request => {
      const { rows, next_cursor } = await service.list(request.principal, request.query)
      return { data: rows.map(row => service.told(row)), next_cursor }
    },
  )

  http.get(
    '/crm/exports/:id',
    {
      config: { access, forKeys: false },
      schema: { tags, summary: 'An export', params: Params, response: { 200: Export } },
    },
    async request => service.told(await service.find(request.principal, request.params.id)),
  )

  http.post(
    '/crm/exports/:id/cancel',
    {
      config: { access, forKeys: false },
      schema: { tags, summary: 'Stop an export', params: Params, response: { 200: Export } },
    },
    async request => service.told(await service.cancel(request.principal, request.params.id)),
  )

  http.post(
    '/crm/exports/:id/link',
    {
      config: { access, forKeys: false },
      schema: {
        tags,
        summary: 'A link to the file, for a few minutes',
        params: Params,
        response: { 200: ExportLink },
      },
    },
    async request => service.link(author(request), request.params.id),
  )
}

import multipart from '@fastify/multipart'
import { type Principal, scopeOf } from '@optimwalls/permissions'
import { Type } from 'typebox'
import type { Http } from '../../../platform/http/server.ts'
import { withUploadedFile } from '../../../platform/http/uploaded-file.ts'
import type { ImportRow } from './imports.repository.ts'
import {
  Import,
  ImportKindList,
  ImportList,
  ImportListQuery,
  ImportMapping,
  ImportPreview,
  ImportWithSurvey,
  SavedMapping,
  SavedMappingCreate,
  SavedMappingList,
  SavedMappingQuery,
} from './imports.schemas.ts'
import { type ImportService, MAX_FILE_BYTES } from './imports.service.ts'
import type { ImportKind } from './kinds/import-kind.ts'
import type { ImportKinds } from './kinds/import-kinds.ts'
import type { SavedMappings } from './saved-mappings.ts'

const access = { module: 'CRM', action: 'import' } as const
const Params = Type.Object(
  { id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) },
  { additionalProperties: false },
)
const tags = ['Imports']

export interface ImportRoutesNeeds {
  service: ImportService
  saved: SavedMappings
  kinds: ImportKinds
}

export function importRoutes(http: Http, { service, saved, kinds }: ImportRoutesNeeds): void {
  http.register(async app => {
    await app.register(multipart, { limits: { files: 1, fields: 0, fileSize: MAX_FILE_BYTES + 1 } })
    app.post(
      '/crm/imports',
      {
        config: { access, forKeys: false },
        schema: {
          tags,
          summary: 'Upload a CSV, Excel or vCard file, as multipart form data',
          consumes: ['multipart/form-data'],
          response: { 201: ImportWithSurvey },
        },
      },
      async (request, reply) => {
        const { row, found } = await withUploadedFile(request, file =>
          service.upload(request.principal, file.name, file.content),
        )
        return reply
          .code(201)
          .header('location', `/crm/imports/${row.id}`)
          .send({ ...toImport(service, row), found })
      },
    )
  })

  http.get(
    '/crm/imports',
    {
      config: { access, forKeys: false },
      schema: {
        tags,
        summary: 'Your imports, newest first',
        querystring: ImportListQuery,
        response: { 200: ImportList },
      },
    },
    async request => {
      const { rows, next_cursor } = await service.list(request.principal, request.query)
      return { data: rows.map(row => toImport(service, row)), next_cursor }
    },
  )

  http.get(
    '/crm/imports/:id',
    {
      config: { access, forKeys: false },
      schema: {
        tags,
        summary: 'An import and what was found in its file',
        params: Params,
        response: { 200: ImportWithSurvey },
      },
    },
    async request => {
      const row = await service.find(request.principal, request.params.id)
      return { ...toImport(service, row), found: await service.found(row) }
    },
  )

  http.put(
    '/crm/imports/:id/mapping',
    {
      config: { access, forKeys: false },
      schema: {
        tags,
        summary: 'Say what the columns become; answers what the import would do',
        params: Params,
        body: ImportMapping,
        response: { 200: ImportPreview },
      },
    },
    async request => service.map(request.principal, request.params.id, request.body),
  )

  http.post(
    '/crm/imports/:id/run',
    {
      config: { access, forKeys: false },
      schema: { tags, summary: 'Start the import', params: Params, response: { 202: Import } },
    },
    async (request, reply) => {
      const facts = { id: request.id, ip: request.ip }
      return reply
        .code(202)
        .send(toImport(service, await service.run(request.principal, request.params.id, facts)))
    },
  )

  http.post(
    '/crm/imports/:id/cancel',
    {
      config: { access, forKeys: false },
      schema: {
        tags,
        summary: 'Stop a running import; what is in stays',
        params: Params,
        response: { 200: Import },
      },
    },
    async request => toImport(service, await service.cancel(request.principal, request.params.id)),
  )

  http.post(
    '/crm/imports/:id/undo',
    {
      config: { access, forKeys: false },
      schema: {
        tags,
        summary: 'Take back what an import has written',
        params: Params,
        response: { 202: Import },
      },
    },
    async (request, reply) => {
      const facts = { id: request.id, ip: request.ip }
      return reply
        .code(202)
        .send(toImport(service, await service.undo(request.principal, request.params.id, facts)))
    },
  )

  http.get(
    '/crm/import-kinds',
    {
      config: { access, forKeys: false },
      schema: {
        tags,
        summary: 'What can be imported, and the fields of it',
        response: { 200: ImportKindList },
      },
    },
    async request => ({
      data: kinds
        .all()
        .filter(kind => mayBring(request.principal, kind))
        .map(toKind),
    }),
  )

  http.get(
    '/crm/import-mappings',
    {
      config: { access, forKeys: false },
      schema: {
        tags,
        summary: 'Mappings kept by name; with an import, those first that fit its file',
        querystring: SavedMappingQuery,
        response: { 200: SavedMappingList },
      },
    },
    async request => ({ data: await saved.list(request.principal, request.query.import_id) }),
  )

  http.post(
    '/crm/import-mappings',
    {
      config: { access, forKeys: false },
      schema: {
        tags,
        summary: 'Keep a mapping by name; one of the same name and kind is replaced',
        body: SavedMappingCreate,
        response: { 201: SavedMapping },
      },
    },
    async (request, reply) => {
      const { name, mapping } = request.body
      return reply.code(201).send(await saved.save(request.principal, name, mapping))
    },
  )

  http.delete(
    '/crm/import-mappings/:id',
    {
      config: { access, forKeys: false },
      schema: { tags, summary: 'Forget a kept mapping', params: Params, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await saved.remove(request.params.id)
      return reply.code(204).send(null)
    },
  )

  http.get(
    '/crm/imports/:id/refused',
    {
      config: { access, forKeys: false },
      schema: {
        tags,
        summary: 'The rows that were refused, with line and reason, as a CSV file',
        params: Params,
        produces: ['text/csv'],
        response: { 200: { description: 'CSV', content: { 'text/csv': { schema: Type.String() } } } },
      },
    },
    async (request, reply) => {
      const file = await service.refused(request.principal, request.params.id, {
        id: request.id,
        ip: request.ip,
      })
      return reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="refused-rows-${request.params.id}.csv"`)
        .send(file as never)
    },
  )
}

function mayBring(principal: Principal, { permission }: ImportKind): boolean {
  return !permission || scopeOf(principal, permission.module, permission.action) !== null
}

const toKind = ({ name, label, words, fields, needs }: ImportKind) => ({
  name,
  label,
  words,
  needs: needs.map(({ oneOf }) => [...oneOf]),
  can_flag: name === 'leads',
  fields: fields.map(field => ({
    name: field.name,
    label: field.label,
    type: field.type,
    many: field.many !== undefined,
    choices: (field.choices ?? []).map(({ value, label }) => ({ value, label })),
  })),
})

function toImport(service: ImportService, row: ImportRow) {
  const { created_at, finished_at, file_key, refused_chunks, found, user_id, ...told } = row
  return {
    ...told,
    mapping: service.mapping(row),
    created_at: created_at.toISOString(),
    finished_at: finished_at?.toISOString() ?? null,
  }
}

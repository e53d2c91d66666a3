import { Readable } from 'node:stream'
import multipart from '@fastify/multipart'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Http } from '../../../platform/http/server.ts'
import { withUploadedFile } from '../../../platform/http/uploaded-file.ts'
import { attachment, inline, started } from '../../../platform/storage/file-routes.ts'
import { LeadParams } from '../leads.schemas.ts'
import type { Author } from '../leads.service.ts'
import {
  ContentQuery,
  FileParams,
  FilePatch,
  FilesQuery,
  LeadFile,
  LeadFileList,
  PreviewQuery,
  UploadHeaders,
  UploadQuery,
} from './attachments.schemas.ts'
import type { AttachmentService } from './attachments.service.ts'
import { MAX_FILE_BYTES } from './stored-file.ts'

const tags = ['Files']
/** Who sees leads, or designs for clients that leads became. */
const view = {
  access: { module: 'CRM', action: 'view', or: { module: 'Design', action: 'view' } },
} as const
const edit = { access: { module: 'CRM', action: 'edit' } } as const

const binary = (type: string, description: string) => ({
  produces: [type],
  response: { 200: { description, content: { [type]: { schema: Type.String() } } } },
})

const author = (request: FastifyRequest): Author => ({
  principal: request.principal,
  request: { id: request.id, ip: request.ip },
})

export function attachmentRoutes(http: Http, service: AttachmentService): void {
  http.register(async scope => {
    const app = scope.withTypeProvider<TypeBoxTypeProvider>()
    await app.register(multipart, { limits: { files: 1, fields: 0, fileSize: MAX_FILE_BYTES + 1 } })
    app.post(
      '/crm/leads/:id/files',
      {
        config: edit,
        schema: {
          tags,
          summary: 'Add a file to a lead, as multipart form data',
          consumes: ['multipart/form-data'],
          params: LeadParams,
          querystring: UploadQuery,
          headers: UploadHeaders,
          response: { 201: LeadFile },
        },
      },
      async (request, reply) => {
        const added = await withUploadedFile(request, file =>
          service.add(author(request), {
            leadId: request.params.id,
            fileName: file.name,
            kind: request.query.kind,
            key: request.headers['idempotency-key'] ?? null,
            content: file.content,
          }),
        )
        return reply.code(201).header('location', `/crm/files/${added.id}/content`).send(added)
      },
    )
  })

  http.get(
    '/crm/leads/:id/files',
    {
      config: view,
      schema: {
        tags,
        summary: 'The files of a lead, newest first',
        params: LeadParams,
        querystring: FilesQuery,
        response: { 200: LeadFileList },
      },
    },
    async request => ({
      data: await service.list(request.principal, request.params.id, request.query.deleted === true),
    }),
  )

  http.get(
    '/crm/leads/:id/files/archive',
    {
      config: view,
      schema: {
        tags,
        summary: 'All files of a lead as one ZIP archive',
        params: LeadParams,
        ...binary('application/zip', 'ZIP archive'),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const archive = await service.archive(author(request), id)
      const content = await started(Readable.from(archive, { objectMode: false }))
      forSaving(reply, `lead-${id}-files.zip`)
      return reply.send(content as never)
    },
  )

  http.get(
    '/crm/files/:id/content',
    {
      config: view,
      schema: {
        tags,
        summary: 'A file as it was added',
        params: FileParams,
        querystring: ContentQuery,
        ...binary('application/octet-stream', 'The file'),
      },
    },
    async (request, reply) => {
      const { name, type, bytes, stream } = await service.content(author(request), request.params.id)
      const content = await started(stream)
      reply.header('content-length', bytes)
      if (request.query.show && type === 'application/pdf') toBeShown(reply, name)
      else forSaving(reply, name)
      return reply.send(content as never)
    },
  )

  http.get(
    '/crm/files/:id/preview',
    {
      config: view,
      schema: {
        tags,
        summary: 'A picture of a file, made anew: upright, and without what the camera wrote into it',
        params: FileParams,
        querystring: PreviewQuery,
        ...binary('image/webp', 'WebP'),
      },
    },
    async (request, reply) => {
      const size = request.query.size ?? 'small'
      const { type, stream } = await service.preview(request.principal, request.params.id, size)
      const content = await started(stream)
      // A picture never changes; whether this person may still see it is asked again each time the page is opened.
      reply.header('content-type', type).header('cache-control', 'private, max-age=300')
      return reply.send(content as never)
    },
  )

  http.patch(
    '/crm/files/:id',
    {
      config: edit,
      schema: {
        tags,
        summary: 'Rename a file, or say what it is',
        params: FileParams,
        body: FilePatch,
        response: { 200: LeadFile },
      },
    },
    async request => service.change(author(request), request.params.id, request.body),
  )

  http.delete(
    '/crm/files/:id',
    {
      config: edit,
      schema: {
        tags,
        summary: 'Delete a file; it can be restored for 30 days',
        params: FileParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await service.remove(author(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  http.post(
    '/crm/files/:id/restore',
    {
      config: edit,
      schema: { tags, summary: 'Bring a deleted file back', params: FileParams, response: { 200: LeadFile } },
    },
    async request => service.restore(author(request), request.params.id),
  )
}

/** Never shown by a browser, whatever is in it. */
function forSaving(reply: FastifyReply, name: string): void {
  reply.headers({
    'content-type': 'application/octet-stream',
    'content-disposition': attachment(name),
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, no-store',
  })
}

/** A PDF in the browser's own viewer. `sandbox` would keep that from starting; nothing else of the document may load or run. */
function toBeShown(reply: FastifyReply, name: string): void {
  reply.headers({
    'content-type': 'application/pdf',
    'content-disposition': inline(name),
    'content-security-policy':
      "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    'cache-control': 'private, no-store',
  })
}

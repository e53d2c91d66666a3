import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Database } from '../../platform/database/database.ts'
import { idempotent } from '../../platform/http/idempotency.ts'
import type { Http } from '../../platform/http/server.ts'
import { etag, parseIfMatch } from '../../platform/http/versions.ts'
import { type Author, Lead, type LeadsDoor } from '../leads/index.ts'
import type { ClientReader } from './client-reader.ts'
import {
  Checklist,
  Client,
  ClientList,
  ClientListQuery,
  ConvertBody,
  Converted,
  IdParams,
} from './conversion.schemas.ts'
import type { ConversionService } from './conversion.service.ts'

export interface ConversionRoutesNeeds {
  db: Database
  crypto: Crypto
  leads: Pick<LeadsDoor, 'conversion' | 'reader'>
  service: ConversionService
  reader: ClientReader
}

const may = (action: 'view' | 'convert' | 'unconvert') => ({ access: { module: 'CRM', action } }) as const
/** Who looks after leads, or designs. */
const seesClients = {
  access: { module: 'CRM', action: 'view', or: { module: 'Design', action: 'view' } },
} as const
const tags = ['Clients']

const Repeatable = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Makes a repeat answer as the first call did' }),
  ),
  'if-match': Type.Optional(Type.String({ description: 'The version of the lead it was decided on' })),
})

const authorOf = (request: FastifyRequest): Author => ({
  principal: request.principal,
  request: { id: request.id, ip: request.ip },
})

export function conversionRoutes(
  http: Http,
  { db, crypto, leads, service, reader }: ConversionRoutesNeeds,
): void {
  http.post(
    '/crm/leads/:id/convert',
    {
      config: may('convert'),
      schema: {
        tags,
        summary: 'Turn a lead into a client: 201, and 200 with the same for a lead that is one already',
        headers: Repeatable,
        params: IdParams,
        body: Type.Optional(ConvertBody),
        response: { 200: Converted, 201: Converted },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const by = authorOf(request)
      const base = parseIfMatch(request.headers['if-match'])
      const { status, body } = await leads.conversion.orMerged(by.principal, id, () =>
        idempotent(request, db, crypto, async tx => {
          const { isNew, converted } = await service.convert(tx, by, id, request.body ?? {}, base)
          return { status: isNew ? 201 : 200, body: converted }
        }),
      )
      return reply
        .status(status === 201 ? 201 : 200)
        .header('etag', etag(body.lead.version))
        .header('location', `/crm/clients/${body.client_id}`)
        .send(body)
    },
  )

  http.get(
    '/crm/leads/:id/conversion',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'What a lead still lacks to become a client, and how it became one',
        params: IdParams,
        response: { 200: Checklist },
      },
    },
    request =>
      leads.conversion.orMerged(request.principal, request.params.id, () =>
        service.checklist(db, request.principal, request.params.id),
      ),
  )

  http.post(
    '/crm/leads/:id/convert/undo',
    {
      config: may('unconvert'),
      schema: {
        tags,
        summary: 'Take a conversion back, within a week and while nobody has worked with the client',
        params: IdParams,
        response: { 200: Lead },
      },
    },
    async (request, reply) => {
      const by = authorOf(request)
      const { id } = request.params
      const row = await leads.conversion.orMerged(by.principal, id, () =>
        db.inTransaction(tx => service.undo(tx, by, id)),
      )
      return reply.header('etag', etag(row.version)).send(await leads.reader.toLead(row))
    },
  )

  http.get(
    '/crm/clients',
    {
      config: seesClients,
      schema: {
        tags,
        summary: 'Clients within reach, newest first',
        querystring: ClientListQuery,
        response: { 200: ClientList },
      },
    },
    request => reader.page(request.principal, request.query),
  )

  http.get(
    '/crm/clients/:id',
    {
      config: seesClients,
      schema: {
        tags,
        summary: 'A client with the leads that became it',
        params: IdParams,
        response: { 200: Client },
      },
    },
    request => reader.one(request.principal, request.params.id),
  )
}

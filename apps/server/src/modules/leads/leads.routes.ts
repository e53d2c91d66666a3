import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Database } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { idempotent } from '../../platform/http/idempotency.ts'
import { sendJson } from '../../platform/http/send-json.ts'
import type { Http } from '../../platform/http/server.ts'
import { etag, parseIfMatch } from '../../platform/http/versions.ts'
import { lookForDuplicates, pairedWith } from './duplicate-look.ts'
import { exportDirectly } from './export/direct-export.ts'
import type { FieldCatalogue } from './fields/field-catalogue.ts'
import { countLeads } from './lead-counts.ts'
import { leadHistory } from './lead-history.ts'
import type { LeadReader, LeadSettings } from './lead-reader.ts'
import type { LeadNeighbours } from './leads.neighbours.ts'
import {
  CreatedLead,
  DuplicateAnswer,
  DuplicateQuery,
  History,
  HistoryQuery,
  Lead,
  LeadCountQuery,
  LeadCounts,
  LeadCreate,
  LeadExportQuery,
  LeadList,
  LeadListQuery,
  LeadParams,
  LeadPatch,
  Repeatable,
} from './leads.schemas.ts'
import type { Author, LeadService } from './leads.service.ts'
import { orMerged, whereItWent } from './merge/redirect.ts'

export interface LeadRoutesNeeds {
  db: Database
  crypto: Crypto
  settings: LeadSettings
  neighbours: LeadNeighbours
  reader: LeadReader
  service: LeadService
  fields: FieldCatalogue
}

const may = (action: 'view' | 'create' | 'edit' | 'delete' | 'restore' | 'export') =>
  ({ access: { module: 'CRM', action } }) as const

const RepeatableEdit = Type.Object({
  ...Repeatable.properties,
  'if-match': Type.Optional(Type.String({ description: 'The version the change was made on' })),
})

const author = (request: FastifyRequest): Author => ({
  principal: request.principal,
  request: { id: request.id, ip: request.ip },
})

const isMissing = (error: unknown) => error instanceof AppError && error.type === 'not-found'

export function leadRoutes(http: Http, needs: LeadRoutesNeeds): void {
  const { db, crypto, neighbours, reader, service } = needs
  const tags = ['Leads']

  http.get(
    '/crm/leads',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'Leads within your reach',
        querystring: LeadListQuery,
        response: { 200: LeadList },
      },
    },
    async (request, reply) => sendJson(reply, await reader.page(request.principal, request.query)),
  )

  http.post(
    '/crm/leads',
    {
      config: may('create'),
      schema: {
        tags,
        summary: 'Add a lead',
        headers: Repeatable,
        body: LeadCreate,
        response: { 201: CreatedLead },
      },
    },
    async (request, reply) => {
      const by = author(request)
      const answer = await idempotent(request, db, crypto, async tx => ({
        status: 201,
        body: await service.create(tx, by, request.body),
      }))
      reply.header('location', `/crm/leads/${answer.body.id}`).header('etag', etag(answer.body.version))
      return reply.code(201).send(answer.body)
    },
  )

  http.get(
    '/crm/leads/counts',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'How many leads there are',
        querystring: LeadCountQuery,
        response: { 200: LeadCounts },
      },
    },
    async request => countLeads(db, reader, request.principal, request.query),
  )

  http.get(
    '/crm/leads/duplicates',
    {
      config: { ...may('create'), limit: { max: 60, windowMs: 60_000 } },
      schema: {
        tags,
        summary: 'Whether a phone or an e-mail is on a lead already',
        querystring: DuplicateQuery,
        response: { 200: DuplicateAnswer },
      },
    },
    async request => ({ duplicates: await lookForDuplicates(needs, author(request), request.query) }),
  )

  http.get(
    '/crm/leads/export',
    {
      config: may('export'),
      schema: {
        tags,
        summary: 'Leads as a CSV file',
        querystring: LeadExportQuery,
        produces: ['text/csv'],
        response: { 200: { description: 'CSV', content: { 'text/csv': { schema: Type.String() } } } },
      },
    },
    async (request, reply) => {
      const { sort = '-created_at', ...filters } = request.query
      const day = new Date().toISOString().slice(0, 10)
      const file = await exportDirectly(needs, author(request), { filters, sort })
      reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="leads-${day}.csv"`)
      return reply.send(file as never)
    },
  )

  http.get(
    '/crm/leads/:id',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'One lead; a merged one leads to what it became',
        params: LeadParams,
        response: { 200: Lead, 301: Type.Null({ description: 'Merged into the lead at `Location`' }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      try {
        const { json, version } = await reader.one(request.principal, id)
        return sendJson(reply.header('etag', etag(version)), json)
      } catch (error) {
        const winnerId = isMissing(error) ? await whereItWent(needs, request.principal, id) : null
        if (winnerId === null) throw error
        // Not remembered by browsers: a merge can be undone.
        reply.header('cache-control', 'no-store').header('location', `/crm/leads/${winnerId}`)
        return reply.code(301).send(null)
      }
    },
  )

  http.patch(
    '/crm/leads/:id',
    {
      config: may('edit'),
      schema: {
        tags,
        summary: 'Change a lead',
        headers: RepeatableEdit,
        params: LeadParams,
        body: LeadPatch,
        response: { 200: Lead },
      },
    },
    async (request, reply) => {
      const by = author(request)
      const base = parseIfMatch(request.headers['if-match'])
      const { id } = request.params
      const answer = await orMerged(needs, by.principal, id, () =>
        idempotent(request, db, crypto, async tx => ({
          status: 200,
          body: await service.update(tx, by, id, request.body, base),
        })),
      )
      return reply.header('etag', etag(answer.body.version)).send(answer.body)
    },
  )

  http.delete(
    '/crm/leads/:id',
    {
      config: may('delete'),
      schema: {
        tags,
        summary: 'Delete a lead; it can be restored for 30 days',
        params: LeadParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await orMerged(needs, request.principal, id, () =>
        db.inTransaction(tx => service.remove(tx, author(request), id)),
      )
      return reply.code(204).send(null)
    },
  )

  http.post(
    '/crm/leads/:id/restore',
    {
      config: may('restore'),
      schema: { tags, summary: 'Bring a deleted lead back', params: LeadParams, response: { 200: Lead } },
    },
    async (request, reply) => {
      const { id } = request.params
      const lead = await orMerged(needs, request.principal, id, () =>
        db.inTransaction(tx => service.restore(tx, author(request), id)),
      )
      return reply.header('etag', etag(lead.version)).send(lead)
    },
  )

  http.get(
    '/crm/leads/:id/duplicates',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'Leads that may be the same person',
        params: LeadParams,
        response: { 200: DuplicateAnswer },
      },
    },
    async request => {
      const { id } = request.params
      const duplicates = await orMerged(needs, request.principal, id, () =>
        pairedWith(needs, request.principal, id),
      )
      return { duplicates }
    },
  )

  http.get(
    '/crm/leads/:id/history',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'What happened to a lead, newest first',
        params: LeadParams,
        querystring: HistoryQuery,
        response: { 200: History },
      },
    },
    async request => {
      const { id } = request.params
      const read = { db, reader, people: neighbours.people }
      return orMerged(needs, request.principal, id, () =>
        leadHistory(read, request.principal, id, request.query),
      )
    },
  )
}

import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Database } from '../../platform/database/database.ts'
import { idempotent } from '../../platform/http/idempotency.ts'
import { sendJson } from '../../platform/http/send-json.ts'
import type { Http } from '../../platform/http/server.ts'
import { etag, parseIfMatch } from '../../platform/http/versions.ts'
import { lookForDuplicates, pairedWith } from './duplicate-look.ts'
import { countLeads } from './lead-counts.ts'
import { exportLeads } from './lead-export.ts'
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
} from './leads.schemas.ts'
import type { Author, LeadService } from './leads.service.ts'

export interface LeadRoutesNeeds {
  db: Database
  crypto: Crypto
  settings: LeadSettings
  neighbours: LeadNeighbours
  reader: LeadReader
  service: LeadService
}

const may = (action: 'view' | 'create' | 'edit' | 'delete' | 'restore' | 'export') =>
  ({ access: { module: 'CRM', action } }) as const

const Repeatable = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Makes a repeat answer as the first call did' }),
  ),
})
const RepeatableEdit = Type.Object({
  ...Repeatable.properties,
  'if-match': Type.Optional(Type.String({ description: 'The version the change was made on' })),
})

const author = (request: FastifyRequest): Author => ({
  principal: request.principal,
  request: { id: request.id, ip: request.ip },
})

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
      const by = author(request)
      await db.inTransaction(async tx => {
        neighbours.audit(tx, { ...by, action: 'exported_leads', details: { filters: Object.keys(filters) } })
      })
      const day = new Date().toISOString().slice(0, 10)
      reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="leads-${day}.csv"`)
      return reply.send(exportLeads({ db, reader }, request.principal, filters, sort) as never)
    },
  )

  http.get(
    '/crm/leads/:id',
    {
      config: may('view'),
      schema: { tags, summary: 'One lead', params: LeadParams, response: { 200: Lead } },
    },
    async (request, reply) => {
      const { json, version } = await reader.one(request.principal, request.params.id)
      return sendJson(reply.header('etag', etag(version)), json)
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
      const answer = await idempotent(request, db, crypto, async tx => ({
        status: 200,
        body: await service.update(tx, by, request.params.id, request.body, base),
      }))
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
      await db.inTransaction(tx => service.remove(tx, author(request), request.params.id))
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
      const lead = await db.inTransaction(tx => service.restore(tx, author(request), request.params.id))
      return reply.header('etag', etag(lead.version)).send(lead)
    },
  )

  http.get(
    '/crm/leads/:id/duplicates',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'Leads with the same phone or e-mail',
        params: LeadParams,
        response: { 200: DuplicateAnswer },
      },
    },
    async request => ({ duplicates: await pairedWith(needs, request.principal, request.params.id) }),
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
    async request =>
      leadHistory(
        { db, reader, people: neighbours.people },
        request.principal,
        request.params.id,
        request.query,
      ),
  )
}

import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Http } from '../../platform/http/server.ts'
import type { Erasures } from './erasures.ts'
import type { PrivacyExports } from './exports.ts'
import type { PersonService } from './person.service.ts'
import type { By } from './privacy.neighbours.ts'
import {
  DueQuery,
  Erasure,
  ErasureBody,
  ErasureList,
  ExportBody,
  ExportLink,
  HoldBody,
  PersonPreview,
  PersonQuery,
  PrivacyExport,
  PrivacyExportList,
  Retention,
  RetentionDue,
  RetentionPut,
  RetentionRun,
} from './privacy.schemas.ts'
import type { RetentionKeeper } from './retention.ts'

export interface PrivacyRoutesNeeds {
  people: PersonService
  exports: PrivacyExports
  erasures: Erasures
  retention: RetentionKeeper
}

const tags = ['Privacy']
const Params = Type.Object(
  { id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) },
  { additionalProperties: false },
)
const mayExport = { access: { module: 'CRM', action: 'export_person' } } as const
const mayErase = { access: { module: 'CRM', action: 'erase' } } as const
const maySetUp = { access: { module: 'Administration', action: 'manage_privacy' } } as const
const by = (request: FastifyRequest): By => ({
  principal: request.principal,
  request: { id: request.id, ip: request.ip },
})

export function privacyRoutes(
  http: Http,
  { people, exports, erasures, retention }: PrivacyRoutesNeeds,
): void {
  http.get(
    '/crm/privacy/person',
    {
      config: mayExport,
      schema: {
        tags,
        summary: 'How much is held on a person, by a lead or a client, and who else may be the same person',
        querystring: PersonQuery,
        response: { 200: PersonPreview },
      },
    },
    request => people.preview(request.principal, 'export_person', request.query),
  )

  http.post(
    '/crm/privacy/exports',
    {
      config: { ...mayExport, limit: { max: 30, windowMs: 60_000 } },
      schema: {
        tags,
        summary: 'Have all that is held on a person written into an archive: a page, JSON, tables and files',
        body: ExportBody,
        response: { 202: PrivacyExport },
      },
    },
    async (request, reply) => {
      const row = await exports.create(by(request), request.body)
      return reply.code(202).send(await exports.toldOne(request.principal, row))
    },
  )

  http.get(
    '/crm/privacy/exports',
    {
      config: mayExport,
      schema: { tags, summary: 'Your exports of people, newest first', response: { 200: PrivacyExportList } },
    },
    async request => ({ data: await exports.told(request.principal, await exports.list(request.principal)) }),
  )

  http.post(
    '/crm/privacy/exports/:id/link',
    {
      config: mayExport,
      schema: {
        tags,
        summary: 'A link to the archive, for five minutes; noted in the audit log',
        params: Params,
        response: { 200: ExportLink },
      },
    },
    request => exports.link(by(request), request.params.id),
  )

  http.post(
    '/crm/privacy/erasures',
    {
      config: mayErase,
      schema: {
        tags,
        summary:
          'Erase a person for good: their leads stay as rows without a person; again, it answers the first',
        body: ErasureBody,
        response: { 202: Erasure },
      },
    },
    async (request, reply) => {
      const row = await erasures.create(by(request), request.body)
      return reply.code(202).send(await erasures.toldOne(row))
    },
  )

  http.get(
    '/crm/privacy/erasures',
    {
      config: mayErase,
      schema: { tags, summary: 'Who was erased, as ids, newest first', response: { 200: ErasureList } },
    },
    async () => ({ data: await erasures.told(await erasures.list()) }),
  )

  http.put(
    '/crm/leads/:id/hold',
    {
      config: mayErase,
      schema: {
        tags,
        summary: 'Keep a lead from being erased: a dispute, a duty to keep',
        params: Params,
        body: HoldBody,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await erasures.hold(by(request), request.params.id, request.body)
      return reply.code(204).send(null)
    },
  )

  http.delete(
    '/crm/leads/:id/hold',
    {
      config: mayErase,
      schema: {
        tags,
        summary: 'Let a lead be erased again',
        params: Params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await erasures.release(by(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  http.get(
    '/crm/privacy/retention',
    {
      config: maySetUp,
      schema: {
        tags,
        summary: 'How long what is known of people is kept, and what would go this night',
        response: { 200: Retention },
      },
    },
    async () => {
      const settings = await retention.settings()
      return { ...settings, due: await retention.due(settings) }
    },
  )

  http.put(
    '/crm/privacy/retention',
    {
      config: maySetUp,
      schema: {
        tags,
        summary:
          'Set how long what is known of people is kept; 409 when somebody else has changed it since `version`',
        body: RetentionPut,
        response: { 200: Retention },
      },
    },
    async request => {
      await retention.save(by(request), request.body)
      const settings = await retention.settings()
      return { ...settings, due: await retention.due(settings) }
    },
  )

  http.get(
    '/crm/privacy/retention/due',
    {
      config: maySetUp,
      schema: {
        tags,
        summary: 'What would go by settings that are not saved yet',
        querystring: DueQuery,
        response: { 200: RetentionDue },
      },
    },
    ({ query: { lost_months = null, notification_days = null, ...spans } }) =>
      retention.due({ ...spans, lost_months, notification_days }),
  )

  http.post(
    '/crm/privacy/retention/run',
    {
      config: mayErase,
      schema: {
        tags,
        summary: 'Erase now the lost leads that are due, at most 500 people',
        response: { 200: RetentionRun },
      },
    },
    async request => ({ erasures: await retention.eraseDue(by(request)) }),
  )
}

import { Type } from 'typebox'
import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Database } from '../../platform/database/database.ts'
import { idempotent } from '../../platform/http/idempotency.ts'
import type { Http } from '../../platform/http/server.ts'
import { etag, parseIfMatch } from '../../platform/http/versions.ts'
import { author, may } from './activities.routes.ts'
import { FollowUp, Repeatable } from './activities.schemas.ts'
import type { ActivityService } from './activity.service.ts'
import type { FollowUpService } from './follow-up.service.ts'
import type { FollowUpReader } from './follow-up-reader.ts'
import {
  DoneFollowUp,
  FollowUpCountQuery,
  FollowUpCounts,
  FollowUpCreate,
  FollowUpDone,
  FollowUpList,
  FollowUpParams,
  FollowUpPatch,
  FollowUpQuery,
} from './follow-ups.schemas.ts'

export interface FollowUpRoutesNeeds {
  db: Database
  crypto: Crypto
  service: FollowUpService
  activities: ActivityService
  reader: FollowUpReader
}

const RepeatableEdit = Type.Object({
  ...Repeatable.properties,
  'if-match': Type.Optional(Type.String({ description: 'The version the change was made on' })),
})

/** Who works with leads, or on design projects: these do what a kick-off gives them. */
const orDesigner = (action: 'view' | 'log') =>
  ({
    access: {
      module: 'CRM',
      action,
      or: { module: 'Design', action: action === 'view' ? 'view' : 'edit' },
    },
  }) as const

export function followUpRoutes(http: Http, needs: FollowUpRoutesNeeds): void {
  const { db, crypto, service, activities, reader } = needs
  const tags = ['Follow-ups']

  http.get(
    '/crm/follow-ups',
    {
      config: orDesigner('view'),
      schema: {
        tags,
        summary: 'Follow-ups of the leads within your reach, in the order in which they are due',
        querystring: FollowUpQuery,
        response: { 200: FollowUpList },
      },
    },
    async request => reader.page(request.principal, request.query),
  )

  http.get(
    '/crm/follow-ups/counts',
    {
      config: orDesigner('view'),
      schema: {
        tags,
        summary: 'How many follow-ups are overdue, due today and later',
        querystring: FollowUpCountQuery,
        response: { 200: FollowUpCounts },
      },
    },
    async request => reader.counts(request.principal, request.query),
  )

  http.post(
    '/crm/follow-ups',
    {
      config: may('log'),
      schema: {
        tags,
        summary: 'Plan a follow-up',
        headers: Repeatable,
        body: FollowUpCreate,
        response: { 201: FollowUp },
      },
    },
    async (request, reply) => {
      const by = author(request)
      const { body } = await idempotent(request, db, crypto, async tx => ({
        status: 201,
        body: await service.create(tx, by, request.body),
      }))
      return reply.code(201).header('etag', etag(body.version)).send(body)
    },
  )

  http.patch(
    '/crm/follow-ups/:id',
    {
      config: orDesigner('log'),
      schema: {
        tags,
        summary: 'Move, snooze, hand over or reword a follow-up',
        headers: RepeatableEdit,
        params: FollowUpParams,
        body: FollowUpPatch,
        response: { 200: FollowUp },
      },
    },
    async (request, reply) => {
      const by = author(request)
      const base = parseIfMatch(request.headers['if-match'])
      const { body } = await idempotent(request, db, crypto, async tx => ({
        status: 200,
        body: await service.edit(tx, by, request.params.id, request.body, base),
      }))
      return reply.header('etag', etag(body.version)).send(body)
    },
  )

  http.post(
    '/crm/follow-ups/:id/done',
    {
      config: orDesigner('log'),
      schema: {
        tags,
        summary: 'Finish a follow-up: log how it went and plan the next one',
        headers: Repeatable,
        params: FollowUpParams,
        body: FollowUpDone,
        response: { 200: DoneFollowUp },
      },
    },
    async request => {
      const by = author(request)
      const { body } = await idempotent(request, db, crypto, async tx => ({
        status: 200,
        body: await service.done(tx, by, request.params.id, request.body, activities),
      }))
      return body
    },
  )

  http.post(
    '/crm/follow-ups/:id/reopen',
    {
      config: orDesigner('log'),
      schema: {
        tags,
        summary: 'Take back that a follow-up was done',
        params: FollowUpParams,
        response: { 200: FollowUp },
      },
    },
    async request => {
      const by = author(request)
      return db.inTransaction(tx => service.reopen(tx, by, request.params.id, activities))
    },
  )

  http.delete(
    '/crm/follow-ups/:id',
    {
      config: may('log'),
      schema: {
        tags,
        summary: 'Delete a follow-up',
        params: FollowUpParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await db.inTransaction(tx => service.remove(tx, author(request), request.params.id))
      return reply.code(204).send(null)
    },
  )
}

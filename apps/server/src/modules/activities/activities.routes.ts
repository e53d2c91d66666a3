import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Database } from '../../platform/database/database.ts'
import { idempotent } from '../../platform/http/idempotency.ts'
import type { Http } from '../../platform/http/server.ts'
import { audit } from '../access/index.ts'
import type { Author } from './activities.neighbours.ts'
import {
  Activity,
  ActivityCreate,
  ActivityPatch,
  EntryHistory,
  EntryParams,
  LoggedActivity,
  OutcomeList,
  OutcomesPut,
  Repeatable,
  Timeline,
  TimelineParams,
  TimelineQuery,
} from './activities.schemas.ts'
import type { ActivityService } from './activity.service.ts'
import type { Outcomes } from './outcomes.ts'
import { type TimelineNeeds, timeline } from './timeline.ts'

export interface ActivityRoutesNeeds {
  db: Database
  crypto: Crypto
  service: ActivityService
  outcomes: Outcomes
  timeline: TimelineNeeds
}

export const may = (action: 'view' | 'log' | 'configure_activities') =>
  ({ access: { module: 'CRM', action } }) as const

export const author = (request: FastifyRequest): Author => ({
  principal: request.principal,
  request: { id: request.id, ip: request.ip },
})

export function activityRoutes(http: Http, needs: ActivityRoutesNeeds): void {
  const { db, crypto, service, outcomes } = needs
  const tags = ['Activities']

  http.post(
    '/crm/activities',
    {
      config: may('log'),
      schema: {
        tags,
        summary: 'Log a call, a visit, a message or a note; with it, finish a follow-up and plan the next',
        headers: Repeatable,
        body: ActivityCreate,
        response: { 201: LoggedActivity },
      },
    },
    async (request, reply) => {
      const by = author(request)
      const { body } = await idempotent(request, db, crypto, async tx => ({
        status: 201,
        body: await service.log(tx, by, request.body),
      }))
      return reply.code(201).send(body)
    },
  )

  http.get(
    '/crm/activities/:leadId',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'The timeline of a lead, newest first',
        params: TimelineParams,
        querystring: TimelineQuery,
        response: { 200: Timeline },
      },
    },
    async request => timeline(needs.timeline, request.principal, request.params.leadId, request.query),
  )

  http.patch(
    '/crm/activities/entries/:id',
    {
      config: may('log'),
      schema: {
        tags,
        summary: 'Change what was logged; the former text is kept',
        params: EntryParams,
        body: ActivityPatch,
        response: { 200: Activity },
      },
    },
    async request => {
      const by = author(request)
      return db.inTransaction(tx => service.edit(tx, by, request.params.id, request.body))
    },
  )

  http.delete(
    '/crm/activities/entries/:id',
    {
      config: may('log'),
      schema: {
        tags,
        summary: 'Take an entry off the timeline; what it said is kept',
        params: EntryParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await db.inTransaction(tx => service.remove(tx, author(request), request.params.id))
      return reply.code(204).send(null)
    },
  )

  http.get(
    '/crm/activities/entries/:id/history',
    {
      config: may('view'),
      schema: {
        tags,
        summary: 'What an entry said before it was changed, newest first',
        params: EntryParams,
        response: { 200: EntryHistory },
      },
    },
    async request => service.history(request.principal, request.params.id),
  )

  http.get(
    '/crm/activity-outcomes',
    {
      config: may('view'),
      schema: { tags, summary: 'How calls, visits and messages may end', response: { 200: OutcomeList } },
    },
    async () => ({ data: [...(await outcomes.list())] }),
  )

  http.put(
    '/crm/activity-outcomes',
    {
      config: may('configure_activities'),
      schema: {
        tags,
        summary: 'Set up how calls, visits and messages may end',
        body: OutcomesPut,
        response: { 200: OutcomeList },
      },
    },
    async request => {
      const { principal, request: where } = author(request)
      await db.inTransaction(async tx => {
        await outcomes.replace(tx, request.body)
        audit(tx, {
          userId: principal.userId,
          action: 'changed_outcomes',
          module: 'CRM',
          ip: where.ip,
          requestId: where.id,
        })
      })
      return { data: [...(await outcomes.renew())] }
    },
  )
}

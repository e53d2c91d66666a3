import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Database } from '../../platform/database/database.ts'
import { idempotent } from '../../platform/http/idempotency.ts'
import type { Http } from '../../platform/http/server.ts'
import type { Author } from './webhooks.neighbours.ts'
import {
  CreatedWebhook,
  Delivery,
  DeliveryDetail,
  DeliveryList,
  DeliveryParams,
  DeliveryQuery,
  IdParams,
  NewWebhook,
  RenewedSecret,
  Replayed,
  Webhook,
  WebhookList,
  WebhookPatch,
} from './webhooks.schemas.ts'
import type { WebhookService } from './webhooks.service.ts'

export interface WebhookRoutesNeeds {
  db: Database
  crypto: Crypto
  service: WebhookService
}

const config = { access: { module: 'CRM', action: 'configure_webhooks' } } as const
const tags = ['Webhooks']

const authorOf = (request: FastifyRequest): Author => ({
  principal: request.principal,
  request: { id: request.id, ip: request.ip },
})

export function webhookRoutes(http: Http, { db, crypto, service }: WebhookRoutesNeeds): void {
  http.get(
    '/crm/webhooks',
    {
      config,
      schema: {
        tags,
        summary: 'Which systems are told what happens, and how it goes',
        response: { 200: WebhookList },
      },
    },
    async () => ({ data: await service.list() }),
  )

  http.post(
    '/crm/webhooks',
    {
      config,
      schema: {
        tags,
        summary: 'Have a system told what happens',
        headers: Type.Object({
          'idempotency-key': Type.Optional(
            Type.String({ description: 'Makes a repeat answer as the first call did' }),
          ),
        }),
        body: NewWebhook,
        response: { 201: CreatedWebhook },
      },
    },
    async (request, reply) => {
      const { body } = await idempotent(request, db, crypto, async tx => ({
        status: 201,
        body: await service.create(tx, authorOf(request), request.body),
      }))
      return reply.status(201).header('location', `/crm/webhooks/${body.id}`).send(body)
    },
  )

  http.get(
    '/crm/webhooks/:id',
    { config, schema: { tags, summary: 'One of them', params: IdParams, response: { 200: Webhook } } },
    request => service.one(request.params.id),
  )

  http.patch(
    '/crm/webhooks/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change where messages go and what they tell, pause them or let them go on',
        params: IdParams,
        body: WebhookPatch,
        response: { 200: Webhook },
      },
    },
    request => db.inTransaction(tx => service.change(tx, authorOf(request), request.params.id, request.body)),
  )

  http.delete(
    '/crm/webhooks/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Tell a system nothing more; what is on its way goes too',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await db.inTransaction(tx => service.remove(tx, authorOf(request), request.params.id))
      return reply.status(204).send(null)
    },
  )

  http.post(
    '/crm/webhooks/:id/secret',
    {
      config,
      schema: {
        tags,
        summary: 'Make a new secret; the one before signs too for 24 hours',
        params: IdParams,
        response: { 200: RenewedSecret },
      },
    },
    request => db.inTransaction(tx => service.renewSecret(tx, authorOf(request), request.params.id)),
  )

  http.post(
    '/crm/webhooks/:id/test',
    {
      config,
      schema: {
        tags,
        summary: 'Send a message that says it is a test',
        params: IdParams,
        response: { 202: Delivery },
      },
    },
    async (request, reply) =>
      reply
        .status(202)
        .send(await db.inTransaction(tx => service.test(tx, authorOf(request), request.params.id))),
  )

  http.post(
    '/crm/webhooks/:id/replay',
    {
      config,
      schema: {
        tags,
        summary: 'Send again all messages that were given up',
        params: IdParams,
        response: { 202: Replayed },
      },
    },
    async (request, reply) => {
      const replayed = await db.inTransaction(tx =>
        service.replayDead(tx, authorOf(request), request.params.id),
      )
      return reply.status(202).send({ replayed })
    },
  )

  http.get(
    '/crm/webhooks/:id/deliveries',
    {
      config,
      schema: {
        tags,
        summary: 'Messages of the last 30 days, the newest first',
        params: IdParams,
        querystring: DeliveryQuery,
        response: { 200: DeliveryList },
      },
    },
    request => service.deliveries(request.params.id, request.query),
  )

  http.get(
    '/crm/webhooks/:id/deliveries/:deliveryId',
    {
      config,
      schema: {
        tags,
        summary: 'A message with all its tries',
        params: DeliveryParams,
        response: { 200: DeliveryDetail },
      },
    },
    request => service.delivery(request.params.id, request.params.deliveryId),
  )

  http.post(
    '/crm/webhooks/:id/deliveries/:deliveryId/replay',
    {
      config,
      schema: {
        tags,
        summary: 'Send a message again, under the same id',
        params: DeliveryParams,
        response: { 202: Replayed },
      },
    },
    async (request, reply) => {
      const { id, deliveryId } = request.params
      const isSent = await db.inTransaction(tx => service.replay(tx, authorOf(request), id, deliveryId))
      return reply.status(202).send({ replayed: isSent ? 1 : 0 })
    },
  )
}

import { Type } from 'typebox'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import { idempotent } from '../../../platform/http/idempotency.ts'
import type { Http } from '../../../platform/http/server.ts'
import { author } from '../author.ts'
import { Bulk, BulkList, BulkParamsOfPath, BulkRequest, FailureList, FailureQuery } from './bulk.schemas.ts'
import type { BulkService } from './bulk.service.ts'

const bulk = { access: { module: 'CRM', action: 'bulk' }, forKeys: false } as const
const tags = ['Bulk changes']
const headers = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Makes a repeat answer as the first call did' }),
  ),
})

export function bulkRoutes(http: Http, needs: { db: Database; crypto: Crypto; service: BulkService }): void {
  const { db, crypto, service } = needs

  http.get(
    '/crm/bulk',
    {
      config: bulk,
      schema: { tags, summary: 'Your last changes of many leads, newest first', response: { 200: BulkList } },
    },
    async request => ({
      data: (await service.list(request.principal)).map(row => service.told(request.principal, row)),
    }),
  )

  http.post(
    '/crm/bulk',
    {
      config: bulk,
      schema: {
        tags,
        summary: 'Change many leads at once, as a job',
        headers,
        body: BulkRequest,
        response: { 202: Bulk },
      },
    },
    async (request, reply) => {
      const answer = await idempotent(request, db, crypto, async tx => ({
        status: 202,
        body: service.told(request.principal, await service.start(tx, author(request), request.body)),
      }))
      reply.header('location', `/crm/bulk/${answer.body.id}`)
      return reply.code(202).send(answer.body)
    },
  )

  http.get(
    '/crm/bulk/:id',
    {
      config: bulk,
      schema: { tags, summary: 'How far a change is', params: BulkParamsOfPath, response: { 200: Bulk } },
    },
    async request => service.told(request.principal, await service.one(request.principal, request.params.id)),
  )

  http.get(
    '/crm/bulk/:id/failures',
    {
      config: bulk,
      schema: {
        tags,
        summary: 'Leads that could not be changed, and why',
        params: BulkParamsOfPath,
        querystring: FailureQuery,
        response: { 200: FailureList },
      },
    },
    async request => service.failures(request.principal, request.params.id, request.query),
  )

  http.post(
    '/crm/bulk/:id/cancel',
    {
      config: bulk,
      schema: { tags, summary: 'Stop a change', params: BulkParamsOfPath, response: { 200: Bulk } },
    },
    async request =>
      service.told(
        request.principal,
        await db.inTransaction(tx => service.cancel(tx, author(request), request.params.id)),
      ),
  )

  http.post(
    '/crm/bulk/:id/undo',
    {
      config: bulk,
      schema: {
        tags,
        summary: 'Put back what a change did, where nobody has changed the same since',
        headers,
        params: BulkParamsOfPath,
        response: { 202: Bulk },
      },
    },
    async (request, reply) => {
      const answer = await idempotent(request, db, crypto, async tx => ({
        status: 202,
        body: service.told(request.principal, await service.undo(tx, author(request), request.params.id)),
      }))
      reply.header('location', `/crm/bulk/${answer.body.id}`)
      return reply.code(202).send(answer.body)
    },
  )
}

import { Type } from 'typebox'
import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database } from '../../../platform/database/database.ts'
import { idempotent } from '../../../platform/http/idempotency.ts'
import type { Http } from '../../../platform/http/server.ts'
import { author } from '../author.ts'
import { Handover, HandoverBody, type Handovers } from './handovers.ts'

const Params = Type.Object(
  { id: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) },
  { additionalProperties: false },
)
const Repeatable = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Makes a repeat answer as the first call did' }),
  ),
})

export function handoverRoutes(
  http: Http,
  { db, crypto, handovers }: { db: Database; crypto: Crypto; handovers: Handovers },
): void {
  const config = { access: { module: 'Administration', action: 'manage_users' }, forKeys: false } as const

  http.post(
    '/crm/users/:id/handover',
    {
      config,
      schema: {
        tags: ['People'],
        summary: 'Hand over all leads of a person to others; a job does it',
        params: Params,
        headers: Repeatable,
        body: HandoverBody,
        response: { 202: Handover },
      },
    },
    async (request, reply) => {
      const answer = await idempotent(request, db, crypto, async tx => ({
        status: 202,
        body: await handovers.begin(tx, author(request), request.params.id, request.body.to),
      }))
      return reply.code(202).send(answer.body)
    },
  )
  http.get(
    '/crm/handovers/:id',
    {
      config,
      schema: {
        tags: ['People'],
        summary: 'How far a handover is',
        params: Params,
        response: { 200: Handover },
      },
    },
    async request => handovers.one(request.principal, request.params.id),
  )
}

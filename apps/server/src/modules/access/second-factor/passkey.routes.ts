import { type Static, Type } from 'typebox'
import type { Http } from '../../../platform/http/server.ts'
import { ProvenAgain } from '../access.schemas.ts'
import { IdParams } from '../admin/wire.ts'
import { callerOf, withRetryAfter } from '../auth.routes.ts'
import type { OwnPasskeys } from './own-passkeys.service.ts'
import {
  NewPasskey,
  PasskeyAdded,
  PasskeyCreation,
  PasskeyRenamed,
  PasskeyRequest,
} from './passkey.schemas.ts'
import type { Again } from './proving.ts'

const tags = ['Me']

/** One's own passkeys. */
export function passkeyRoutes(app: Http, passkeys: OwnPasskeys): void {
  app.post(
    '/crm/passkeys/request',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'What the browser needs to show one of your passkeys again',
        response: { 200: PasskeyRequest },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return passkeys.request(request.principal)
    },
  )
  app.post(
    '/crm/passkeys/creation',
    {
      config: { access: 'signed-in', withoutSecondFactor: true },
      schema: {
        tags,
        summary: 'Begin with a passkey: what the browser needs to make one',
        body: ProvenAgain,
        response: { 200: PasskeyCreation },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const again = againOf(request.body)
      return withRetryAfter(reply, passkeys.begin(request.principal, again, callerOf(request)))
    },
  )
  app.post(
    '/crm/passkeys',
    {
      config: { access: 'signed-in', withoutSecondFactor: true },
      schema: {
        tags,
        summary: 'Keep the passkey that the browser made; ends your other sessions',
        body: NewPasskey,
        response: { 201: PasskeyAdded },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { id, recoveryCodes } = await passkeys.add(request.principal, request.body, callerOf(request))
      return reply.code(201).send({ id, recovery_codes: recoveryCodes })
    },
  )
  app.patch(
    '/crm/passkeys/:id',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Rename a passkey',
        params: IdParams,
        body: PasskeyRenamed,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await passkeys.rename(request.principal, id, request.body.name, callerOf(request))
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/crm/passkeys/:id/remove',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Remove a passkey; ends your other sessions',
        params: IdParams,
        body: ProvenAgain,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const again = againOf(request.body)
      const { id } = request.params
      await withRetryAfter(reply, passkeys.remove(request.principal, id, again, callerOf(request)))
      return reply.code(204).send(null)
    },
  )
}

export function againOf({ recovery_code: recoveryCode, ...again }: Static<typeof ProvenAgain>): Again {
  return { ...again, recoveryCode }
}

import { Type } from 'typebox'
import type { Http } from '../../../platform/http/server.ts'
import { ConfirmTotp, ProvenAgain, RecoveryCodes, SecondFactorState, TotpSecret } from '../access.schemas.ts'
import { callerOf, withRetryAfter } from '../auth.routes.ts'
import { againOf } from './passkey.routes.ts'
import type { SecondFactors } from './second-factor.service.ts'

const tags = ['Me']
/** Whoever has yet to set one up gets here, and nowhere else. */
const settingUp = { access: 'signed-in', withoutSecondFactor: true } as const

/** One's own second factor. */
export function secondFactorRoutes(app: Http, factors: SecondFactors): void {
  app.get(
    '/crm/second-factor',
    {
      config: settingUp,
      schema: { tags, summary: 'Your second step of signing in', response: { 200: SecondFactorState } },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return factors.state(request.principal)
    },
  )
  app.post(
    '/crm/second-factor/totp',
    {
      config: settingUp,
      schema: {
        tags,
        summary: 'Begin with codes of an authenticator app: get the secret',
        body: ProvenAgain,
        response: { 200: TotpSecret },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return withRetryAfter(reply, factors.begin(request.principal, againOf(request.body), callerOf(request)))
    },
  )
  app.post(
    '/crm/second-factor/totp/confirm',
    {
      config: settingUp,
      schema: {
        tags,
        summary: 'Show the first code: from now on one is asked for; ends your other sessions',
        body: ConfirmTotp,
        response: { 200: RecoveryCodes },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const { code } = request.body
      const codes = await withRetryAfter(reply, factors.confirm(request.principal, code, callerOf(request)))
      return { recovery_codes: codes }
    },
  )
  app.post(
    '/crm/second-factor/recovery-codes',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Get new recovery codes; the old ones are dead',
        body: ProvenAgain,
        response: { 200: RecoveryCodes },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const caller = callerOf(request)
      const codes = await withRetryAfter(
        reply,
        factors.renewRecoveryCodes(request.principal, againOf(request.body), caller),
      )
      return { recovery_codes: codes }
    },
  )
  app.post(
    '/crm/second-factor/disable',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Take the codes of your app away; ends your other sessions',
        body: ProvenAgain,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await withRetryAfter(
        reply,
        factors.disable(request.principal, againOf(request.body), callerOf(request)),
      )
      return reply.code(204).send(null)
    },
  )
}

import { Type } from 'typebox'
import type { Http } from '../../platform/http/server.ts'
import { callerOf } from './auth.routes.ts'
import type { Oidc } from './oidc.ts'

const tags = ['Sign-in']
/** Each start asks the provider; nobody signs in so often. */
const limit = { max: 60, windowMs: 60_000 }
const Elsewhere = Type.Null({ description: 'See the header Location' })

/** The two addresses of signing in through the firm's provider; a browser follows them, no program. */
export function oidcRoutes(app: Http, oidc: Oidc): void {
  app.get(
    '/api/auth/oidc/start',
    {
      config: { access: 'public', limit },
      schema: {
        tags,
        summary: "Go to the firm's sign-in provider",
        querystring: Type.Object(
          { next: Type.Optional(Type.String({ maxLength: 1000, description: 'Where to go afterwards' })) },
          { additionalProperties: false },
        ),
        response: { 302: Elsewhere },
      },
    },
    async (request, reply) => {
      const { location, cookie } = await oidc.start(request.query.next)
      return reply.header('set-cookie', cookie).header('cache-control', 'no-store').redirect(location, 302)
    },
  )

  app.get(
    '/api/auth/oidc/callback',
    {
      config: { access: 'public', limit },
      schema: {
        tags,
        summary: "Come back from the firm's sign-in provider",
        // Providers add parameters of their own.
        querystring: Type.Object({}, { additionalProperties: true }),
        response: { 302: Elsewhere },
      },
    },
    async (request, reply) => {
      const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : ''
      const { location, cookies } = await oidc.finish(query, callerOf(request))
      return reply.header('set-cookie', cookies).header('cache-control', 'no-store').redirect(location, 302)
    },
  )
}

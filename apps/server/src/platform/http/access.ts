import type { Permission, Principal, Scope } from '@optimwalls/permissions'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'
import { AppError } from '../errors.ts'
import { isLoopback } from './loopback.ts'
import type { RateLimits } from './rate-limits.ts'

/** Who may call a route: anyone, anyone signed in, or whoever holds a permission, or the one in `or`. With `orLoopback` the machine
 *  itself also may, without signing in. */
export type Access = 'public' | 'signed-in' | (Permission & { or?: Permission; orLoopback?: true })

/** How the access module decides. */
export interface AccessDecisions {
  /** The person behind the request, or null when nobody is signed in. */
  authenticate(request: FastifyRequest): Promise<Principal | null>
  /** The reach of a permission, or null where it is not held. */
  scopeOf(principal: Principal, permission: Permission): Scope | null
  /** Told of every refusal to someone signed in, before it is answered. */
  onRefused(request: FastifyRequest, principal: Principal, why: Permission | Refusal): Promise<void> | void
}

/** Why somebody is refused whatever permissions they hold: their role needs a second factor and they have none, they look on as somebody
 *  else, or a program asks for what is for people. */
export type Refusal = 'second-factor-needed' | 'view-as-read-only' | 'for-people'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. A route without it cannot be registered. */
    access?: Access
    /** Whether a program with an API key may call the route. Default: where it asks for a permission, since routes that do not are
     *  about the person themselves. False for what begins a job: it acts for the person, with all that they may. */
    forKeys?: boolean
    /** True for what somebody may do who has yet to set up the second factor that their role needs. */
    withoutSecondFactor?: boolean
    /** True for a write that is allowed to whoever looks on as somebody else. */
    whileViewing?: boolean
  }
  interface FastifyRequest {
    /** The person who asks; null on a route that is public. */
    caller: Principal | null
    /** The person who asks. Throws on a public route, where nobody has been asked who they are. */
    readonly principal: Principal
  }
}

/** Methods that change nothing. */
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/** A body that takes longer than this to arrive has its sender asked about again. Milliseconds. */
const SLOW_MS = 100

/** Refuses to register a route that does not say who may call it, and decides on each request before its body is read:
 *  401 when not signed in, 403 when not allowed. */
export function guardAccess(app: FastifyInstance, decisions: AccessDecisions, limits: RateLimits): void {
  const admitted = new WeakMap<FastifyRequest, number>()
  app.decorateRequest('caller', null)
  app.decorateRequest('principal', {
    getter(this: FastifyRequest) {
      if (!this.caller) throw new Error(`${this.routeOptions.url} is public: it has no principal`)
      return this.caller
    },
  })
  app.addHook('onRoute', demandAccess)
  app.addHook('onRequest', (request, _reply, done) => {
    // Only what matches no route has no access: it is answered with 404.
    const access = request.routeOptions.config.access ?? 'public'
    const isLocal = isLoopback(request)
    if (access === 'public' && isLocal && !request.routeOptions.config.limit) done()
    else admit(request, access, isLocal).then(() => done(), done)
  })

  // Rights are those of the moment the work begins: a body that was long in coming is not judged by those of its first byte.
  app.addHook('preHandler', (request, _reply, done) => {
    const { access } = request.routeOptions.config
    if (
      !request.caller ||
      !access ||
      access === 'public' ||
      Date.now() - (admitted.get(request) ?? 0) < SLOW_MS
    )
      done()
    else admitPerson(request, access).then(() => done(), done)
  })

  async function admit(request: FastifyRequest, access: Access, isLocal: boolean): Promise<void> {
    if (!isLocal) await limits.ofAddress(request)
    if (access !== 'public' && !(isLocal && typeof access === 'object' && access.orLoopback)) {
      await admitPerson(request, access)
      if (!isLocal) await limits.ofPerson(request)
    }
    await limits.ofRoute(request)
  }

  async function admitPerson(request: FastifyRequest, access: Exclude<Access, 'public'>): Promise<void> {
    const principal = await decisions.authenticate(request)
    if (!principal) throw new AppError('not-signed-in')
    request.caller = principal
    admitted.set(request, Date.now())
    const { config } = request.routeOptions
    const { forKeys = access !== 'signed-in', withoutSecondFactor = false, whileViewing = false } = config
    if (principal.apiKeyId !== undefined && !forKeys) {
      await note(request, principal, 'for-people')
      throw new AppError('forbidden', { detail: 'This is for people, not for API keys.' })
    }
    if (principal.needsSecondFactor && !withoutSecondFactor) {
      await note(request, principal, 'second-factor-needed')
      throw new AppError('second-factor-needed')
    }
    if (principal.viewedBy !== undefined && !READING.has(request.method) && !whileViewing) {
      await note(request, principal, 'view-as-read-only')
      throw new AppError('view-as-read-only')
    }
    if (access === 'signed-in') return
    if (decisions.scopeOf(principal, access) !== null) return
    if (access.or && decisions.scopeOf(principal, access.or) !== null) return
    await note(request, principal, access)
    throw new AppError('forbidden')
  }

  async function note(
    request: FastifyRequest,
    principal: Principal,
    why: Permission | Refusal,
  ): Promise<void> {
    try {
      await decisions.onRefused(request, principal, why)
    } catch (error) {
      request.log.error(error, 'a refusal could not be noted')
    }
  }
}

function demandAccess(route: RouteOptions): void {
  if (route.config?.access !== undefined) return
  throw new Error(`${route.method} ${route.url} does not say who may call it: give it config.access`)
}

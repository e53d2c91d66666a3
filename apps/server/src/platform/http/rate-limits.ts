import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'

/** So many calls in so many milliseconds, for each person or, where nobody is signed in, each address. */
export interface Limit {
  max: number
  windowMs: number
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A limit of this route alone. It holds on loopback too. */
    limit?: Limit
  }
}

/** Each throws AppError `too-many-requests` with `retry_after` in seconds. The first two are not asked for calls that come
 *  from this machine. */
export interface RateLimits {
  ofAddress(request: FastifyRequest): Promise<void>
  ofPerson(request: FastifyRequest): Promise<void>
  ofRoute(request: FastifyRequest): Promise<void>
}

/** An office of 300 shares one address. */
const PER_ADDRESS: Limit = { max: 6000, windowMs: 10_000 }
/** A person with many pages open, or their program. */
const PER_PERSON: Limit = { max: 1000, windowMs: 10_000 }

export async function limitRates(app: FastifyInstance): Promise<RateLimits> {
  await app.register(rateLimit, { global: false })
  const checks = new Map<Limit, ReturnType<FastifyInstance['createRateLimit']>>()

  async function demand(limit: Limit, request: FastifyRequest, key = callerKey): Promise<void> {
    let check = checks.get(limit)
    if (!check) {
      check = app.createRateLimit({ max: limit.max, timeWindow: limit.windowMs, keyGenerator: key })
      checks.set(limit, check)
    }
    const result = await check(request)
    if (!result.isAllowed && result.isExceeded) {
      throw new AppError('too-many-requests', { retry_after: result.ttlInSeconds })
    }
  }

  return {
    ofAddress: request => demand(PER_ADDRESS, request, ({ ip }) => ip),
    ofPerson: request => demand(PER_PERSON, request),
    async ofRoute(request) {
      const { limit } = request.routeOptions.config
      if (limit) await demand(limit, request)
    },
  }
}

function callerKey(request: FastifyRequest): string {
  return request.caller ? `user ${request.caller.userId}` : request.ip
}

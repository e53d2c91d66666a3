import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Log } from './log.ts'

/** The id of a request: the caller's own `x-request-id` where it is harmless, else a new one. */
export function requestId(raw: IncomingMessage): string {
  const given = raw.headers['x-request-id']
  return typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID()
}

/** One line for each answer: at `debug` where it went well, at `info` where the caller was refused, at `error` where we failed.
 *  The route stands for the address, which may hold names and phones. */
export function logRequests(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { statusCode } = reply
    const level = statusCode >= 500 ? 'error' : statusCode >= 400 ? 'info' : 'debug'
    if (log.isLevelEnabled(level)) {
      request.log[level](
        {
          method: request.method,
          route: request.routeOptions.url,
          status: statusCode,
          ms: Math.round(reply.elapsedTime),
          user: request.caller?.userId,
        },
        'answered',
      )
    }
    done()
  })
}

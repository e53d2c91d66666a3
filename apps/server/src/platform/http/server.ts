import type { IncomingMessage, ServerResponse } from 'node:http'
import compress from '@fastify/compress'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  LogController,
  type RawServerDefault,
} from 'fastify'
import { type AccessDecisions, guardAccess } from './access.ts'
import { answerBrokenHttp } from './broken-http.ts'
import { serializeAnswers } from './compile-schemas.ts'
import { refuseCrossSite, trustedOrigins } from './cross-site.ts'
import { serveHealth } from './health.ts'
import { readJsonBodies } from './json-body.ts'
import type { Log } from './log.ts'
import { type MetricsSource, serveMetrics } from './metrics.ts'
import { answerMissing } from './missing.ts'
import { DOCS_PREFIX, serveOpenApi } from './openapi.ts'
import { answerProblems, type TurnedAway } from './problems.ts'
import { limitRates } from './rate-limits.ts'
import { logRequests, requestId } from './request-log.ts'
import { DATA_POLICY, SECURITY_HEADERS, STRICT_TRANSPORT } from './security-headers.ts'
import { validateRequests } from './validation.ts'
import { serveWebApp } from './web-app.ts'

/** The server that routes are added to: their schemas give the types of their requests. */
export type Http = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** What the server needs. `Config` has all of `config`. */
export interface HttpNeeds extends AccessDecisions {
  config: { port: number; publicUrl: string; trustProxy: boolean }
  log: Log
  onTurnedAway: TurnedAway
  /** Whether migrations and demo data are done. */
  isReady: () => boolean
  /** Version that the API document names. */
  version: string
  /** The built web app; without it only the API is served. */
  webRoot?: string
  metrics?: readonly MetricsSource[]
}

/** JSON bodies, in bytes. */
const BODY_LIMIT = 1024 * 1024
/** Answers below this many bytes are not worth compressing. */
const COMPRESS_FROM = 1024
/** Requests that still run when the server closes may take this long. */
const CLOSE_AFTER_MS = 10_000

/** Builds the server with everything that every route shares; routes are added to it, then it listens. On each request, in this
 *  order: other sites are refused, rate limits, who asks, may they, the body, the schema, the handler. */
export async function buildHttp(needs: HttpNeeds): Promise<Http> {
  const app: Http = Fastify({
    loggerInstance: needs.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    // One proxy, whoever connects: of X-Forwarded-For the last address is its own word, those before it are what the caller claims.
    trustProxy: needs.config.trustProxy && ((_address, hop) => hop === 0),
    bodyLimit: BODY_LIMIT,
    // A photo from a building site may come over a slow line; headers have their own, shorter limit.
    requestTimeout: 600_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (error, request, reply) => app.errorHandler(error, request, reply),
    clientErrorHandler: answerBrokenHttp,
  })
  answerProblems(app, needs.onTurnedAway)
  const missing = answerMissing(app)
  protect(app, needs.config)
  // Before the guard: the plugin that serves the documentation cannot say it itself.
  app.addHook('onRoute', route => {
    if (`${route.url}/`.startsWith(`${DOCS_PREFIX}/`)) route.config = { ...route.config, access: 'public' }
  })
  guardAccess(app, needs, await limitRates(app))
  readJsonBodies(app)
  validateRequests(app)
  serializeAnswers(app)
  logRequests(app, needs.log)
  await app.register(compress, {
    threshold: COMPRESS_FROM,
    encodings: ['br', 'gzip'],
    globalDecompression: false,
  })
  await serveOpenApi(app, needs.version)
  serveHealth(app, needs.isReady)
  serveMetrics(app, needs.metrics ?? [])
  if (needs.webRoot !== undefined) await serveWebApp(app, needs.webRoot, missing)
  closeInTime(app)
  return app
}

function protect(app: Http, config: HttpNeeds['config']): void {
  let trusted = trustedOrigins(config.publicUrl, config.port)
  const headers: Record<string, string> = { ...SECURITY_HEADERS, 'content-security-policy': DATA_POLICY }
  if (config.publicUrl.startsWith('https:')) headers['strict-transport-security'] = STRICT_TRANSPORT
  app.addHook('onListen', done => {
    const address = app.server.address()
    if (address && typeof address === 'object') trusted = trustedOrigins(config.publicUrl, address.port)
    done()
  })
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers)
    reply.header('x-request-id', request.id)
    // What is said of people lies in no cache; a route that thinks otherwise says so.
    if (request.url.startsWith('/crm/') || request.url.startsWith('/api/'))
      reply.header('cache-control', 'no-store')
    refuseCrossSite(request.method, request.headers, trusted)
    done()
  })
}

/** Requests in flight are answered; what takes too long is cut off, so that closing always ends. */
function closeInTime(app: Http): void {
  app.addHook('preClose', done => {
    setTimeout(() => app.server.closeAllConnections(), CLOSE_AFTER_MS).unref()
    done()
  })
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError, type ErrorFacts } from '../errors.ts'
import { ERROR_TYPES, type ErrorType } from './error-types.ts'
import { describeError } from './log.ts'

/** What Fastify and its plugins throw, as errors of ours. */
const KNOWN: Record<string, [ErrorType, ErrorFacts?]> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported-media-type',
    fact('content-type', 'must be application/json'),
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: ['body-too-large', fact('body', 'is larger than this address takes')],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'malformed-body',
    fact('content-length', 'is not the length of the body'),
  ],
  FST_ERR_BAD_URL: ['invalid-input', fact('url', 'is not a valid address')],
  FST_ERR_MAX_PARAM_LENGTH: ['address-too-long', fact('url', 'is too long')],
  FST_REQ_FILE_TOO_LARGE: ['body-too-large', fact('file', 'is larger than this address takes')],
  FST_FILES_LIMIT: ['invalid-input', fact('file', 'takes one file at a time')],
  FST_PARTS_LIMIT: ['invalid-input', fact('body', 'has too many parts')],
  FST_FIELDS_LIMIT: ['invalid-input', fact('body', 'has too many fields')],
  FST_INVALID_MULTIPART_CONTENT_TYPE: [
    'unsupported-media-type',
    fact('content-type', 'must be multipart/form-data'),
  ],
}

/** For whom the database had no time. */
const RETRY_AFTER_SECONDS = 5

/** What the pool says, in words alone, when it gave up waiting for a free connection, and for a new one. */
const CROWDED = new Set([
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
])
const isCrowded = (error: unknown): boolean => error instanceof Error && CROWDED.has(error.message)

function fact(path: string, message: string): ErrorFacts {
  return { errors: [{ path, message }] }
}

/** Answers every error as `application/problem+json` (RFC 9457). What nobody foresaw is logged and never shown. */
export function answerProblems(app: FastifyInstance, onTurnedAway: TurnedAway): void {
  app.setErrorHandler((error: unknown, request, reply) => {
    const known = toAppError(error, request)
    if (known.type === 'too-many-requests' || (known.type === 'not-found' && asksForRecord(request)))
      onTurnedAway(request, known.type)
    return sendProblem(known, request, reply)
  })
}

/** Told, before it is answered, of whoever asks too often, and of somebody signed in who names a record that is not there for them. */
export type TurnedAway = (request: FastifyRequest, why: 'too-many-requests' | 'not-found') => void

const asksForRecord = ({ caller, params }: FastifyRequest): boolean =>
  caller !== null && Object.keys(params ?? {}).length > 0

/** Sends an error as the answer to a request. */
export function sendProblem(error: AppError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (typeof error.facts.retry_after === 'number') reply.header('retry-after', error.facts.retry_after)
  if (error.type === 'not-signed-in') reply.header('www-authenticate', 'Bearer')
  return reply
    .code(error.status)
    .removeHeader('etag')
    .header('cache-control', 'no-store')
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(problemText(error, request.id))
}

/** The problem document of an error. */
export function problemText({ type, facts }: AppError, requestId?: string): string {
  return JSON.stringify({ type, ...ERROR_TYPES[type], ...facts, request_id: requestId })
}

function toAppError(error: unknown, request: FastifyRequest): AppError {
  if (error instanceof AppError) return error
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  const known = code === undefined ? undefined : KNOWN[code]
  if (known) return new AppError(...known)
  // A client that went away while it sent its body: nobody reads the answer.
  if (code === 'ECONNRESET' || code === 'ECONNABORTED') return new AppError('malformed-body')
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new AppError('invalid-input', fact('request', 'is not valid'))
  if (isCrowded(error)) {
    request.log.warn(
      { route: request.routeOptions.url },
      'request refused: all connections to the database are taken',
    )
    return new AppError('unavailable', {
      detail: 'Very much is going on at the moment. Please try again shortly.',
      retry_after: RETRY_AFTER_SECONDS,
    })
  }
  request.log.error({ error: describeError(error), route: request.routeOptions.url }, 'request failed')
  return new AppError('internal', {
    detail: 'We have noted it. Please try again, and name the request_id if it happens again.',
  })
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import { sendProblem } from './problems.ts'

/** Answers what no route takes: 405 with `Allow` where the address takes other methods, else 404. */
export type AnswerMissing = (request: FastifyRequest, reply: FastifyReply) => FastifyReply

/** Remembers the addresses of all routes and becomes the handler of requests without one. Call it before the routes. */
export function answerMissing(app: FastifyInstance): AnswerMissing {
  const methodsByPattern = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return
    const methods = methodsByPattern.get(url) ?? new Set()
    for (const one of [method].flat()) methods.add(one)
    methodsByPattern.set(url, methods)
  })
  const answer: AnswerMissing = (request, reply) => {
    const path = pathOf(request)
    for (const [pattern, methods] of methodsByPattern) {
      if (!matches(pattern, path) || methods.has(request.method)) continue
      reply.header('allow', [...methods].join(', '))
      return sendProblem(new AppError('method-not-allowed'), request, reply)
    }
    return sendProblem(new AppError('not-found'), request, reply)
  }
  app.setNotFoundHandler(answer)
  return answer
}

/** The address without its query. */
export function pathOf(request: FastifyRequest): string {
  const end = request.url.indexOf('?')
  return end === -1 ? request.url : request.url.slice(0, end)
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/')
  const given = path.split('/')
  return (
    wanted.length === given.length && wanted.every((part, i) => part.startsWith(':') || part === given[i])
  )
}

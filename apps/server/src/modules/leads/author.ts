import type { FastifyRequest } from 'fastify'
import type { Author } from './leads.neighbours.ts'

/** Who sends a request, and from where. */
export const author = (request: FastifyRequest): Author => ({
  principal: request.principal,
  request: { id: request.id, ip: request.ip },
})

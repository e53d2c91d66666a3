import type { FastifyReply } from 'fastify'

/** Sends JSON that is already text, past the serialiser of the route. The route's schema documents it all the same. */
export function sendJson(reply: FastifyReply, json: string | Buffer): FastifyReply {
  return reply.header('content-type', 'application/json; charset=utf-8').send(json as never)
}

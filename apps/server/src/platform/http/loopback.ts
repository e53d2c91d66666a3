import type { FastifyRequest } from 'fastify'

/** Whether the request comes from this machine itself. A proxy on this machine passes on the requests of others: it shows by
 *  the headers that proxies add, unless `TRUST_PROXY` has already turned them into `request.ip`. */
export function isLoopback(request: FastifyRequest): boolean {
  if (!isLoopbackAddress(request.ip)) return false
  const { headers } = request
  return request.ips !== undefined || (headers['x-forwarded-for'] ?? headers.forwarded) === undefined
}

function isLoopbackAddress(ip: string): boolean {
  return ip.startsWith('127.') || ip === '::1' || ip.startsWith('::ffff:127.')
}

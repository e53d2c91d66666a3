import type { FastifyRequest } from 'fastify'

/** Whether the request comes from this machine itself, under one of its own names. A proxy on this machine passes on the requests of
 *  others: it shows by the headers that proxies add, unless `TRUST_PROXY` has already turned them into `request.ip`. Under any other
 *  name a page of another site may have had its name pointed at this machine. */
export function isLoopback(request: FastifyRequest): boolean {
  const { headers } = request
  if (!isLoopbackAddress(request.ip) || !isLoopbackHost(headers.host)) return false
  return request.ips !== undefined || (headers['x-forwarded-for'] ?? headers.forwarded) === undefined
}

function isLoopbackAddress(ip: string): boolean {
  return ip.startsWith('127.') || ip === '::1' || ip.startsWith('::ffff:127.')
}

function isLoopbackHost(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/.test(host)
}

import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a connection may come from where it says. Browsers send `Origin` with every WebSocket and `Sec-Fetch-Site` with polling;
 * a page of another site could otherwise open a socket with the visitor's cookie. Programs send neither.
 */
export function isAllowedOrigin(
  headers: IncomingHttpHeaders,
  isTrustedOrigin: (origin: string) => boolean,
): boolean {
  if (headers.origin !== undefined) return isTrustedOrigin(headers.origin)
  const site = headers['sec-fetch-site']
  return site === undefined || site === 'same-origin' || site === 'none'
}

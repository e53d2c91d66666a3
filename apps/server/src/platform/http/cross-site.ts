import type { IncomingHttpHeaders } from 'node:http'
import { AppError } from '../errors.ts'

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses writes that a page of another site makes a browser send, by the two headers that no page can forge. A program sends
 *  neither, and a bearer token is never sent by a browser of its own accord.
 *  @throws AppError `cross-site`. */
export function refuseCrossSite(
  method: string,
  headers: IncomingHttpHeaders,
  trusted: ReadonlySet<string>,
): void {
  if (SAFE_METHODS.has(method)) return
  if (headers.cookie === undefined && headers.authorization !== undefined) return
  const { origin } = headers
  if (origin !== undefined) {
    if (!trusted.has(origin)) throw new AppError('cross-site')
    return
  }
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new AppError('cross-site')
}

/** The origins that pages of this server have: the public one, and this machine's at the port. */
export function trustedOrigins(publicUrl: string, port: number): Set<string> {
  const own = ['localhost', '127.0.0.1', '[::1]'].map(host => new URL(`http://${host}:${port}`).origin)
  return new Set([new URL(publicUrl).origin, ...own])
}

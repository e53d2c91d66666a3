import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import type { Http } from '../http/server.ts'
import { FILES_PATH, type Storage } from './storage.ts'

/**
 * `GET /files/…`: gives the file that a link stands for. Public, because the link is the right to have it. Always for saving and
 * never for showing: what people upload must not run as a page of this site. `onRefused` is told of links that have run out or never were.
 */
export function registerFileRoutes(
  app: Http,
  storage: Storage,
  onRefused: (request: FastifyRequest) => void,
): void {
  // A wildcard, since a token is longer than the router lets a parameter be.
  app.get<{ Params: { '*': string } }>(
    `${FILES_PATH}*`,
    { config: { access: 'public' }, schema: { hide: true } },
    async (request, reply) => {
      const link = storage.openLink(request.params['*'])
      if (!link) {
        onRefused(request)
        throw new AppError('not-found', { detail: 'This link has expired. Ask for the file again.' })
      }
      const content = await started(storage.read(link.key))
      return reply
        .header('content-type', 'application/octet-stream')
        .header('content-disposition', attachment(link.fileName))
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, no-store')
        .header('referrer-policy', 'no-referrer')
        .send(content)
    },
  )
}

/** Waits for the first bytes, so that a file that is gone or broken is answered with an error and not with half a download. */
export async function started(stream: Readable): Promise<Readable> {
  const chunks = stream[Symbol.asyncIterator]()
  const first = await chunks.next()
  async function* all(): AsyncGenerator<Buffer, void, undefined> {
    try {
      if (!first.done) yield first.value
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
    } finally {
      stream.destroy()
    }
  }
  return Readable.from(all(), { objectMode: false })
}

/** A `Content-Disposition` with any name, as RFC 6266 and RFC 8187 write it; old clients get what is left of it in ASCII. */
export function attachment(fileName: string): string {
  return disposition('attachment', fileName)
}

/** The same for a file that the browser is to show. */
export function inline(fileName: string): string {
  return disposition('inline', fileName)
}

function disposition(how: 'attachment' | 'inline', fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%/]/g, '_')
  const encoded = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${how}; filename="${plain}"; filename*=UTF-8''${encoded}`
}

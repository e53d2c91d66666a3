import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type AnswerMissing, pathOf } from './missing.ts'
import { makeNonce, pagePolicy, WORKER_POLICY } from './security-headers.ts'

/** Addresses below these are the API's: never a page. */
const API_PREFIXES = ['/crm', '/api', '/files', '/socket.io', '/docs']

/** What the build of the page leaves for the nonce of each answer. */
const NONCE_MARK = '__CSP_NONCE__'

/** Where the build puts the worker that keeps the app when there is no line. */
const SERVICE_WORKER = '/sw.js'

const YEAR_MS = 31_536_000_000

/** Serves the built web app from `root`: its files, and its page at every address that is neither a file nor the API's. */
export async function serveWebApp(
  app: FastifyInstance,
  root: string,
  answerMissing: AnswerMissing,
): Promise<void> {
  await app.register(fastifyStatic, { root, serve: false, suppressWarning: true })
  app.get('/*', { config: { access: 'public' }, schema: { hide: true } }, async (request, reply) => {
    const path = pathOf(request)
    if (API_PREFIXES.some(prefix => path === prefix || path.startsWith(`${prefix}/`))) {
      return answerMissing(request, reply)
    }
    if (path === SERVICE_WORKER) reply.header('content-security-policy', WORKER_POLICY)
    if (/\.\w+$/.test(path) && path !== '/index.html') return sendFile(reply, path)
    if (path !== '/' && !request.headers.accept?.includes('text/html')) return answerMissing(request, reply)
    return sendPage(request, reply)
  })

  async function sendPage(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const page = await readFile(join(root, 'index.html'), 'utf8').catch(() => undefined)
    if (page === undefined) return answerMissing(request, reply)
    const nonce = makeNonce()
    return reply
      .header('content-security-policy', pagePolicy(nonce, request.headers.host))
      .header('cache-control', 'no-cache')
      .header('content-type', 'text/html; charset=utf-8')
      .send(page.replaceAll(NONCE_MARK, nonce))
  }
}

/** Files under /assets have a hash in their name and never change. */
function sendFile(reply: FastifyReply, path: string): FastifyReply {
  const isHashed = path.startsWith('/assets/')
  const options = {
    preCompressed: true,
    maxAge: isHashed ? YEAR_MS : 0,
    immutable: isHashed,
    dotfiles: 'ignore',
  }
  return reply.sendFile(path, options as object)
}

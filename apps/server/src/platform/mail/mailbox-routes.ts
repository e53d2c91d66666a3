import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Config, isLoopback as isLoopbackHost } from '../config/config.ts'
import type { Crypto } from '../crypto/crypto.ts'
import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { isLoopback } from '../http/loopback.ts'
import type { Http } from '../http/server.ts'
import { readMailbox } from './demo-mailbox.ts'
import { MAILBOX_CSS, MAILBOX_PATH, mailboxPage } from './mailbox-page.ts'

export interface MailboxOptions {
  config: Pick<Config, 'smtpUrl' | 'demo' | 'host' | 'timeZone'>
  db: Database
  crypto: Crypto
}

const PAGE_POLICY =
  "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** For a mail's own HTML: it may look as it likes, and its links may be followed, but nothing in it runs or loads. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox"

/**
 * `GET /dev/mailbox`, the same as JSON at `/dev/mailbox.json` (for tests), one mail's HTML at `/dev/mailbox/:id`, and its files behind it. They hold
 * links that set passwords, so they exist only in a demo without SMTP on a loopback address, and answer only this machine.
 */
export function registerMailboxRoutes(app: Http, { config, db, crypto }: MailboxOptions): void {
  if (config.smtpUrl || !config.demo || !isLoopbackHost(config.host)) return

  const options = { config: { access: 'public' }, schema: { hide: true }, onRequest: demandLocal } as const

  app.get(MAILBOX_PATH, options, async (_request, reply) =>
    page(reply, PAGE_POLICY).send(mailboxPage(await readMailbox(db, crypto), config.timeZone)),
  )
  app.get(`${MAILBOX_PATH}.css`, options, async (_request, reply) => reply.type('text/css').send(MAILBOX_CSS))
  app.get(`${MAILBOX_PATH}.json`, options, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send(await readMailbox(db, crypto)),
  )
  app.get(`${MAILBOX_PATH}/:id`, options, async (request, reply) => {
    const { id } = request.params as { id: string }
    const message = (await readMailbox(db, crypto)).find(each => String(each.id) === id)
    if (!message) throw new AppError('not-found')
    return page(reply, MAIL_POLICY).send(message.html)
  })
  app.get(`${MAILBOX_PATH}/:id/:place`, options, async (request, reply) => {
    const { id, place } = request.params as { id: string; place: string }
    const message = (await readMailbox(db, crypto)).find(each => String(each.id) === id)
    const file = message?.attachments?.[Number(place)]
    if (!file) throw new AppError('not-found')
    return reply
      .type(file.type)
      .header('content-disposition', `attachment; filename="${file.name.replace(/[^\w. -]/g, '_')}"`)
      .header('cache-control', 'no-store')
      .send(Buffer.from(file.content, 'base64'))
  })
}

function page(reply: FastifyReply, policy: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('cache-control', 'no-store')
}

/** The name is checked as well: a site elsewhere may let its own name lead to this machine and read what answers. */
async function demandLocal(request: FastifyRequest): Promise<void> {
  const name = request.hostname.replace(/^\[|\]$/g, '')
  if (!isLoopback(request) || !isLoopbackHost(name)) throw new AppError('not-found')
}

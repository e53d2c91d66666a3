import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { Type } from 'typebox'
import type { Config } from '../config/config.ts'
import type { Crypto } from '../crypto/crypto.ts'
import type { Database, Transaction } from '../database/database.ts'
import { addJob, defineJob, type Job } from '../jobs/jobs.ts'
import { keepInMailbox } from './demo-mailbox.ts'
import type { Letter } from './letter.ts'
import { createSmtp } from './smtp.ts'

export interface Attachment {
  name: string
  /** Media type. */
  type: string
  /** Base64. */
  content: string
}

export interface Message extends Letter {
  /** One address. */
  to: string
  attachments?: Attachment[]
  /** The page on which its reader ends such mails; mail programs offer it. */
  unsubscribe?: string
}

/** Mail to people. */
export interface Mail {
  /**
   * Sends a mail by a job: tried again for about a day, and perhaps sent twice if the process dies in between (mail programs then
   * show it once: the Message-ID is the same). With `tx` it is sent exactly when that commits. Without an SMTP server it is put
   * in the demo mailbox.
   */
  send(message: Message, tx?: Transaction): Promise<void>
  /**
   * Sends a mail now, for those who keep count themselves: a repeat with the same `messageId` (its part before the @) is shown once.
   * @returns undefined when it was taken, or why it never will be
   * @throws SmtpError when it may be taken later
   */
  sendNow(message: Message, messageId: string): Promise<string | undefined>
  /** Register them with the worker. */
  jobs: Job<unknown>[]
  close(): void
}

export interface MailOptions {
  config: Pick<Config, 'smtpUrl' | 'mailFrom' | 'demo'>
  db: Database
  crypto: Crypto
  log: Pick<Logger, 'info' | 'warn' | 'error'>
}

const contextOf = (messageId: string): string => `mail:${messageId}`

export function createMail({ config, db, crypto, log }: MailOptions): Mail {
  if (!config.smtpUrl) {
    if (!config.demo) log.info('SMTP_URL is not set: mails are kept in the database and reach nobody')
    return {
      async send(message, tx) {
        await keepInMailbox(tx ?? db, crypto, message)
      },
      async sendNow(message) {
        await keepInMailbox(db, crypto, message)
        return undefined
      },
      jobs: [],
      close() {},
    }
  }

  const smtp = createSmtp(config.smtpUrl, config.mailFrom)
  const domain = /@([^\s>]+)/.exec(config.mailFrom)?.[1] ?? 'localhost'

  const job = defineJob({
    name: 'mail-send',
    // Sealed, because the queue keeps payloads in clear and the message has an address in it.
    schema: Type.Object(
      { message_id: Type.String(), sealed: Type.String() },
      { additionalProperties: false },
    ),
    maxAttempts: 16,
    async run({ message_id, sealed }, run) {
      const message = JSON.parse(
        crypto.open(Buffer.from(sealed, 'base64'), contextOf(message_id)).toString(),
      ) as Message
      const refusal = await smtp.send(message, message_id)
      if (refusal) run.log.error({ messageId: message_id, refusal }, 'a mail was refused for good')
    },
    async onFailed({ message_id }, error, run) {
      run.log.error({ messageId: message_id, err: error }, 'a mail could not be sent')
    },
  })

  return {
    async send(message, tx) {
      const message_id = `<${randomUUID()}@${domain}>`
      const sealed = crypto.seal(JSON.stringify(message), contextOf(message_id)).bytes.toString('base64')
      const add = (inside: Transaction) => addJob(inside, job, { message_id, sealed })
      await (tx ? add(tx) : db.inTransaction(add))
    },
    sendNow: (message, messageId) => smtp.send(message, `<${messageId}@${domain}>`),
    jobs: [job as Job<unknown>],
    close: () => smtp.close(),
  }
}

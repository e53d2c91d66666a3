import { createTransport } from 'nodemailer'
import type { Message } from './mail.ts'

export interface Smtp {
  /**
   * @returns undefined when the server took it, or why it never will
   * @throws SmtpError when it may take it later
   */
  send(message: Message, messageId: string): Promise<string | undefined>
  close(): void
}

/** A failure without the server's words, which may quote an address: the queue keeps errors in clear. */
export class SmtpError extends Error {
  override readonly name = 'SmtpError'
}

const TIMEOUT_MS = 20_000

export function createSmtp(url: string, from: string): Smtp {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // A message is text and bytes: nothing in it may name a file or an address to be attached.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ to, subject, text, html, attachments = [], unsubscribe }, messageId) {
      try {
        await transport.sendMail({
          from,
          // As an object it is one address, whatever commas are in it.
          to: { name: '', address: to },
          subject,
          text,
          html,
          messageId,
          attachments: attachments.map(({ name, type, content }) => ({
            filename: name,
            contentType: type,
            content: Buffer.from(content, 'base64'),
          })),
          headers: {
            'Auto-Submitted': 'auto-generated',
            ...(unsubscribe && { 'List-Unsubscribe': `<${unsubscribe}>` }),
          },
        })
        return undefined
      } catch (error) {
        const { code = 'unknown', responseCode } = error as { code?: string; responseCode?: number }
        const what = responseCode ? `${code} ${responseCode}` : code
        // A wrong password is also a 5xx, but someone may set the right one before the attempts are over.
        if (responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH') return what
        throw new SmtpError(`the mail server could not be used: ${what}`)
      }
    },
    close: () => transport.close(),
  }
}

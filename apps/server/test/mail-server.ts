import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

/** A mail as the server took it. */
export interface TakenMail {
  to: string
  messageId: string
  subject: string
  content: string
}

/** A real SMTP server on this machine, which keeps what it takes. */
export interface MailServer {
  url: string
  taken: TakenMail[]
  /** Answers these codes to the next mails for this address, one each. */
  refuse(address: string, ...codes: number[]): void
  close(): Promise<void>
}

export async function openMailServer(): Promise<MailServer> {
  const taken: TakenMail[] = []
  const answers = new Map<string, number[]>()
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    authOptional: true,
    onRcptTo({ address }, _session, done) {
      const code = answers.get(address)?.shift()
      done(code ? Object.assign(new Error('not now'), { responseCode: code }) : null)
    },
    async onData(stream, session, done) {
      // A client that was killed leaves half a mail behind: it was not taken.
      const bytes = await buffer(stream).catch(() => null)
      if (!bytes) return
      const content = bytes.toString()
      const header = (name: string) =>
        new RegExp(`^${name}: (.*(?:\\r\\n\\s.*)*)`, 'im').exec(content)?.[1] ?? ''
      const to = session.envelope.rcptTo[0]?.address ?? ''
      taken.push({ to, messageId: header('Message-ID'), subject: header('Subject'), content })
      done()
    },
  })
  // Connections of a client that was killed.
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const address = server.server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    refuse: (address, ...codes) => void answers.set(address, codes),
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}

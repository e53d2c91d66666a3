import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A system outside that takes webhooks. */
export interface WebhookReceiver {
  url: string
  /** Types of the messages that arrived. */
  types: string[]
  /** The status it answers with from now on; 200 at first. */
  answerWith(status: number): void
  close(): void
}

/** Opens one on this machine. */
export async function openReceiver(): Promise<WebhookReceiver> {
  const types: string[] = []
  let status = 200
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', chunk => {
      text += chunk
    })
    request.on('end', () => {
      types.push(JSON.parse(text).type)
      response.writeHead(status).end(status < 300 ? 'Thank you' : 'Not now')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/crm`,
    types,
    answerWith(next) {
      status = next
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

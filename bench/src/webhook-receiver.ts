import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A system outside that takes webhooks at once. */
export interface WebhookReceiver {
  url: string
  /** Messages that have arrived. */
  arrived(): number
  close(): void
}

/** Opens one on this machine. */
export async function openReceiver(): Promise<WebhookReceiver> {
  let arrived = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      arrived += 1
      response.writeHead(204).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    arrived: () => arrived,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

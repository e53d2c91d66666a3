import { webcrypto } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A message as it arrived. */
export interface Received {
  id: string
  timestamp: number
  signatures: string[]
  text: string
  body: { id: string; type: string; created_at: string; data: Record<string, unknown> }
}

export type Answering = (response: ServerResponse, message: Received) => void

/** A real server on this machine that takes webhooks. */
export interface Receiver {
  url: string
  received: Received[]
  /** How it answers from now on; 204 at first. */
  answer(how: number | Answering): void
  /** Breaks off all that is under way. */
  breakOff(): void
  close(): void
}

export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let answering: Answering = response => void response.writeHead(204).end()
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', chunk => {
      text += chunk
    })
    request.on('end', () => {
      const header = (name: string) => String(request.headers[name])
      const message = {
        id: header('webhook-id'),
        timestamp: Number(header('webhook-timestamp')),
        signatures: header('webhook-signature').split(' '),
        text,
        body: JSON.parse(text),
      }
      received.push(message)
      answering(response, message)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer(how) {
      answering = typeof how === 'number' ? response => void response.writeHead(how).end(`said ${how}`) : how
    },
    breakOff: () => server.closeAllConnections(),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Whether one of the signatures is by the secret: told by other code than that which signs. */
export async function isSignedBy(secret: string, { id, timestamp, signatures, text }: Received) {
  const bytes = Uint8Array.from(atob(secret.replace('whsec_', '')), letter => letter.charCodeAt(0))
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const key = await webcrypto.subtle.importKey('raw', bytes, hmac, false, ['verify'])
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${text}`)
  const verdicts = signatures.map(each => {
    const [version, value = ''] = each.split(',')
    const mac = Uint8Array.from(atob(value), letter => letter.charCodeAt(0))
    return version === 'v1' && webcrypto.subtle.verify('HMAC', key, mac, signed)
  })
  return (await Promise.all(verdicts)).includes(true)
}

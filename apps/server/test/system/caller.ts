import { Agent, type IncomingHttpHeaders, request } from 'node:http'

export interface SentAnswer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

export interface Sending {
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is. */
  raw?: string | Buffer
  headers?: Record<string, string>
}

/** Somebody who sends requests over a real connection. */
export interface Caller {
  cookie: string | undefined
  send(method: string, path: string, sending?: Sending): Promise<SentAnswer>
  /** The same, for what must succeed. @returns the body; undefined when there is none */
  must<T = { id: number; version: number }>(method: string, path: string, body?: unknown): Promise<T>
}

const agent = new Agent({ keepAlive: true, maxSockets: 20 })

export function createCaller(address: string, cookie: string | undefined): Caller {
  async function send(method: string, path: string, sending: Sending = {}): Promise<SentAnswer> {
    const body = sending.raw ?? (sending.body === undefined ? undefined : JSON.stringify(sending.body))
    const headers: Record<string, string> = {
      ...(cookie && { cookie }),
      ...(body !== undefined && {
        'content-type': 'application/json',
        // Not sent by itself with a GET: the body would be read as the next request.
        'content-length': String(Buffer.byteLength(body)),
      }),
      ...sending.headers,
    }
    return new Promise((resolve, reject) => {
      const outgoing = request(`${address}${path}`, { method, headers, agent }, answer => {
        const chunks: Buffer[] = []
        answer.on('data', chunk => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        )
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  return {
    cookie,
    send,
    async must(method, path, body) {
      const { status, text } = await send(method, path, { body })
      if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    },
  }
}

/** The cookie header that a browser would send after these `set-cookie` headers. */
export function cookieFrom(setCookie: readonly string[] | undefined): string {
  return (setCookie ?? []).map(cookie => cookie.split(';')[0]).join('; ')
}

const BOUNDARY = 'part-of-a-test'

/** A CSV file as a form would upload it. */
export function upload(csv: string | Buffer, fileName = 'leads.csv'): Sending {
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: text/csv\r\n\r\n`
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    raw: Buffer.concat([Buffer.from(head), Buffer.from(csv), Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]),
  }
}

import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { buffer } from 'node:stream/consumers'

export interface TakenPush {
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

/** A push service on this machine, and a browser that subscribed to it. */
export async function openPushService() {
  const taken: TakenPush[] = []
  const answers: number[] = []
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const status = answers.shift() ?? 201
    if (status === 201) taken.push({ path: request.url ?? '', headers: request.headers, body })
    response.writeHead(status).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const origin = `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`
  const browser = createECDH('prime256v1')
  browser.generateKeys()
  const auth = randomBytes(16)

  return {
    taken,
    answer: (...codes: number[]) => void answers.push(...codes),
    subscription: {
      endpoint: `${origin}/device/1`,
      keys: { p256dh: browser.getPublicKey().toString('base64url'), auth: auth.toString('base64url') },
    },
    /** What only the browser can read (RFC 8291, RFC 8188). */
    open(body: Buffer): unknown {
      const [salt, idLength] = [body.subarray(0, 16), body.readUInt8(20)]
      const sender = body.subarray(21, 21 + idLength)
      const sealed = body.subarray(21 + idLength)
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), sender])
      const secret = Buffer.from(hkdfSync('sha256', browser.computeSecret(sender), auth, info, 32))
      const key = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: aes128gcm\0', 16))
      const nonce = Buffer.from(hkdfSync('sha256', secret, salt, 'Content-Encoding: nonce\0', 12))
      const cipher = createDecipheriv('aes-128-gcm', key, nonce)
      cipher.setAuthTag(sealed.subarray(-16))
      const clear = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()])
      return JSON.parse(clear.subarray(0, clear.lastIndexOf(2)).toString())
    },
    /** Whether the sender proved who it is (RFC 8292), and to whom. */
    isSigned({ headers }: TakenPush, publicKey: string): boolean {
      const [, token = '', k] = /t=([^,]+), ?k=(.+)$/.exec(String(headers.authorization)) ?? []
      const [head = '', claims = '', signature = ''] = token.split('.')
      const raw = Buffer.from(publicKey, 'base64url')
      const jwk = {
        kty: 'EC',
        crv: 'P-256',
        x: raw.subarray(1, 33).toString('base64url'),
        y: raw.subarray(33).toString('base64url'),
      }
      const key = createPublicKey({ key: jwk, format: 'jwk' })
      const isValid = verify(
        'sha256',
        Buffer.from(`${head}.${claims}`),
        { key, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      )
      return (
        isValid && k === publicKey && JSON.parse(Buffer.from(claims, 'base64url').toString()).aud === origin
      )
    },
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

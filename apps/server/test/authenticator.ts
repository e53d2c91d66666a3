import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

interface Asked {
  challenge: string
  rp_id: string
}

/** What a browser and its authenticator may do otherwise than they should. */
export interface Odd {
  origin?: string
  rpId?: string
  /** No finger, face or PIN was asked for. */
  unverified?: boolean
  type?: string
  signCount?: number
  userHandle?: string
  crossOrigin?: boolean
  challenge?: string
}

const KINDS = {
  es256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: () => generateKeyPairSync('ed25519'),
  rs256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  p384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
}

/** A passkey in software: answers as a browser does. */
export function makeAuthenticator(kind: keyof typeof KINDS = 'es256', origin = 'http://localhost:3000') {
  const { publicKey, privateKey } = KINDS[kind]()
  const id = randomBytes(32)
  let handle = ''

  const clientData = (type: string, asked: Asked, odd: Odd) =>
    Buffer.from(
      JSON.stringify({
        type: odd.type ?? type,
        challenge: odd.challenge ?? asked.challenge,
        origin: odd.origin ?? origin,
        crossOrigin: odd.crossOrigin ?? false,
      }),
    )

  function head(asked: Asked, odd: Odd, flags: number): Buffer {
    const bytes = Buffer.alloc(37)
    createHash('sha256')
      .update(odd.rpId ?? asked.rp_id)
      .digest()
      .copy(bytes)
    bytes[32] = flags | 0x01 | (odd.unverified ? 0 : 0x04)
    bytes.writeUInt32BE(odd.signCount ?? 0, 33)
    return bytes
  }

  return {
    id: id.toString('base64url'),

    /** As `navigator.credentials.create` */
    make(asked: Asked & { user: { id: string } }, odd: Odd = {}) {
      handle = asked.user.id
      const length = Buffer.alloc(18)
      length.writeUInt16BE(id.length, 16)
      const { x, y, n } = publicKey.export({ format: 'jwk' })
      const numbers = [x, y, n].flatMap(number => (number ? [Buffer.from(number, 'base64url')] : []))
      const data = Buffer.concat([head(asked, odd, 0x40), length, id, ...numbers])
      return {
        id: id.toString('base64url'),
        client_data: clientData('webauthn.create', asked, odd).toString('base64url'),
        authenticator_data: data.toString('base64url'),
        public_key: publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
        transports: ['internal'],
      }
    },

    /** As `navigator.credentials.get` */
    show(asked: Asked, odd: Odd = {}) {
      const data = head(asked, odd, 0)
      const client = clientData('webauthn.get', asked, odd)
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
      return {
        id: id.toString('base64url'),
        client_data: client.toString('base64url'),
        authenticator_data: data.toString('base64url'),
        signature: sign(kind === 'ed25519' ? null : 'sha256', signed, privateKey).toString('base64url'),
        user_handle: odd.userHandle ?? handle,
      }
    },
  }
}

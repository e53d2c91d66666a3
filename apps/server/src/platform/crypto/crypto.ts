import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto'
import type { KeyRing } from './key-ring.ts'
import { keyedHash } from './keyed-hash.ts'

export interface Sealed {
  bytes: Buffer
  /** Of the key it was sealed with: stands in the bytes too; kept beside them in a column, it lets the rotation find what is left. */
  keyId: string
}

/** Encryption at rest, and the keyed hashes that find what is encrypted. All of it synchronous: a few microseconds a call. */
export interface Crypto {
  /** Everything new is sealed with this key. Changes when keys are rotated. */
  readonly activeKeyId: string
  /**
   * Encrypts and authenticates. `context` says where the value belongs (`lead:17:contact`) and must be given again to open it: a
   * ciphertext moved to another record does not open.
   */
  seal(plain: string | Uint8Array, context: string): Sealed
  /** @throws SealedValueError when the key is unknown, or the bytes or the context are not those of the sealing */
  open(bytes: Uint8Array, context: string): Buffer
  /** The id of the key that the bytes were sealed with, without opening them. @throws SealedValueError */
  keyIdOf(bytes: Uint8Array): string
  /**
   * A keyed hash for equality search: the same value always gives the same 22 characters (16 bytes in base64url), and without
   * the key nobody can try values. `kind` (`email`, `phone`) keeps hashes of different kinds apart. Normalise first.
   */
  hash(kind: string, normalised: string): string
}

/** A ciphertext that cannot be opened here: a fault of the installation or of the data, never of a request. */
export class SealedValueError extends Error {
  override readonly name = 'SealedValueError'
}

/** Layout: version, length of key id, key id, nonce, tag, ciphertext. */
const VERSION = 1
const HEADER_BYTES = 2
const NONCE_BYTES = 12
const TAG_BYTES = 16

export function createCrypto(ring: KeyRing): Crypto {
  const nextNonce = nonces()
  const hashText = keyedHash(ring.hashKey.export())

  function keyIdOf(bytes: Uint8Array): string {
    const length = bytes[1] ?? 0
    if (bytes[0] !== VERSION || bytes.length < HEADER_BYTES + length + NONCE_BYTES + TAG_BYTES)
      throw new SealedValueError('these bytes are not a sealed value')
    let keyId = ''
    // Faster than a decoder for the two or three letters it is.
    for (let at = HEADER_BYTES; at < HEADER_BYTES + length; at++)
      keyId += String.fromCharCode(bytes[at] as number)
    return keyId
  }

  return {
    get activeKeyId() {
      return ring.activeKeyId
    },

    seal(plain, context) {
      const keyId = ring.activeKeyId
      const key = ring.find(keyId)
      if (!key) throw new SealedValueError(`the active encryption key "${keyId}" is missing`)
      const nonce = nextNonce()
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      cipher.setAAD(Buffer.from(context))
      const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain)
      cipher.final()
      const tagAt = HEADER_BYTES + keyId.length + NONCE_BYTES
      const bytes = Buffer.allocUnsafe(tagAt + TAG_BYTES + body.length)
      bytes[0] = VERSION
      bytes[1] = keyId.length
      bytes.write(keyId, HEADER_BYTES, 'latin1')
      bytes.set(nonce, HEADER_BYTES + keyId.length)
      bytes.set(cipher.getAuthTag(), tagAt)
      bytes.set(body, tagAt + TAG_BYTES)
      return { bytes, keyId }
    },

    open(bytes, context) {
      const keyId = keyIdOf(bytes)
      const key = ring.find(keyId)
      if (!key)
        throw new SealedValueError(
          `the encryption key "${keyId}" is unknown here: add it to ENCRYPTION_KEYS or bring DATA_DIR/keys back`,
        )
      const nonceAt = HEADER_BYTES + keyId.length
      const tagAt = nonceAt + NONCE_BYTES
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(nonceAt, tagAt))
      decipher.setAAD(Buffer.from(context))
      decipher.setAuthTag(bytes.subarray(tagAt, tagAt + TAG_BYTES))
      const plain = decipher.update(bytes.subarray(tagAt + TAG_BYTES))
      try {
        decipher.final()
      } catch {
        throw new SealedValueError('a sealed value was changed, or is opened where it does not belong')
      }
      return plain
    },

    keyIdOf,

    hash(kind, normalised) {
      return hashText(`${kind}\0${normalised}`).toString('base64url', 0, 16)
    },
  }
}

/** Random nonces, drawn many at a time: a call for each costs a third of an encryption (measured on Node 24). */
function nonces(): () => Uint8Array {
  const pool = new Uint8Array(NONCE_BYTES * 512)
  let at = pool.length
  return () => {
    if (at === pool.length) {
      randomFillSync(pool)
      at = 0
    }
    at += NONCE_BYTES
    return pool.subarray(at - NONCE_BYTES, at)
  }
}

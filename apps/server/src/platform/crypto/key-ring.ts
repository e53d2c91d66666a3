import { createSecretKey, type KeyObject } from 'node:crypto'

/**
 * The keys that contact details are encrypted with. Each has an id (`k1`, `k2`, …) that stands in every ciphertext; one is
 * active: everything new is sealed with it. The hash key is apart from them and never changes, because equality search compares
 * hashes that were made years apart.
 */
export interface KeyRing {
  readonly activeKeyId: string
  readonly hashKey: KeyObject
  /** Ids that this ring can open, the active one first. */
  readonly keyIds: readonly string[]
  /** The key, or undefined when no such key exists here. May look for keys that another process has added since. */
  find(keyId: string): KeyObject | undefined
  /** Makes a new key and makes it active; undefined where the keys are set from outside and changed only there. */
  addKey(): string | undefined
}

/** Keys that cannot be used. The message is one sentence for the person who set them and holds no part of a key. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError'
}

/** Bytes of every key: AES-256 and HMAC-SHA-256. */
export const KEY_BYTES = 32

/** Letters, digits, `-` and `_`: fits the `…_key_id` columns and the one-byte length of the ciphertext header. */
const KEY_ID = /^[A-Za-z0-9_-]{1,40}$/

const HASH_ENTRY = 'hash'

const FORMAT =
  'ENCRYPTION_KEYS takes "k1:<key>,hash:<key>", each key 32 bytes in base64, the active key first, older ones after it'

/**
 * Reads `ENCRYPTION_KEYS`: `id:base64` entries with commas between. The first is active; the entry `hash` holds the hash key.
 * To rotate: put a new key in front, keep the old ones and `hash`, restart every process, then run the rotation.
 * @throws KeyRingError
 */
export function parseKeyRing(text: string): KeyRing {
  const keys = new Map<string, KeyObject>()
  for (const entry of text.split(',')) {
    const [keyId = '', encoded = ''] = entry.trim().split(/:(.*)/s)
    if (!KEY_ID.test(keyId)) throw new KeyRingError(FORMAT)
    if (keys.has(keyId)) throw new KeyRingError(`ENCRYPTION_KEYS holds the key "${keyId}" twice`)
    keys.set(keyId, decodeKey(encoded, `ENCRYPTION_KEYS: the key "${keyId}"`))
  }
  const hashKey = keys.get(HASH_ENTRY)
  keys.delete(HASH_ENTRY)
  const [activeKeyId] = keys.keys()
  if (!hashKey || !activeKeyId) throw new KeyRingError(FORMAT)
  return {
    activeKeyId,
    hashKey,
    keyIds: [...keys.keys()],
    find: keyId => keys.get(keyId),
    addKey: () => undefined,
  }
}

/**
 * A key from its base64 form.
 * @throws KeyRingError that begins with `what`
 */
export function decodeKey(encoded: string, what: string): KeyObject {
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.length !== KEY_BYTES) throw new KeyRingError(`${what} must be ${KEY_BYTES} bytes in base64`)
  return createSecretKey(bytes)
}

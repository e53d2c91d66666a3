import type { Crypto } from '../crypto/crypto.ts'

/** What a link gives: one stored file, under the name it is to have on the reader's disk. */
export interface FileLink {
  key: string
  fileName: string
}

const CONTEXT = 'file-link'

/** A token that opens as long as it says. Sealed, not only signed: an address that is passed on tells nothing. */
export function makeToken(crypto: Crypto, link: FileLink, expiresAtMs: number): string {
  return crypto
    .seal(JSON.stringify([expiresAtMs, link.key, link.fileName]), CONTEXT)
    .bytes.toString('base64url')
}

/** @returns null when the token was not made here or is too old */
export function readToken(crypto: Crypto, token: string, nowMs: number): FileLink | null {
  let text: string
  try {
    text = crypto.open(Buffer.from(token, 'base64url'), CONTEXT).toString()
  } catch {
    return null
  }
  const [expiresAtMs, key, fileName] = JSON.parse(text) as [number, string, string]
  return nowMs < expiresAtMs ? { key, fileName } : null
}

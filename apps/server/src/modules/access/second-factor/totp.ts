import { Secret, TOTP } from 'otpauth'

/** Seconds for which a code holds. */
const PERIOD = 30
/** Codes of so many steps before and after the present one are taken: clocks of phones are not exact. */
const WINDOW = 1

/** A new secret, of the length RFC 4226 advises. */
export const makeSecret = (): Uint8Array => new Secret({ size: 20 }).bytes

/** What an authenticator app is told of a secret. */
export function describeSecret(secret: Uint8Array, email: string): { key: string; uri: string } {
  const totp = totpOf(secret, email)
  return { key: totp.secret.base32, uri: totp.toString() }
}

/** The step of time (since 1970) that the code belongs to; null where it is not a code of now. RFC 6238. */
export function stepOf(secret: Uint8Array, code: string, now: Date): number | null {
  const timestamp = now.getTime()
  const delta = totpOf(secret, '').validate({ token: code, timestamp, window: WINDOW })
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD) + delta
}

function totpOf(bytes: Uint8Array, label: string): TOTP {
  const secret = new Secret({ buffer: bytes.slice().buffer })
  return new TOTP({ issuer: 'OptimWalls CRM', label, algorithm: 'SHA1', digits: 6, period: PERIOD, secret })
}

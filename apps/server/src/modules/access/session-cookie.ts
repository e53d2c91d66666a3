import { createHmac, timingSafeEqual } from 'node:crypto'
import { LRUCache } from 'lru-cache'

/** Reads and renews the cookie that better-auth sets at sign-in: `token.signature`, percent-encoded, where the signature is
 *  the HMAC-SHA256 of the token in base64. Done here, without better-auth, because every request pays for it. */
export interface SessionCookie {
  readonly name: string
  /** The session token of a `cookie` header, or null where it is missing, forged or malformed. */
  tokenOf(cookieHeader: string | undefined): string | null
  /** A `set-cookie` header that keeps the cookie for as long as an unused session lives. */
  renew(token: string): string
  /** A `set-cookie` header that takes the cookie away. */
  clear(): string
}

const SESSION = 'session_token'

/** What a cookie of ours is called and how it is kept. Over https it is `__Host-`: browsers take it from this very host alone, over https,
 *  so that no other name of the firm's domain can plant one; such a cookie has no path of its own.
 *  @param path where it is sent without https */
export function cookieOf(publicUrl: string, name: string, path = '/'): { name: string; attributes: string } {
  const full = `${COOKIE_PREFIX}.${name}`
  return publicUrl.startsWith('https:')
    ? { name: `__Host-${full}`, attributes: 'Path=/; HttpOnly; SameSite=Lax; Secure' }
    : { name: full, attributes: `Path=${path}; HttpOnly; SameSite=Lax` }
}

/** The name of the cookie of a session. */
export const sessionCookieName = (publicUrl: string): string => cookieOf(publicUrl, SESSION).name

/** Cookies that were found to be right: a browser sends the same one with every request. */
const REMEMBERED = 5000

/** @param seconds how long the browser keeps it */
export function createSessionCookie(secret: string, publicUrl: string, seconds: number): SessionCookie {
  const { name, attributes } = cookieOf(publicUrl, SESSION)
  const sign = (token: string) => createHmac('sha256', secret).update(token).digest()
  const remembered = new LRUCache<string, string>({ max: REMEMBERED })

  function signedToken(raw: string): string | null {
    const value = decode(raw)
    const dot = value.lastIndexOf('.')
    if (dot < 1) return null
    const token = value.slice(0, dot)
    const given = Buffer.from(value.slice(dot + 1), 'base64')
    const expected = sign(token)
    return given.length === expected.length && timingSafeEqual(given, expected) ? token : null
  }

  return {
    name,
    tokenOf(header) {
      const raw = readCookie(header, name)
      if (!raw) return null
      const known = remembered.get(raw)
      if (known !== undefined) return known
      const token = signedToken(raw)
      if (token !== null) remembered.set(raw, token)
      return token
    },
    renew(token) {
      const value = encodeURIComponent(`${token}.${sign(token).toString('base64')}`)
      return `${name}=${value}; Max-Age=${seconds}; ${attributes}`
    },
    clear: () => `${name}=; Max-Age=0; ${attributes}`,
  }
}

/** First part of the names of all our cookies. */
const COOKIE_PREFIX = 'optimwalls'

/** The value of a cookie in a `cookie` header, as it was sent. */
export function readCookie(header: string | undefined, name: string): string | null {
  if (header === undefined) return null
  for (const part of header.split(';')) {
    const pair = part.trim()
    if (pair.startsWith(name) && pair[name.length] === '=') return pair.slice(name.length + 1)
  }
  return null
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

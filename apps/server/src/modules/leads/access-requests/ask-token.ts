import { type Crypto, SealedValueError } from '../../../platform/crypto/crypto.ts'

/** How long a token can be used. */
const VALID_MS = 24 * 3_600_000

/** Bound to the person, so that a token is worth nothing to anybody else. */
const contextOf = (userId: number) => `lead.ask:${userId}`

/** Stands for a lead that the person does not see and may ask for: sealed, so that not even its id is told. */
export function askToken(crypto: Crypto, userId: number, leadId: number, now: Date): string {
  const sealed = crypto.seal(JSON.stringify([leadId, now.getTime() + VALID_MS]), contextOf(userId))
  return sealed.bytes.toString('base64url')
}

/** The lead that a token stands for; null when it is made up, somebody else's or a day old. */
export function readAskToken(crypto: Crypto, userId: number, token: string, now: Date): number | null {
  try {
    const opened = crypto.open(Buffer.from(token, 'base64url'), contextOf(userId)).toString('utf8')
    const [leadId, validUntil] = JSON.parse(opened) as [number, number]
    return validUntil >= now.getTime() ? leadId : null
  } catch (error) {
    if (error instanceof SealedValueError) return null
    throw error
  }
}

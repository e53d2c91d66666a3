import type { Crypto } from '../../../platform/crypto/crypto.ts'

const CONTEXT = 'report-mail-stop'

/** What the link at the end of a mail carries: it ends this one subscription, and tells nothing to whoever else reads it. */
export const stopToken = (crypto: Crypto, subscriptionId: number, userId: number): string =>
  crypto.seal(JSON.stringify([subscriptionId, userId]), CONTEXT).bytes.toString('base64url')

/** @returns null for what was not made here */
export function readStopToken(crypto: Crypto, token: string): { id: number; userId: number } | null {
  try {
    const text = crypto.open(Buffer.from(token, 'base64url'), CONTEXT).toString()
    const [id = 0, userId = 0] = JSON.parse(text) as number[]
    return { id, userId }
  } catch {
    return null
  }
}

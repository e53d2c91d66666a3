import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Transaction } from '../../../platform/database/database.ts'
import type { AccessPlatform } from '../access.platform.ts'

/** Minutes within which a challenge must be answered: a phone may have to be found first. */
const MINUTES = 5
const NONCE_BYTES = 16
const TIME_BYTES = 6

/** Challenges for passkeys. Each says for what it was made, until when, and that we made it; only those that were answered are written
 *  down, so that asking for one costs nothing. */
export interface Challenges {
  /** 38 bytes in base64url. `purpose` binds it to a session or a ticket. */
  make(purpose: string): string
  /** @returns false where it was not made for this purpose, has run out, or was answered already */
  use(tx: Transaction, challenge: string, purpose: string): Promise<boolean>
}

export function createChallenges({ crypto, now }: Pick<AccessPlatform, 'crypto' | 'now'>): Challenges {
  const sealOf = (head: Buffer, purpose: string) =>
    Buffer.from(crypto.hash('passkey-challenge', `${head.toString('base64url')}:${purpose}`), 'base64url')

  return {
    make(purpose) {
      const head = Buffer.alloc(NONCE_BYTES + TIME_BYTES)
      randomBytes(NONCE_BYTES).copy(head)
      head.writeUIntBE(now().getTime() + MINUTES * 60_000, NONCE_BYTES, TIME_BYTES)
      return Buffer.concat([head, sealOf(head, purpose)]).toString('base64url')
    },

    async use(tx, challenge, purpose) {
      const bytes = Buffer.from(challenge, 'base64url')
      const head = bytes.subarray(0, NONCE_BYTES + TIME_BYTES)
      const seal = bytes.subarray(NONCE_BYTES + TIME_BYTES)
      const expected = sealOf(head, purpose)
      if (seal.length !== expected.length || !timingSafeEqual(seal, expected)) return false
      const endsAt = new Date(head.readUIntBE(NONCE_BYTES, TIME_BYTES))
      if (endsAt < now()) return false
      const used = await tx.rows(
        'INSERT INTO used_challenges (challenge, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1',
        [bytes, endsAt],
      )
      return used.length > 0
    },
  }
}

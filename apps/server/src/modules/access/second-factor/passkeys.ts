import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { AccessPlatform } from '../access.platform.ts'
import { type Challenges, createChallenges } from './challenges.ts'
import { countUse, findCredentials, lockPasskey } from './passkeys.repository.ts'
import {
  ALGORITHMS,
  type Judged,
  judgeMade,
  judgeShown,
  type MadePasskey,
  type ShownPasskey,
} from './webauthn.ts'

/** What a browser is given to ask for a passkey. */
export interface PasskeyRequest {
  challenge: string
  rp_id: string
  /** Those of one person; empty where anybody's will do. */
  credentials: { id: string; transports: string[] }[]
}

/** What a browser is given to make one. */
export interface PasskeyCreation extends PasskeyRequest {
  algorithms: number[]
  user: { id: string; name: string; display_name: string }
}

/** Passkeys as such: made and shown. What is done with it is others' affair. */
export interface Passkeys {
  /** Without a person: whichever passkey of this place the device has. `purpose` is what the answer is good for. */
  request(db: Connection, purpose: string, userId?: number): Promise<PasskeyRequest>
  /** Takes one that is shown, which uses the challenge up. @returns whose it is; null where it is not right */
  take(tx: Transaction, purpose: string, shown: ShownPasskey): Promise<{ userId: number } | null>
  creation(
    db: Connection,
    purpose: string,
    person: { id: number; name: string; email: string },
  ): Promise<PasskeyCreation>
  /** Takes one that was made. @returns null where it is not right */
  made(
    tx: Transaction,
    purpose: string,
    made: MadePasskey,
  ): Promise<(Judged & { credentialId: Buffer; publicKey: Buffer }) | null>
}

export function createPasskeys({
  config,
  crypto,
  now,
}: Pick<AccessPlatform, 'config' | 'crypto' | 'now'>): Passkeys {
  const { hostname, origin } = new URL(config.publicUrl)
  const party = { id: hostname, origin }
  const challenges: Challenges = createChallenges({ crypto, now })
  /** What an authenticator knows a person by: nothing that says who they are. */
  const handleOf = (userId: number) => crypto.hash('passkey-user', String(userId))

  return {
    async request(db, purpose, userId) {
      const credentials = userId === undefined ? [] : await findCredentials(db, userId)
      return { challenge: challenges.make(purpose), rp_id: party.id, credentials }
    },

    async take(tx, purpose, shown) {
      const passkey = await lockPasskey(tx, Buffer.from(shown.id, 'base64url'))
      const judged = passkey && judgeShown(shown, passkey.public_key, party)
      if (!judged) return null
      const { user_id: userId, sign_count: before } = passkey
      if (shown.user_handle !== undefined && shown.user_handle !== handleOf(userId)) return null
      // One that counts must count up: the same number twice comes from a copy.
      if ((before > 0 || judged.signCount > 0) && judged.signCount <= before) return null
      if (!(await challenges.use(tx, judged.challenge, purpose))) return null
      await countUse(tx, passkey.id, judged)
      return { userId }
    },

    async creation(db, purpose, { id, name, email }) {
      return {
        challenge: challenges.make(purpose),
        rp_id: party.id,
        credentials: await findCredentials(db, id),
        algorithms: [...ALGORITHMS],
        user: { id: handleOf(id), name: email, display_name: name },
      }
    },

    async made(tx, purpose, made) {
      const judged = judgeMade(made, party)
      return judged && (await challenges.use(tx, judged.challenge, purpose)) ? judged : null
    },
  }
}

import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { AccessPlatform } from '../access.platform.ts'
import { countPasskeys } from './passkeys.repository.ts'
import type { Passkeys } from './passkeys.ts'
import type { RecoveryCodes } from './recovery-codes.ts'
import { contextOf, findFactor, takeStep } from './second-factor.repository.ts'
import { stepOf } from './totp.ts'
import type { ShownPasskey } from './webauthn.ts'

/** By what the second step of signing in can be taken. */
export type SecondStepKind = 'passkey' | 'totp' | 'recovery_code'

/** What somebody shows: one of the three. */
export interface Proof {
  code?: string | undefined
  recoveryCode?: string | undefined
  passkey?: ShownPasskey | undefined
}

/** What a second factor is asked for, and whether it is right. */
export interface SecondStep {
  /** What the person may be asked for, the strongest first; none where they have no second factor. */
  stepsOf(db: Connection, userId: number): Promise<SecondStepKind[]>
  /** Takes a proof, which is used up by it. `purpose` is what the challenge of a passkey was made for.
   *  @returns by what, or null where it is wrong or was used */
  take(tx: Transaction, userId: number, proof: Proof, purpose: string): Promise<SecondStepKind | null>
  /** Whether this is the code of this moment for the secret. @returns its step of time, or null */
  stepIn(userId: number, secret: Buffer, code: string): number | null
}

export function createSecondStep(
  { crypto, now }: Pick<AccessPlatform, 'crypto' | 'now'>,
  { passkeys, recoveryCodes }: { passkeys: Passkeys; recoveryCodes: RecoveryCodes },
): SecondStep {
  const stepIn = (userId: number, secret: Buffer, code: string) =>
    stepOf(crypto.open(secret, contextOf(userId)), code.replaceAll(/\s/g, ''), now())

  async function takeCode(tx: Transaction, userId: number, code: string): Promise<boolean> {
    const factor = await findFactor(tx, userId, true)
    if (!factor?.confirmed_at) return false
    const step = stepIn(userId, factor.secret, code)
    return step !== null && (await takeStep(tx, userId, step))
  }

  return {
    stepIn,

    async stepsOf(db, userId) {
      const factor = await findFactor(db, userId)
      const steps: SecondStepKind[] = []
      if ((await countPasskeys(db, userId)) > 0) steps.push('passkey')
      if (factor?.confirmed_at) steps.push('totp')
      return steps.length > 0 ? [...steps, 'recovery_code'] : []
    },

    async take(tx, userId, { code, recoveryCode, passkey }, purpose) {
      if (passkey !== undefined) {
        const taken = await passkeys.take(tx, purpose, passkey)
        return taken?.userId === userId ? 'passkey' : null
      }
      if (code !== undefined) return (await takeCode(tx, userId, code)) ? 'totp' : null
      if (recoveryCode === undefined) return null
      return (await recoveryCodes.use(tx, userId, recoveryCode)) ? 'recovery_code' : null
    },
  }
}

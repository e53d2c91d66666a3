import type { Principal } from '@optimwalls/permissions'
import type { Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import type { AccessPlatform } from '../access.platform.ts'
import { audit } from '../audit.ts'
import type { Caller } from '../auth.service.ts'
import type { Passwords } from '../passwords.ts'
import { findEmail } from '../people.repository.ts'
import type { Sessions } from '../sessions.service.ts'
import { findOwnPasskeys, type OwnPasskey } from './passkeys.repository.ts'
import type { Again, Proving } from './proving.ts'
import type { RecoveryCodes } from './recovery-codes.ts'
import {
  confirmFactor,
  contextOf,
  countRecoveryCodes,
  findFactor,
  removeRecoveryCodes,
  removeTotp,
  writeUnconfirmed,
} from './second-factor.repository.ts'
import type { SecondStep } from './second-step.ts'
import { describeSecret, makeSecret } from './totp.ts'

export interface FactorState {
  /** When codes of an app were set up; null where they are not. */
  totp_since: string | null
  passkeys: OwnPasskey[]
  recovery_codes_left: number
  has_password: boolean
  /** A role of this person needs a second factor. */
  is_needed: boolean
}

/** The second factor of people: how it stands, codes of an app, and recovery codes. */
export interface SecondFactors {
  state(principal: Principal): Promise<FactorState>
  /** Makes a secret that counts once it is confirmed. @throws AppError "invalid-input" for a wrong proof, "rule-violated" where codes
   *  are set up already */
  begin(principal: Principal, again: Again, caller: Caller): Promise<{ key: string; uri: string }>
  /** Ends the other sessions. @returns recovery codes, shown this once; none where there are some from before.
   *  @throws AppError "invalid-input" for a wrong code */
  confirm(principal: Principal, code: string, caller: Caller): Promise<string[]>
  /** New recovery codes; the old ones are dead. @throws AppError "invalid-input" */
  renewRecoveryCodes(principal: Principal, again: Again, caller: Caller): Promise<string[]>
  /** Takes the codes of the app away, and ends the other sessions. @throws AppError "invalid-input" */
  disable(principal: Principal, again: Again, caller: Caller): Promise<void>
}

export interface SecondFactorNeeds {
  sessions: Sessions
  passwords: Pick<Passwords, 'has'>
  proving: Proving
  secondStep: SecondStep
  recoveryCodes: RecoveryCodes
}

export function createSecondFactors(
  { db, crypto, realtime }: Pick<AccessPlatform, 'db' | 'crypto' | 'realtime'>,
  { sessions, passwords, proving, secondStep, recoveryCodes }: SecondFactorNeeds,
): SecondFactors {
  function note(tx: Transaction, { userId }: Principal, action: string, { ip, requestId }: Caller): void {
    audit(tx, { userId, action, recordType: 'user', recordId: userId, ip, requestId })
  }

  return {
    async state({ userId }) {
      const [factor, passkeys, left, hasPassword, needing] = await Promise.all([
        findFactor(db, userId),
        findOwnPasskeys(db, userId),
        countRecoveryCodes(db, userId),
        passwords.has(userId),
        db.rows(
          'SELECT 1 FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = $1 AND r.needs_second_factor',
          [userId],
        ),
      ])
      return {
        totp_since: factor?.confirmed_at?.toISOString() ?? null,
        passkeys,
        recovery_codes_left: left,
        has_password: hasPassword,
        is_needed: needing.length > 0,
      }
    },

    async begin(principal, again, caller) {
      const { userId } = principal
      const secret = makeSecret()
      const { bytes } = crypto.seal(secret, contextOf(userId))
      await proving.proven(principal, again, caller, async tx => {
        if (!(await writeUnconfirmed(tx, userId, bytes))) throw setUpAlready()
        note(tx, principal, 'began_second_factor', caller)
      })
      return describeSecret(secret, (await findEmail(db, userId)) ?? '')
    },

    async confirm(principal, code, caller) {
      const { userId } = principal
      const codes = await proving.guessing(principal, caller, 'code', () =>
        db.inTransaction(async tx => {
          const factor = await findFactor(tx, userId, true)
          if (!factor) throw nothingSetUp()
          if (factor.confirmed_at) throw setUpAlready()
          const step = secondStep.stepIn(userId, factor.secret, code)
          if (step === null) throw new AppError('not-signed-in')
          const isFirst = (await secondStep.stepsOf(tx, userId)).length === 0
          await confirmFactor(tx, userId, step)
          note(tx, principal, 'enabled_second_factor', caller)
          tx.afterCommit(() => realtime.refreshAccess([userId]))
          return isFirst ? recoveryCodes.renew(tx, userId) : []
        }),
      )
      await sessions.endOthers(principal, { ip: caller.ip, requestId: caller.requestId })
      return codes
    },

    renewRecoveryCodes: (principal, again, caller) =>
      proving.proven(principal, again, caller, async tx => {
        if ((await secondStep.stepsOf(tx, principal.userId)).length === 0) throw nothingSetUp()
        note(tx, principal, 'made_recovery_codes', caller)
        return recoveryCodes.renew(tx, principal.userId)
      }),

    async disable(principal, again, caller) {
      const { userId } = principal
      await proving.proven(principal, again, caller, async tx => {
        if (!(await removeTotp(tx, userId))) throw nothingSetUp()
        if ((await secondStep.stepsOf(tx, userId)).length === 0) await removeRecoveryCodes(tx, userId)
        note(tx, principal, 'disabled_second_factor', caller)
        tx.afterCommit(() => realtime.refreshAccess([userId]))
      })
      await sessions.endOthers(principal, { ip: caller.ip, requestId: caller.requestId })
    },
  }
}

const nothingSetUp = () => new AppError('rule-violated', { detail: 'No second step is set up.' })
const setUpAlready = () => new AppError('rule-violated', { detail: 'Codes of an app are set up already.' })

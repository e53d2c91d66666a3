import type { Principal } from '@optimwalls/permissions'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import type { AccessPlatform } from '../access.platform.ts'
import { audit } from '../audit.ts'
import type { Caller } from '../auth.service.ts'
import type { Passwords } from '../passwords.ts'
import { findEmail } from '../people.repository.ts'
import type { Sessions } from '../sessions.service.ts'
import type { SignInGuard } from '../sign-in-guard.ts'
import { makeRecoveryCodes, normaliseRecoveryCode } from './recovery-codes.ts'
import {
  confirmFactor,
  contextOf,
  countRecoveryCodes,
  findFactor,
  removeFactor,
  replaceRecoveryCodes,
  takeStep,
  useRecoveryCode,
  writeUnconfirmed,
} from './second-factor.repository.ts'
import { describeSecret, makeSecret, stepOf } from './totp.ts'

/** By what the second step of signing in can be taken. */
export type SecondStep = 'totp' | 'recovery_code'

/** What somebody shows: one of the two. */
export interface Proof {
  code?: string | undefined
  recoveryCode?: string | undefined
}

/** What is asked for before the second factor is changed. */
export interface Again {
  password?: string | undefined
  code?: string | undefined
}

export interface FactorState {
  /** When codes of an app were set up; null where they are not. */
  totp_since: string | null
  recovery_codes_left: number
  has_password: boolean
  /** A role of this person needs a second factor. */
  is_needed: boolean
}

/** The second factor of people: setting it up and taking it away, and asking for it. */
export interface SecondFactors {
  state(principal: Principal): Promise<FactorState>
  /** Makes a secret that counts once it is confirmed. @throws AppError "invalid-input" for a wrong password, "rule-violated" where codes
   *  are set up already */
  begin(principal: Principal, again: Again, caller: Caller): Promise<{ key: string; uri: string }>
  /** Ends the other sessions. @returns recovery codes, shown this once. @throws AppError "invalid-input" for a wrong code */
  confirm(principal: Principal, code: string, caller: Caller): Promise<string[]>
  /** New recovery codes; the old ones are dead. @throws AppError "invalid-input" */
  renewRecoveryCodes(principal: Principal, again: Again, caller: Caller): Promise<string[]>
  /** Ends the other sessions. @throws AppError "invalid-input" */
  disable(principal: Principal, again: Again, caller: Caller): Promise<void>
  /** What the person may be asked for; none where they have no second factor. */
  stepsOf(db: Connection, userId: number): Promise<SecondStep[]>
  /** Takes a proof, which is used up by it. @returns by what, or null where it is wrong or was used */
  take(tx: Transaction, userId: number, proof: Proof): Promise<SecondStep | null>
}

export interface SecondFactorNeeds {
  passwords: Passwords
  sessions: Sessions
  guard: SignInGuard
}

export function createSecondFactors(
  { db, crypto, realtime, now }: Pick<AccessPlatform, 'db' | 'crypto' | 'realtime' | 'now'>,
  { passwords, sessions, guard }: SecondFactorNeeds,
): SecondFactors {
  const hashOf = (userId: number, code: string) =>
    crypto.hash('recovery-code', `${userId}:${normaliseRecoveryCode(code)}`)

  const stepIn = (userId: number, secret: Buffer, code: string) =>
    stepOf(crypto.open(secret, contextOf(userId)), code.replaceAll(/\s/g, ''), now())

  async function take(tx: Transaction, userId: number, proof: Proof): Promise<SecondStep | null> {
    const factor = await findFactor(tx, userId, true)
    if (!factor?.confirmed_at) return null
    if (proof.code !== undefined) {
      const step = stepIn(userId, factor.secret, proof.code)
      return step !== null && (await takeStep(tx, userId, step)) ? 'totp' : null
    }
    if (proof.recoveryCode === undefined) return null
    const isUsed = await useRecoveryCode(tx, userId, hashOf(userId, proof.recoveryCode))
    return isUsed ? 'recovery_code' : null
  }

  /** Whoever finds an open page must not change how its person signs in. */
  async function mustKnowPassword({ userId }: Principal, { password }: Again, { ip }: Caller): Promise<void> {
    const account = (await findEmail(db, userId)) ?? ''
    await refusedAs('password', 'is wrong', () =>
      guard.attempt({ account, ip }, async () => {
        // Nothing typed is no guess.
        if (password === undefined && (await passwords.isRight(userId, '')) !== null)
          throw invalidInput('password', 'is needed')
        if ((await passwords.isRight(userId, password ?? '')) === false) throw new AppError('not-signed-in')
      }),
    )
  }

  const guessing = <T>({ userId }: Principal, { ip }: Caller, work: () => Promise<T>): Promise<T> =>
    refusedAs('code', 'is not the code of this moment, or was used already', () =>
      guard.attempt({ account: String(userId), ip }, work, 'second-factor'),
    )

  async function mustTake(tx: Transaction, { userId }: Principal, { code }: Again): Promise<void> {
    if (!(await findFactor(tx, userId))?.confirmed_at) throw nothingSetUp()
    if (code === undefined) throw invalidInput('code', 'is needed')
    if (!(await take(tx, userId, { code }))) throw new AppError('not-signed-in')
  }

  function note(tx: Transaction, { userId }: Principal, action: string, { ip, requestId }: Caller): void {
    audit(tx, { userId, action, recordType: 'user', recordId: userId, ip, requestId })
  }

  async function writeCodes(tx: Transaction, userId: number): Promise<string[]> {
    const codes = makeRecoveryCodes()
    await replaceRecoveryCodes(
      tx,
      userId,
      codes.map(code => hashOf(userId, code)),
    )
    return codes
  }

  return {
    take,

    async state({ userId }) {
      const [factor, left, hasPassword, needing] = await Promise.all([
        findFactor(db, userId),
        countRecoveryCodes(db, userId),
        db.rows(`SELECT 1 FROM accounts WHERE user_id = $1 AND provider_id = 'credential'`, [userId]),
        db.rows(
          'SELECT 1 FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = $1 AND r.needs_second_factor',
          [userId],
        ),
      ])
      return {
        totp_since: factor?.confirmed_at?.toISOString() ?? null,
        recovery_codes_left: left,
        has_password: hasPassword.length > 0,
        is_needed: needing.length > 0,
      }
    },

    async stepsOf(connection, userId) {
      const factor = await findFactor(connection, userId)
      return factor?.confirmed_at ? ['totp', 'recovery_code'] : []
    },

    async begin(principal, again, caller) {
      await mustKnowPassword(principal, again, caller)
      const { userId } = principal
      const secret = makeSecret()
      const { bytes } = crypto.seal(secret, contextOf(userId))
      await db.inTransaction(async tx => {
        if (!(await writeUnconfirmed(tx, userId, bytes)))
          throw new AppError('rule-violated', { detail: 'Codes of an app are set up already.' })
        note(tx, principal, 'began_second_factor', caller)
      })
      return describeSecret(secret, (await findEmail(db, userId)) ?? '')
    },

    async confirm(principal, code, caller) {
      const { userId } = principal
      const codes = await guessing(principal, caller, () =>
        db.inTransaction(async tx => {
          const factor = await findFactor(tx, userId, true)
          if (!factor) throw nothingSetUp()
          if (factor.confirmed_at)
            throw new AppError('rule-violated', { detail: 'Codes of an app are set up already.' })
          const step = stepIn(userId, factor.secret, code)
          if (step === null) throw new AppError('not-signed-in')
          await confirmFactor(tx, userId, step)
          note(tx, principal, 'enabled_second_factor', caller)
          tx.afterCommit(() => realtime.refreshAccess([userId]))
          return writeCodes(tx, userId)
        }),
      )
      await sessions.endOthers(principal, { ip: caller.ip, requestId: caller.requestId })
      return codes
    },

    async renewRecoveryCodes(principal, again, caller) {
      await mustKnowPassword(principal, again, caller)
      return guessing(principal, caller, () =>
        db.inTransaction(async tx => {
          await mustTake(tx, principal, again)
          note(tx, principal, 'made_recovery_codes', caller)
          return writeCodes(tx, principal.userId)
        }),
      )
    },

    async disable(principal, again, caller) {
      await mustKnowPassword(principal, again, caller)
      await guessing(principal, caller, () =>
        db.inTransaction(async tx => {
          await mustTake(tx, principal, again)
          await removeFactor(tx, principal.userId)
          note(tx, principal, 'disabled_second_factor', caller)
          tx.afterCommit(() => realtime.refreshAccess([principal.userId]))
        }),
      )
      await sessions.endOthers(principal, { ip: caller.ip, requestId: caller.requestId })
    },
  }
}

const nothingSetUp = () => new AppError('rule-violated', { detail: 'Codes of an app are not set up.' })

/** Somebody signed in who guesses wrong is still signed in: the field is what is wrong. */
async function refusedAs<T>(field: string, message: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError) || error.type !== 'not-signed-in') throw error
    throw invalidInput(field, message)
  }
}

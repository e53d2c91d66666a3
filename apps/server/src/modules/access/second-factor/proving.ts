import type { Principal } from '@optimwalls/permissions'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import type { Caller } from '../auth.service.ts'
import type { Passwords } from '../passwords.ts'
import { findEmail } from '../people.repository.ts'
import type { SignInGuard } from '../sign-in-guard.ts'
import type { Proof, SecondStep } from './second-step.ts'

/** What is asked for before the way of signing in is changed: the password, and the second factor where there is one. A passkey is both. */
export interface Again extends Proof {
  password?: string | undefined
}

/** Whoever finds an open page must not change how its person signs in. */
export interface Proving {
  /** Does the work once it is shown again who this is, in the transaction that uses the proof up. @throws AppError "invalid-input" by the
   *  name of what is wrong; "too-many-requests" */
  proven<T>(
    principal: Principal,
    again: Again,
    caller: Caller,
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T>
  /** Counts what is tried: "not-signed-in" of the work becomes "invalid-input" of the field. */
  guessing<T>(principal: Principal, caller: Caller, field: ProofField, work: () => Promise<T>): Promise<T>
}

const WORDS = {
  code: 'is not the code of this moment, or was used already',
  recovery_code: 'is no code of yours, or was used already',
  passkey: 'is none of yours, or took too long',
} as const

export type ProofField = keyof typeof WORDS

/** What the challenge of a passkey is for that is shown again in a session. */
export const purposeOf = ({ userId, sessionId }: Principal): string => `prove:${userId}:${sessionId}`

export function createProving(
  db: Database,
  { passwords, guard, secondStep }: { passwords: Passwords; guard: SignInGuard; secondStep: SecondStep },
): Proving {
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

  async function mustTake(tx: Transaction, principal: Principal, again: Again): Promise<void> {
    const { userId } = principal
    const { code, recoveryCode, passkey } = again
    // A passkey stands in place of the password: without one to show it is never let pass.
    if (passkey === undefined) {
      if ((await secondStep.stepsOf(tx, userId)).length === 0) return
      if (code === undefined && recoveryCode === undefined) throw invalidInput('code', 'is needed')
    }
    if (!(await secondStep.take(tx, userId, again, purposeOf(principal)))) throw new AppError('not-signed-in')
  }

  const guessing: Proving['guessing'] = ({ userId }, { ip }, field, work) =>
    refusedAs(field, WORDS[field], () =>
      guard.attempt({ account: String(userId), ip }, work, 'second-factor'),
    )

  return {
    guessing,
    async proven(principal, again, caller, work) {
      if (again.passkey === undefined) await mustKnowPassword(principal, again, caller)
      return guessing(principal, caller, fieldOf(again), () =>
        db.inTransaction(async tx => {
          await mustTake(tx, principal, again)
          return work(tx)
        }),
      )
    },
  }
}

function fieldOf({ recoveryCode, passkey }: Again): ProofField {
  if (passkey !== undefined) return 'passkey'
  return recoveryCode === undefined ? 'code' : 'recovery_code'
}

/** Somebody signed in who guesses wrong is still signed in: the field is what is wrong. */
async function refusedAs<T>(field: string, message: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError) || error.type !== 'not-signed-in') throw error
    throw invalidInput(field, message)
  }
}

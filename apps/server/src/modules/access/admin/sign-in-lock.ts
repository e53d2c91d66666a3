import type { Principal } from '@optimwalls/permissions'
import { Type } from 'typebox'
import type { Database } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Refusals } from '../refusals.ts'
import type { SignInGuard } from '../sign-in-guard.ts'
import { type Actor, auditBy } from './actor.ts'
import { lockToChange, MANAGE_USERS, personWithin } from './reach-person.ts'
import { findUsers } from './users.repository.ts'
import { Instant, orNull } from './wire.ts'

export const SignInLockShape = Type.Object({
  closed_until: {
    ...orNull(Instant),
    description:
      'Failed tries have closed the account until then, for the address they came from or for all; null: open',
  },
})

/** Whether failed tries keep a person out, and letting them try again. */
export interface SignInLock {
  /** @throws AppError "not-found" */
  of(principal: Principal, id: number): Promise<{ closed_until: string | null }>
  /** Nothing happens where it is open. @throws AppError "not-found", "forbidden" */
  open(actor: Actor, id: number): Promise<void>
}

/** By both is somebody counted: what they type, and who they are at the second step. */
const accountsOf = ({ id, email }: { id: number; email: string }) => [email, String(id)]

export function createSignInLock({
  db,
  refusals,
  guard,
}: {
  db: Database
  refusals: Refusals
  guard: Pick<SignInGuard, 'closedUntil' | 'open'>
}): SignInLock {
  return {
    async of(principal, id) {
      const [user] = await findUsers(db, personWithin(principal, 'manage_users', id), null, 1)
      if (!user) throw new AppError('not-found')
      const until = await guard.closedUntil(accountsOf(user))
      return { closed_until: until?.toISOString() ?? null }
    },
    open: (actor, id) =>
      db.inTransaction(async tx => {
        const action = 'opened_sign_in'
        const { person } = await lockToChange(tx, refusals, actor, MANAGE_USERS, { id, action })
        if (await guard.open(tx, accountsOf({ id, email: person.email })))
          auditBy(tx, actor, { action, recordType: 'user', recordId: id })
      }),
  }
}

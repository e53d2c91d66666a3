import type { Principal } from '@optimwalls/permissions'
import type { Transaction } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import type { AccessPlatform } from '../access.platform.ts'
import { audit } from '../audit.ts'
import type { Caller } from '../auth.service.ts'
import { findEmail } from '../people.repository.ts'
import type { Sessions } from '../sessions.service.ts'
import { countPasskeys, deletePasskey, insertPasskey, renamePasskey } from './passkeys.repository.ts'
import type { PasskeyCreation, PasskeyRequest, Passkeys } from './passkeys.ts'
import { type Again, type Proving, purposeOf } from './proving.ts'
import type { RecoveryCodes } from './recovery-codes.ts'
import { removeRecoveryCodes } from './second-factor.repository.ts'
import type { SecondStep } from './second-step.ts'
import type { MadePasskey } from './webauthn.ts'

/** Passkeys of one person. */
const MOST = 20

export interface NewPasskey extends MadePasskey {
  name: string
  transports: readonly string[]
}

/** The passkeys of the person who asks. */
export interface OwnPasskeys {
  /** What the browser needs to show one again. */
  request(principal: Principal): Promise<PasskeyRequest>
  /** What the browser needs to make one. @throws AppError "invalid-input" for a wrong proof, "rule-violated" beyond twenty */
  begin(principal: Principal, again: Again, caller: Caller): Promise<PasskeyCreation>
  /** Ends the other sessions. @returns recovery codes, shown this once; none where there are some from before.
   *  @throws AppError "invalid-input" for one that is not right, "rule-violated" for one that is there already */
  add(
    principal: Principal,
    passkey: NewPasskey,
    caller: Caller,
  ): Promise<{ id: number; recoveryCodes: string[] }>
  /** @throws AppError "not-found" */
  rename(principal: Principal, id: number, name: string, caller: Caller): Promise<void>
  /** Ends the other sessions. @throws AppError "not-found", "invalid-input" for a wrong proof */
  remove(principal: Principal, id: number, again: Again, caller: Caller): Promise<void>
}

export interface OwnPasskeysNeeds {
  sessions: Sessions
  proving: Proving
  passkeys: Passkeys
  secondStep: SecondStep
  recoveryCodes: RecoveryCodes
}

export function createOwnPasskeys(
  { db, realtime }: Pick<AccessPlatform, 'db' | 'realtime'>,
  { sessions, proving, passkeys, secondStep, recoveryCodes }: OwnPasskeysNeeds,
): OwnPasskeys {
  const creating = ({ userId, sessionId }: Principal) => `create:${userId}:${sessionId}`

  function note(tx: Transaction, { userId }: Principal, action: string, id: number, caller: Caller): void {
    const { ip, requestId } = caller
    const details = { passkey_id: id }
    audit(tx, { userId, action, recordType: 'user', recordId: userId, details, ip, requestId })
  }

  const endOthers = (principal: Principal, { ip, requestId }: Caller) =>
    sessions.endOthers(principal, { ip, requestId })

  return {
    request: principal => passkeys.request(db, purposeOf(principal), principal.userId),

    begin: (principal, again, caller) =>
      proving.proven(principal, again, caller, async tx => {
        const { userId: id, name } = principal
        if ((await countPasskeys(tx, id)) >= MOST)
          throw new AppError('rule-violated', { detail: `${MOST} passkeys are enough: remove one first.` })
        const email = (await findEmail(tx, id)) ?? ''
        return passkeys.creation(tx, creating(principal), { id, name, email })
      }),

    async add(principal, { name, transports, ...made }, caller) {
      const { userId } = principal
      const added = await db.inTransaction(async tx => {
        // Two that are made at once are not both the first.
        await tx.rows('SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId])
        const judged = await passkeys.made(tx, creating(principal), made)
        if (!judged) throw invalidInput('client_data', 'is no passkey made here and now: begin anew')
        const isFirst = (await secondStep.stepsOf(tx, userId)).length === 0
        const id = await insertPasskey(tx, { ...judged, userId, name: name.trim(), transports })
        if (id === undefined)
          throw new AppError('rule-violated', { detail: 'This passkey is registered already.' })
        note(tx, principal, 'added_passkey', id, caller)
        tx.afterCommit(() => realtime.refreshAccess([userId]))
        return { id, recoveryCodes: isFirst ? await recoveryCodes.renew(tx, userId) : [] }
      })
      await endOthers(principal, caller)
      return added
    },

    rename: (principal, id, name, caller) =>
      db.inTransaction(async tx => {
        if (!(await renamePasskey(tx, principal.userId, id, name.trim()))) throw new AppError('not-found')
        note(tx, principal, 'renamed_passkey', id, caller)
      }),

    async remove(principal, id, again, caller) {
      const { userId } = principal
      await proving.proven(principal, again, caller, async tx => {
        if (!(await deletePasskey(tx, userId, id))) throw new AppError('not-found')
        if ((await secondStep.stepsOf(tx, userId)).length === 0) await removeRecoveryCodes(tx, userId)
        note(tx, principal, 'removed_passkey', id, caller)
        tx.afterCommit(() => realtime.refreshAccess([userId]))
      })
      await endOthers(principal, caller)
    },
  }
}

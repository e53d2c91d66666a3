import { type Permission, type Principal, type Scope, scopeOf } from '@optimwalls/permissions'
import type { Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Origin } from '../access.platform.ts'
import { type AuditEntry, audit } from '../audit.ts'
import { findRightsOf } from '../principal.repository.ts'
import type { Refusals } from '../refusals.ts'
import { SUPER_ADMIN } from '../roles.service.ts'

/** Who changes what others may, and from where. */
export interface Actor {
  principal: Principal
  origin: Origin
}

/**
 * Holds back every other change of people, teams, roles and permissions until the transaction ends, and reads what the actor may
 * do at this moment: of two changes at once the later is judged by what the earlier left.
 * @throws AppError "forbidden" when the permission is gone.
 */
export async function actingNow(
  tx: Transaction,
  { principal }: Actor,
  { module, action }: Permission,
): Promise<{ me: Principal; scope: Scope }> {
  await tx.rows('SELECT epoch FROM access_epoch FOR UPDATE')
  const rights = await findRightsOf(tx, principal)
  const scope = rights ? scopeOf(rights, module, action) : null
  if (!rights || scope === null) throw new AppError('forbidden')
  return { me: { ...rights, sessionId: principal.sessionId }, scope }
}

/** Refuses what would let the actor themselves see more teams than before: to be asked after the change, within its transaction.
 *  @throws AppError "forbidden" */
export async function mustNotWiden(
  tx: Transaction,
  refusals: Refusals,
  actor: Actor,
  before: Principal,
  about: { action: string; recordType: string; recordId?: number },
): Promise<void> {
  if (before.roles.includes(SUPER_ADMIN)) return
  const after = await findRightsOf(tx, actor.principal)
  if (after?.teamIds.some(id => !before.teamIds.includes(id)) || after?.teamId !== before.teamId) {
    refuse(refusals, actor, 'Nobody widens what they see themselves: ask a Super Admin.', about)
  }
}

/** Notes with the transaction what the actor did. */
export function auditBy(
  tx: Transaction,
  { principal, origin }: Actor,
  entry: Omit<AuditEntry, 'userId' | 'ip' | 'requestId' | 'apiKeyId'>,
): void {
  audit(tx, {
    module: 'Administration',
    ...entry,
    userId: principal.userId,
    ...(principal.apiKeyId !== undefined && { apiKeyId: principal.apiKeyId }),
    ...origin,
  })
}

/** Refuses what the permission as such would allow; noted as an access attempt.
 *  @throws AppError "forbidden" with the reason. */
export function refuse(
  refusals: Refusals,
  { principal, origin }: Actor,
  reason: string,
  about: { action: string; recordType: string; recordId?: number },
): never {
  refusals.note(`${principal.userId} ${about.action} ${about.recordType} ${about.recordId ?? ''}`, {
    userId: principal.userId,
    action: 'refused',
    module: 'Administration',
    allowed: false,
    recordType: about.recordType,
    ...(about.recordId !== undefined && { recordId: about.recordId }),
    ...(principal.apiKeyId !== undefined && { apiKeyId: principal.apiKeyId }),
    ...origin,
    details: { action: about.action, reason },
  })
  throw new AppError('forbidden', { detail: reason })
}

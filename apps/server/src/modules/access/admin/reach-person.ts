import type { Principal } from '@optimwalls/permissions'
import type { Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Refusals } from '../refusals.ts'
import { scopeCondition } from '../scope.ts'
import { type Actor, actingNow, refuse } from './actor.ts'
import { whyNotAlter } from './admin-rules.ts'
import { lockPerson, type Person } from './roles.repository.ts'
import type { UserWhere } from './users.repository.ts'

export const MANAGE_USERS = { module: 'Administration', action: 'manage_users' } as const
export const MANAGE_ROLES = { module: 'Administration', action: 'manage_roles' } as const

const COLUMNS = { owner: 'u.id', team: 'u.team_id' }

/** The people whom this permission reaches. */
export function peopleWithin(
  principal: Principal,
  action: 'view_users' | 'manage_users' | 'manage_roles',
): UserWhere {
  const values: unknown[] = []
  return { sql: scopeCondition(principal, 'Administration', action, COLUMNS, values), values }
}

/** One of them. */
export function personWithin(
  principal: Principal,
  action: 'view_users' | 'manage_users' | 'manage_roles',
  id: number,
): UserWhere {
  const { sql, values } = peopleWithin(principal, action)
  return { sql: `${sql} AND u.id = $${values.push(id)}`, values }
}

/** Locks the person within the actor's reach, as the actor may change them at this moment.
 *  @throws AppError "not-found", "forbidden" */
export async function lockToChange(
  tx: Transaction,
  refusals: Refusals,
  actor: Actor,
  permission: typeof MANAGE_USERS | typeof MANAGE_ROLES,
  { id, action }: { id: number; action: string },
): Promise<{ me: Principal; person: Person }> {
  const { me } = await actingNow(tx, actor, permission)
  const { sql, values } = personWithin(me, permission.action, id)
  const person = await lockPerson(tx, sql, values)
  if (!person) throw new AppError('not-found')
  const why = whyNotAlter(me, person)
  if (why) refuse(refusals, actor, why, { action, recordType: 'user', recordId: id })
  return { me, person }
}

import type { Principal } from '@optimwalls/permissions'
import type { Database } from '../../platform/database/database.ts'
import { findUsers } from './admin/users.repository.ts'
import { findRightsOfMany, type GivenGrant } from './principal.repository.ts'
import { scopeCondition } from './scope.ts'

/** Most people that are told of at once. */
const MOST_PEOPLE = 2000

/** A person with what they may do now, and which of their roles gives it. */
export interface Holding {
  person: { id: number; name: string; is_active: boolean; team: { id: number; name: string } | null }
  /** Null for who was deactivated: they may do nothing. */
  principal: Principal | null
  given: readonly GivenGrant[]
}

/** The people whom the caller may see as an administrator, by name, or only one of them.
 *  @throws AppError "forbidden" when the caller sees no people */
export async function findHoldings(
  db: Database,
  principal: Principal,
  personId?: number,
): Promise<Holding[]> {
  const values: unknown[] = []
  const columns = { owner: 'u.id', team: 'u.team_id' }
  let sql = scopeCondition(principal, 'Administration', 'view_users', columns, values)
  if (personId !== undefined) sql += ` AND u.id = $${values.push(personId)}`
  const users = await findUsers(db, { sql, values }, null, MOST_PEOPLE)
  const rights = await findRightsOfMany(
    db,
    users.map(({ id }) => id),
  )
  return users.map(({ id, name, is_active, team }) => {
    const held = rights.get(id)
    return {
      person: { id, name, is_active, team },
      principal: held ? { ...held.rights, sessionId: 0 } : null,
      given: held?.given ?? [],
    }
  })
}

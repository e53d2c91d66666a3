import { type Grant, isPermission, mergeGrants, type Scope } from '@optimwalls/permissions'
import type { Connection } from '../../../platform/database/database.ts'

/** A role with everything it gives. */
export interface RoleRow {
  id: number
  name: string
  description: string
  /** The default role it began as; null for one that the firm made. */
  origin: string | null
  /** Its people must have a second factor. */
  needs_second_factor: boolean
  /** Active people who hold it. */
  people: number
  grants: Grant[]
}

/** All roles, the first made first. */
export async function findRoles(db: Connection): Promise<RoleRow[]> {
  const rows = await db.rows<
    Omit<RoleRow, 'grants'> & { grants: { module: string; action: string; scope: Scope }[] }
  >(
    `SELECT r.id, r.name, r.description, r.origin, r.needs_second_factor,
            (SELECT count(*)::int FROM user_roles ur JOIN users u ON u.id = ur.user_id WHERE ur.role_id = r.id AND u.is_active) AS people,
            (SELECT coalesce(json_agg(json_build_object('module', p.module_name, 'action', p.action, 'scope', p.scope) ORDER BY p.module_name, p.action), '[]')
             FROM permissions p WHERE p.role_id = r.id AND p.allowed) AS grants
     FROM roles r ORDER BY r.id`,
    [],
    'access_roles',
  )
  return rows.map(row => ({ ...row, grants: row.grants.filter(isGrant) }))
}

function isGrant(grant: { module: string; action: string; scope: Scope }): grant is Grant {
  return isPermission(grant)
}

/** Somebody as far as rules about changing them are concerned, whether active or not. */
export interface Person {
  id: number
  name: string
  email: string
  isActive: boolean
  teamId: number | null
  roleIds: number[]
  /** Names of the roles held. */
  roles: string[]
  permissions: Grant[]
}

interface PersonRow {
  id: number
  name: string
  email: string
  is_active: boolean
  team_id: number | null
  role_ids: number[]
}

/** The person that `condition` finds by the values, held until the transaction ends. */
export async function lockPerson(
  tx: Connection,
  condition: string,
  values: readonly unknown[],
): Promise<Person | undefined> {
  const [row] = await tx.rows<PersonRow>(
    `SELECT u.id, u.name, u.email, u.is_active, u.team_id,
            ARRAY(SELECT role_id FROM user_roles ur WHERE ur.user_id = u.id ORDER BY role_id) AS role_ids
     FROM users u WHERE ${condition} FOR UPDATE OF u`,
    values,
  )
  if (!row) return undefined
  return withRights(row, await findRoles(tx))
}

export function withRights(row: PersonRow, roles: readonly RoleRow[]): Person {
  const held = roles.filter(role => row.role_ids.includes(role.id))
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    isActive: row.is_active,
    teamId: row.team_id,
    roleIds: row.role_ids,
    roles: held.map(role => role.name),
    permissions: mergeGrants(held.flatMap(role => role.grants)),
  }
}

export async function findHolders(db: Connection, roleId: number): Promise<number[]> {
  const rows = await db.rows<{ user_id: number }>('SELECT user_id FROM user_roles WHERE role_id = $1', [
    roleId,
  ])
  return rows.map(row => row.user_id)
}

import type { Connection } from '../../../platform/database/database.ts'
import { HAS_FACTOR } from '../second-factor/second-factor.repository.ts'
import type { UserQuery } from './users.schemas.ts'

export interface UserRow {
  id: number
  name: string
  email: string
  team: { id: number; name: string } | null
  role_ids: number[]
  heads: { id: number; name: string }[]
  is_active: boolean
  has_second_factor: boolean
  created_at: Date
  last_seen_at: Date | null
  deactivated_at: Date | null
  /** What the list is ordered by. */
  folded: string
}

const COLUMNS = `u.id, u.name, u.email, u.is_active, u.created_at, u.last_seen_at, u.deactivated_at, lower(u.name) AS folded,
  (SELECT json_build_object('id', t.id, 'name', t.name) FROM teams t WHERE t.id = u.team_id) AS team,
  ${HAS_FACTOR} AS has_second_factor,
  ARRAY(SELECT role_id FROM user_roles ur WHERE ur.user_id = u.id ORDER BY role_id) AS role_ids,
  (SELECT coalesce(json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY lower(t.name)), '[]')
   FROM teams t WHERE t.head_id = u.id AND t.deleted_at IS NULL) AS heads`

/** A condition on `users u` with its values. */
export interface UserWhere {
  sql: string
  values: unknown[]
}

export function userConditions({ q, role_id, team_id, status }: UserQuery, where: UserWhere): void {
  const put = (value: unknown) => `$${where.values.push(value)}`
  if (q !== undefined) {
    const pattern = put(
      `%${q
        .trim()
        .toLowerCase()
        .replaceAll(/[\\%_]/g, '\\$&')}%`,
    )
    where.sql += ` AND (lower(u.name) LIKE ${pattern} OR lower(u.email) LIKE ${pattern})`
  }
  if (role_id?.length) {
    where.sql += ` AND EXISTS (SELECT FROM user_roles ur WHERE ur.user_id = u.id AND ur.role_id = ANY (${put(role_id)}::int[]))`
  }
  if (team_id?.length) where.sql += ` AND u.team_id = ANY (${put(team_id)}::int[])`
  if (status) where.sql += status === 'active' ? ' AND u.is_active' : ' AND NOT u.is_active'
}

export function findUsers(
  db: Connection,
  where: UserWhere,
  after: readonly unknown[] | null,
  limit: number,
): Promise<UserRow[]> {
  const values = [...where.values]
  const put = (value: unknown) => `$${values.push(value)}`
  const behind = after ? ` AND (lower(u.name), u.id) > (${put(after[0])}, ${put(after[1])})` : ''
  return db.rows<UserRow>(
    `SELECT ${COLUMNS} FROM users u WHERE ${where.sql}${behind} ORDER BY lower(u.name), u.id LIMIT ${put(limit)}`,
    values,
  )
}

import type { Principal } from '@optimwalls/permissions'
import { type Standing, whyNotAlter } from './admin-rules.ts'
import { type RoleRow, withRights } from './roles.repository.ts'
import type { UserRow } from './users.repository.ts'

export type WireUser = ReturnType<typeof toWire>

/** A person as the API tells of them to somebody who administers access. */
export function toWire(principal: Principal, row: UserRow, roles: readonly RoleRow[]) {
  const standing: Standing = withRights({ ...row, team_id: row.team?.id ?? null }, roles)
  const held = roles.filter(role => row.role_ids.includes(role.id))
  const mayManage = principal.permissions.some(
    ({ module, action }) => module === 'Administration' && action === 'manage_users',
  )
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    team: row.team,
    roles: held.map(({ id, name }) => ({ id, name })),
    heads: row.heads,
    is_active: row.is_active,
    has_second_factor: row.has_second_factor,
    created_at: row.created_at.toISOString(),
    last_seen_at: row.last_seen_at?.toISOString() ?? null,
    deactivated_at: row.deactivated_at?.toISOString() ?? null,
    may_change: mayManage && whyNotAlter(principal, standing) === null,
  }
}

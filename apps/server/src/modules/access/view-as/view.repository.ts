import { isPermission } from '@optimwalls/permissions'
import type { Connection } from '../../../platform/database/database.ts'
import { findRightsOfMany, type Rights, reachedTeams } from '../principal.repository.ts'

/** As whom a session looks on: one of the two. */
export interface View {
  userId: number | null
  roleId: number | null
}

/** What is seen by the view: the rights of the person, or the actor's own place with the rights of the role. Undefined where there is no
 *  such active person or role. */
export async function findViewedRights(db: Connection, own: Rights, view: View): Promise<Rights | undefined> {
  if (view.userId !== null) {
    const found = (await findRightsOfMany(db, [view.userId])).get(view.userId)
    if (!found) return undefined
    const { needsSecondFactor: _, ...rights } = found.rights
    return rights
  }
  const [role] = await db.rows<{ name: string; headed: number[]; grants: Rights['permissions'] }>(
    `WITH RECURSIVE headed AS (
       SELECT id FROM teams WHERE head_id = $2 UNION SELECT t.id FROM teams t JOIN headed h ON t.parent_id = h.id
     )
     SELECT r.name::text AS name, ARRAY(SELECT id FROM headed ORDER BY id) AS headed,
            (SELECT coalesce(json_agg(json_build_object('module', p.module_name, 'action', p.action, 'scope', p.scope) ORDER BY p.id), '[]')
             FROM permissions p WHERE p.role_id = r.id AND p.allowed) AS grants
     FROM roles r WHERE r.id = $1`,
    [view.roleId, own.userId],
  )
  if (!role) return undefined
  const { userId, name, teamId } = own
  const permissions = role.grants.filter(isPermission)
  return {
    userId,
    name,
    teamId,
    roles: [role.name],
    teamIds: reachedTeams(teamId, role.headed, permissions),
    permissions,
  }
}

export async function writeView(
  db: Connection,
  sessionId: number,
  { userId, roleId }: View,
  minutes: number,
): Promise<Date | undefined> {
  const [row] = await db.rows<{ ends_at: Date }>(
    `UPDATE sessions SET view_user_id = $2, view_role_id = $3, view_ends_at = now() + make_interval(mins => $4)
     WHERE id = $1 RETURNING view_ends_at AS ends_at`,
    [sessionId, userId, roleId, minutes],
  )
  return row?.ends_at
}

/** @param onlyOver leaves one that has not run out. @returns what the session looked on as, where it was cleared */
export async function clearView(
  db: Connection,
  sessionId: number,
  onlyOver: boolean,
): Promise<(View & { actorId: number }) | undefined> {
  const [row] = await db.rows<{ user_id: number; view_user_id: number | null; view_role_id: number | null }>(
    `WITH before AS (
       SELECT id, user_id, view_user_id, view_role_id FROM sessions WHERE id = $1 AND view_ends_at IS NOT NULL
         AND (NOT $2 OR view_ends_at <= now()) FOR UPDATE
     ), cleared AS (
       UPDATE sessions s SET view_user_id = NULL, view_role_id = NULL, view_ends_at = NULL FROM before b WHERE s.id = b.id
     )
     SELECT user_id, view_user_id, view_role_id FROM before`,
    [sessionId, onlyOver],
  )
  return row && { actorId: row.user_id, userId: row.view_user_id, roleId: row.view_role_id }
}

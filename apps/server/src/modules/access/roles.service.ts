import {
  DEFAULT_ROLES,
  type Grant,
  isPermission,
  PERMISSIONS,
  type Permission,
  type Scope,
} from '@optimwalls/permissions'
import type { Connection, Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { publish } from '../../platform/events/events.ts'
import type { AccessPlatform, Origin } from './access.platform.ts'
import { audit } from './audit.ts'

/** The role that sees and does everything; at least one active person holds it. */
export const SUPER_ADMIN = 'Super Admin'

/** Who changes rights, and from where. */
export interface By {
  userId: number
  origin?: Origin
}

/** Changes of who may do what. Each is audited, announced as `access.role_changed`, and holds from the next request on. */
export interface Roles {
  /** @throws AppError "not-found" for an unknown person or role. */
  assignRole(userId: number, role: string, by: By): Promise<void>
  /** @throws AppError "not-found", or "rule-violated" when nobody would be left to give rights back. */
  removeRole(userId: number, role: string, by: By): Promise<void>
  /** @throws AppError "not-found" for an unknown role or permission. */
  changePermission(
    role: string,
    change: Permission & { allowed: boolean; scope: Scope },
    by: By,
  ): Promise<void>
}

export function createRoles({ db, realtime }: Pick<AccessPlatform, 'db' | 'realtime'>): Roles {
  function announce(
    tx: Transaction,
    by: By,
    affected: readonly number[] | 'all',
    data: Record<string, unknown>,
  ) {
    publish(tx, { name: 'access.role_changed', actorId: by.userId, data })
    tx.afterCommit(() => realtime.refreshAccess(affected))
  }

  return {
    assignRole: (userId, role, by) =>
      db.inTransaction(async tx => {
        const roleId = await findRoleId(tx, role)
        const [user] = await tx.rows('SELECT 1 FROM users WHERE id = $1', [userId])
        if (!user) throw new AppError('not-found')
        const added = await tx.rows(
          'INSERT INTO user_roles (user_id, role_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING 1',
          [userId, roleId],
        )
        if (added.length === 0) return
        audit(tx, roleEntry('assigned_role', userId, role, by))
        announce(tx, by, [userId], { user_id: userId, role, given: true })
      }),

    removeRole: (userId, role, by) =>
      db.inTransaction(async tx => {
        const roleId = await findRoleId(tx, role)
        const removed = await tx.rows(
          'DELETE FROM user_roles WHERE user_id = $1 AND role_id = $2 RETURNING 1',
          [userId, roleId],
        )
        if (removed.length === 0) throw new AppError('not-found')
        if (role === SUPER_ADMIN && !(await hasSuperAdmin(tx))) {
          throw new AppError('rule-violated', { detail: 'Someone must remain Super Admin.' })
        }
        audit(tx, roleEntry('removed_role', userId, role, by))
        announce(tx, by, [userId], { user_id: userId, role, given: false })
      }),

    changePermission: (role, { module, action, allowed, scope }, by) =>
      db.inTransaction(async tx => {
        const roleId = await findRoleId(tx, role)
        if (!isPermission({ module, action })) throw new AppError('not-found')
        if (role === SUPER_ADMIN) {
          throw new AppError('rule-violated', { detail: 'A Super Admin may do everything.' })
        }
        await tx.rows(
          `INSERT INTO permissions (role_id, module_name, action, allowed, scope) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (role_id, module_name, action) DO UPDATE SET allowed = excluded.allowed, scope = excluded.scope`,
          [roleId, module, action, allowed, scope],
        )
        const holders = await tx.rows<{ user_id: number }>(
          'SELECT user_id FROM user_roles WHERE role_id = $1',
          [roleId],
        )
        const change = { role, module, action, allowed, scope, to: allowed ? scope : null }
        audit(tx, {
          userId: by.userId,
          action: 'updated_permission',
          module: 'Administration',
          recordType: 'role',
          recordId: roleId,
          details: change,
          ...by.origin,
        })
        announce(
          tx,
          by,
          holders.map(holder => holder.user_id),
          change,
        )
      }),
  }
}

/** @throws AppError "not-found" */
export async function findRoleId(db: Connection, name: string): Promise<number> {
  const [role] = await db.rows<{ id: number }>('SELECT id FROM roles WHERE name = $1', [name])
  if (!role) throw new AppError('not-found')
  return role.id
}

/** Whether an active person holds the role Super Admin. Locks the role, so that two changes at once see each other. */
export async function hasSuperAdmin(tx: Transaction): Promise<boolean> {
  await tx.rows('SELECT 1 FROM roles WHERE name = $1 FOR UPDATE', [SUPER_ADMIN])
  const [holder] = await tx.rows(
    `SELECT 1 FROM user_roles ur JOIN roles r ON r.id = ur.role_id JOIN users u ON u.id = ur.user_id
     WHERE r.name = $1 AND u.is_active LIMIT 1`,
    [SUPER_ADMIN],
  )
  return holder !== undefined
}

/** Writes the default roles where there is none yet, and to the default roles any permission that the catalogue has gained.
 *  What a Super Admin has changed stays as it is. Safe to run at every start. */
export async function ensureDefaultRoles(db: Connection): Promise<void> {
  await db.rows(
    `INSERT INTO roles (name, description, origin)
     SELECT name, description, name FROM jsonb_to_recordset($1::jsonb) AS d (name text, description text)
     WHERE NOT EXISTS (SELECT FROM roles)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(DEFAULT_ROLES.map(({ name, description }) => ({ name, description })))],
  )
  await db.rows(
    `INSERT INTO permissions (role_id, module_name, action, allowed, scope)
     SELECT r.id, d.module, d.action, d.allowed, d.scope
     FROM jsonb_to_recordset($1::jsonb) AS d (role text, module text, action text, allowed boolean, scope text)
     JOIN roles r ON r.origin = d.role
     WHERE NOT EXISTS (SELECT FROM permissions p WHERE p.role_id = r.id AND p.module_name = d.module AND p.action = d.action)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(DEFAULT_ROLES.flatMap(({ name, grants }) => defaultRows(name, grants)))],
  )
  // A new hire becomes an Employee until somebody decides otherwise; whoever decided for nothing keeps it so.
  await db.rows(
    `UPDATE onboarding_defaults SET role_id = (SELECT id FROM roles WHERE origin = 'Employee') WHERE role_id IS NULL AND version = 1`,
  )
}

function defaultRows(role: string, grants: readonly Grant[]) {
  return PERMISSIONS.map(({ module, action }) => {
    const grant = grants.find(held => held.module === module && held.action === action)
    return { role, module, action, allowed: grant !== undefined, scope: grant?.scope ?? 'own' }
  })
}

function roleEntry(action: string, userId: number, role: string, by: By) {
  return {
    userId: by.userId,
    action,
    module: 'Administration',
    recordType: 'user',
    recordId: userId,
    details: { role },
    ...by.origin,
  }
}

import { isPermission, type Permission, type Principal, takesScope } from '@optimwalls/permissions'
import type { Connection, Database, Transaction } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import type { Refusals } from '../refusals.ts'
import { SUPER_ADMIN } from '../roles.service.ts'
import { type Actor, actingNow, auditBy, refuse } from './actor.ts'
import { whyNotGive } from './admin-rules.ts'
import type { Changes } from './changes.ts'
import { differences, rolesAfter } from './permission-effect.ts'
import { findHolders, findRoles, type RoleRow } from './roles.repository.ts'
import type { NewRole, PermissionChange, PermissionEffect, RolePatch } from './roles.schemas.ts'
import { ruleViolated } from './users.service.ts'

const MANAGE_ROLES = { module: 'Administration', action: 'manage_roles' } as const

type WireRole = ReturnType<typeof toWire>

/** Roles, and what each may do. */
export interface RolesAdmin {
  list(principal: Principal): Promise<WireRole[]>
  /** @throws AppError "not-found" */
  one(principal: Principal, id: number): Promise<WireRole>
  /** @throws AppError "already-exists", "forbidden" for a copy of what goes beyond the actor */
  create(tx: Transaction, actor: Actor, role: NewRole): Promise<WireRole>
  update(actor: Actor, id: number, patch: RolePatch): Promise<WireRole>
  /** Its people get `replaceWith`; keys that use it are dead. @throws AppError "rule-violated" where it has people and nothing replaces it */
  remove(actor: Actor, id: number, replaceWith: number | undefined): Promise<void>
  /** Whom the changes would concern, and how. @throws as `change` */
  preview(actor: Actor, changes: readonly PermissionChange[]): Promise<PermissionEffect>
  /** All or nothing. @throws AppError "edit-conflict" when a cell is not what the page showed, "forbidden" for what goes beyond the
   *  actor, "rule-violated" for Super Admin */
  change(actor: Actor, changes: readonly PermissionChange[]): Promise<PermissionEffect>
}

export function createRolesAdmin({
  db,
  refusals,
  changes: announcer,
}: {
  db: Database
  refusals: Refusals
  changes: Changes
}): RolesAdmin {
  /** What belongs to the whole firm takes the permission for the whole firm. */
  async function actingOnRoles(tx: Transaction, actor: Actor, action: string): Promise<Principal> {
    const { me, scope } = await actingNow(tx, actor, MANAGE_ROLES)
    if (scope !== 'all')
      refuse(refusals, actor, 'Roles belong to the whole firm.', { action, recordType: 'role' })
    return me
  }

  function mustGive(me: Principal, actor: Actor, role: RoleRow, action: string): void {
    const why = whyNotGive(me, role)
    if (why) refuse(refusals, actor, why, { action, recordType: 'role', recordId: role.id })
  }

  async function need(connection: Connection, id: number): Promise<RoleRow> {
    const role = (await findRoles(connection)).find(each => each.id === id)
    if (!role) throw new AppError('not-found')
    return role
  }

  async function checkName(tx: Transaction, name: string, id = 0): Promise<void> {
    const [taken] = await tx.rows('SELECT 1 FROM roles WHERE lower(name) = lower($1) AND id <> $2', [
      name,
      id,
    ])
    if (taken)
      throw new AppError('already-exists', { errors: [{ path: 'name', message: 'is a role already' }] })
  }

  /** @throws where a change may not be made by this person, or not to these roles as they are. */
  function check(
    me: Principal,
    actor: Actor,
    roles: readonly RoleRow[],
    changes: readonly PermissionChange[],
  ): void {
    const seen = new Set<string>()
    const conflicts: object[] = []
    changes.forEach((change, i) => {
      const { role_id, module, action, from, to } = change
      const path = `changes.${i}`
      if (!isPermission({ module, action }))
        throw invalidInput(`${path}.action`, `is not an action of ${module}`)
      const key = `${role_id} ${module} ${action}`
      if (seen.has(key)) throw invalidInput(path, 'names a permission that another change names')
      seen.add(key)
      const role = roles.find(each => each.id === role_id)
      if (!role) throw invalidInput(`${path}.role_id`, 'is not a role')
      if (role.name === SUPER_ADMIN) throw ruleViolated('A Super Admin may do everything.')
      if (to !== null && to !== 'all' && !takesScope({ module, action } as Permission)) {
        throw invalidInput(`${path}.to`, 'is for the whole firm or for nobody')
      }
      mustGive(me, actor, role, 'updated_permission')
      if (to !== null) {
        const wanted = { name: role.name, grants: [{ module, action, scope: to }] }
        const why = whyNotGive(me, wanted)
        if (why) {
          refuse(refusals, actor, 'Nobody gives what they do not hold themselves.', {
            action: 'updated_permission',
            recordType: 'role',
            recordId: role_id,
          })
        }
      }
      const current =
        role.grants.find(grant => grant.module === module && grant.action === action)?.scope ?? null
      if (current !== from && current !== to) {
        conflicts.push({ role_id, role: role.name, module, action, yours: to, current })
      }
    })
    if (conflicts.length > 0) {
      throw new AppError('edit-conflict', {
        detail: 'Somebody else changed the same permissions in the meantime.',
        conflicts,
      })
    }
  }

  async function effectOf(
    connection: Connection,
    roles: readonly RoleRow[],
    changes: readonly PermissionChange[],
  ): Promise<PermissionEffect> {
    const changed = [...new Set(changes.map(change => change.role_id))]
    const holders = await connection.rows<{ id: number; name: string; role_ids: number[] }>(
      `SELECT u.id, u.name, ARRAY(SELECT role_id FROM user_roles x WHERE x.user_id = u.id) AS role_ids FROM users u
       WHERE u.is_active AND EXISTS (SELECT FROM user_roles ur WHERE ur.user_id = u.id AND ur.role_id = ANY ($1::int[]))
       ORDER BY lower(u.name), u.id`,
      [changed],
    )
    const [keys] = await connection.rows<{ count: number }>(
      `SELECT count(*)::int AS count FROM api_keys WHERE role_id = ANY ($1::int[]) AND revoked_at IS NULL AND expires_at > now()`,
      [changed],
    )
    const after = rolesAfter(roles, changes)
    const people = holders.map(({ id, name, role_ids }) => ({
      id,
      name,
      changes: differences(role_ids, roles, after),
    }))
    const concerned = people.filter(person => person.changes.length > 0)
    return { people: concerned, unaffected: people.length - concerned.length, api_keys: keys?.count ?? 0 }
  }

  return {
    list: async principal => (await findRoles(db)).map(role => toWire(principal, role)),
    one: async (principal, id) => toWire(principal, await need(db, id)),

    async create(tx, actor, { name, description = '', copy_of }) {
      const me = await actingOnRoles(tx, actor, 'created_role')
      await checkName(tx, name.trim())
      const source =
        copy_of === undefined ? undefined : (await findRoles(tx)).find(role => role.id === copy_of)
      if (copy_of !== undefined && !source) throw invalidInput('copy_of', 'is not a role')
      if (source) mustGive(me, actor, source, 'created_role')
      const [row] = await tx.rows<{ id: number }>(
        'INSERT INTO roles (name, description, needs_second_factor) VALUES ($1, $2, $3) RETURNING id',
        // A copy of a role asks of people what the role asks.
        [name.trim(), description.trim(), source?.needs_second_factor ?? false],
      )
      const id = row?.id ?? 0
      if (source) {
        await tx.rows(
          `INSERT INTO permissions (role_id, module_name, action, allowed, scope)
           SELECT $1, module_name, action, allowed, scope FROM permissions WHERE role_id = $2`,
          [id, source.id],
        )
      }
      auditBy(tx, actor, {
        action: 'created_role',
        recordType: 'role',
        recordId: id,
        details: { role: name.trim(), ...(source && { copy_of: source.name }) },
      })
      await announcer.announce(
        tx,
        { name: 'access.role_created', actorId: me.userId, data: { role_id: id } },
        [],
      )
      return toWire(me, await need(tx, id))
    },

    update: (actor, id, patch) =>
      db.inTransaction(async tx => {
        const me = await actingOnRoles(tx, actor, 'updated_role')
        const before = await need(tx, id)
        const name = patch.name?.trim() ?? before.name
        const description = patch.description?.trim() ?? before.description
        const needsFactor = patch.needs_second_factor ?? before.needs_second_factor
        const isRenamed = name !== before.name || description !== before.description
        const isFactorChanged = needsFactor !== before.needs_second_factor
        if (!isRenamed && !isFactorChanged) return toWire(me, before)
        if (isRenamed && before.name === SUPER_ADMIN) throw ruleViolated('Super Admin stays as it is.')
        mustGive(me, actor, before, 'updated_role')
        await checkName(tx, name, id)
        await tx.rows(
          'UPDATE roles SET name = $2, description = $3, needs_second_factor = $4 WHERE id = $1',
          [id, name, description, needsFactor],
        )
        auditBy(tx, actor, {
          action: 'updated_role',
          recordType: 'role',
          recordId: id,
          details: {
            role: name,
            ...(name !== before.name && { was_role: before.name }),
            ...(isFactorChanged && { needs_second_factor: needsFactor }),
          },
        })
        await announcer.announce(
          tx,
          { name: 'access.role_updated', actorId: me.userId, data: { role_id: id } },
          await findHolders(tx, id),
        )
        return toWire(me, await need(tx, id))
      }),

    remove: (actor, id, replaceWith) =>
      db.inTransaction(async tx => {
        const me = await actingOnRoles(tx, actor, 'deleted_role')
        const role = await need(tx, id)
        if (role.name === SUPER_ADMIN) throw ruleViolated('Super Admin stays as it is.')
        mustGive(me, actor, role, 'deleted_role')
        const holders = await findHolders(tx, id)
        const replacement =
          replaceWith === undefined ? undefined : (await findRoles(tx)).find(each => each.id === replaceWith)
        if (replaceWith !== undefined && (!replacement || replaceWith === id)) {
          throw invalidInput('replace_with', 'is not another role')
        }
        if (replacement) mustGive(me, actor, replacement, 'deleted_role')
        else if (holders.length > 0) throw ruleViolated('Say which role its people get instead.')
        if (replacement) {
          for (const [table, column] of ASSIGNMENTS) {
            await tx.rows(
              `INSERT INTO ${table} (${column}, role_id) SELECT ${column}, $2 FROM ${table} WHERE role_id = $1 ON CONFLICT DO NOTHING`,
              [id, replacement.id],
            )
          }
          await tx.rows('UPDATE onboarding_defaults SET role_id = $2 WHERE role_id = $1', [
            id,
            replacement.id,
          ])
        }
        await tx.rows('DELETE FROM user_roles WHERE role_id = $1', [id])
        await tx.rows('UPDATE api_keys SET revoked_at = now() WHERE role_id = $1 AND revoked_at IS NULL', [
          id,
        ])
        await tx.rows('DELETE FROM roles WHERE id = $1', [id])
        auditBy(tx, actor, {
          action: 'deleted_role',
          recordType: 'role',
          recordId: id,
          details: {
            role: role.name,
            people: holders,
            ...(replacement && { replaced_with: replacement.name }),
          },
        })
        const data = { role_id: id, role: role.name, replaced_with: replacement?.id ?? null }
        await announcer.announce(tx, { name: 'access.role_changed', actorId: me.userId, data }, holders)
      }),

    preview: (actor, changes) =>
      db.inTransaction(async tx => {
        const me = await actingOnRoles(tx, actor, 'updated_permission')
        const roles = await findRoles(tx)
        check(me, actor, roles, changes)
        return effectOf(tx, roles, changes)
      }),

    change: (actor, changes) =>
      db.inTransaction(async tx => {
        const me = await actingOnRoles(tx, actor, 'updated_permission')
        const roles = await findRoles(tx)
        check(me, actor, roles, changes)
        const effect = await effectOf(tx, roles, changes)
        await tx.rows(
          `INSERT INTO permissions (role_id, module_name, action, allowed, scope)
           SELECT role_id, module, action, scope IS NOT NULL, coalesce(scope, 'own')
           FROM jsonb_to_recordset($1::jsonb) AS c (role_id int, module text, action text, scope text)
           ON CONFLICT (role_id, module_name, action) DO UPDATE SET allowed = excluded.allowed, scope = excluded.scope`,
          [
            JSON.stringify(
              changes.map(({ role_id, module, action, to }) => ({ role_id, module, action, scope: to })),
            ),
          ],
        )
        const holders = new Set<number>()
        for (const role of roles) {
          const mine = changes.filter(change => change.role_id === role.id)
          if (mine.length === 0) continue
          for (const { module, action, from, to } of mine) {
            auditBy(tx, actor, {
              action: 'updated_permission',
              recordType: 'role',
              recordId: role.id,
              details: { role: role.name, module, action, from, to },
            })
          }
          for (const holder of await findHolders(tx, role.id)) holders.add(holder)
        }
        const told = changes.map(({ role_id, module, action, to }) => ({ role_id, module, action, to }))
        await announcer.announce(
          tx,
          { name: 'access.role_changed', actorId: me.userId, data: { permissions: told } },
          [...holders],
        )
        return effect
      }),
  }
}

const ASSIGNMENTS = [
  ['user_roles', 'user_id'],
  ['invitation_roles', 'invitation_id'],
  ['onboarding_rule_roles', 'rule_id'],
] as const

function toWire(principal: Principal, role: RoleRow) {
  const mayManage = principal.permissions.some(
    ({ module, action, scope }) =>
      module === 'Administration' && action === 'manage_roles' && scope === 'all',
  )
  return {
    id: role.id,
    name: role.name,
    description: role.description,
    is_locked: role.name === SUPER_ADMIN,
    people: role.people,
    needs_second_factor: role.needs_second_factor,
    permissions: role.grants,
    may_give: mayManage && whyNotGive(principal, role) === null,
  }
}

import { createHash } from 'node:crypto'
import { type Principal, reachOf } from '@optimwalls/permissions'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts'
import type { AccessPlatform } from '../access.platform.ts'
import type { Refusals } from '../refusals.ts'
import { hasSuperAdmin, SUPER_ADMIN } from '../roles.service.ts'
import { resetFactorMail } from '../second-factor/reset-factor-mail.ts'
import { removeFactors } from '../second-factor/second-factor.repository.ts'
import type { OwnSession, Sessions } from '../sessions.service.ts'
import { type Actor, auditBy, mustNotWiden, refuse } from './actor.ts'
import { whyNotGive } from './admin-rules.ts'
import type { Changes } from './changes.ts'
import { lockToChange, MANAGE_ROLES, MANAGE_USERS, peopleWithin, personWithin } from './reach-person.ts'
import { findRoles } from './roles.repository.ts'
import { toWire, type WireUser } from './user-wire.ts'
import { findUsers, type UserRow, userConditions } from './users.repository.ts'
import type { UserPatch, UserQuery } from './users.schemas.ts'

export interface UsersNeeds {
  db: Database
  refusals: Refusals
  sessions: Sessions
  changes: Changes
  /** Mails the person a link to choose a new password. */
  sendReset(email: string, actor: Actor): Promise<void>
  mail: AccessPlatform['mail']
  publicUrl: string
}

/** People, as those see them who administer access. */
export interface Users {
  list(principal: Principal, query: UserQuery): Promise<{ data: WireUser[]; next_cursor: string | null }>
  /** @throws AppError "not-found" */
  one(principal: Principal, id: number): Promise<WireUser>
  /** Name and team. @throws AppError "not-found", "forbidden", "invalid-input" */
  update(actor: Actor, id: number, patch: UserPatch): Promise<WireUser>
  /** @throws AppError "not-found", "forbidden" for a role that goes beyond the giver, "rule-violated" for the last Super Admin */
  giveRole(actor: Actor, id: number, roleId: number): Promise<WireUser>
  takeRole(actor: Actor, id: number, roleId: number): Promise<WireUser>
  /** Signs the person out everywhere and keeps them out. @throws AppError "rule-violated" for oneself and the last Super Admin */
  deactivate(actor: Actor, id: number): Promise<WireUser>
  reactivate(actor: Actor, id: number): Promise<WireUser>
  sendReset(actor: Actor, id: number): Promise<void>
  /** Takes the second factor of somebody who has lost it, signs them out and mails them. @throws AppError "rule-violated" for oneself, and
   *  where there is none */
  resetSecondFactor(actor: Actor, id: number): Promise<void>
  sessions(principal: Principal, id: number): Promise<OwnSession[]>
  /** @throws AppError "not-found" when it is not a session of this person, "rule-violated" for oneself */
  endSession(actor: Actor, id: number, sessionId: number): Promise<void>
  /** @returns how many. @throws AppError "rule-violated" for oneself */
  endSessions(actor: Actor, id: number): Promise<number>
}

export function createUsers({
  db,
  refusals,
  sessions,
  changes,
  sendReset,
  mail,
  publicUrl,
}: UsersNeeds): Users {
  async function present(principal: Principal, rows: readonly UserRow[]): Promise<WireUser[]> {
    const roles = await findRoles(db)
    return rows.map(row => toWire(principal, row, roles))
  }

  async function one(principal: Principal, id: number): Promise<WireUser> {
    const where = personWithin(principal, 'view_users', id)
    const [user] = await present(principal, await findUsers(db, where, null, 1))
    if (!user) throw new AppError('not-found')
    return user
  }

  /** The person after a change, which may have taken them out of reach: whoever made it sees what they did. */
  async function changed(principal: Principal, id: number): Promise<WireUser> {
    const [user] = await present(principal, await findUsers(db, { sql: 'u.id = $1', values: [id] }, null, 1))
    if (!user) throw new AppError('not-found')
    return user
  }

  const lockFor = (
    tx: Transaction,
    actor: Actor,
    permission: typeof MANAGE_USERS | typeof MANAGE_ROLES,
    id: number,
    action: string,
  ) => lockToChange(tx, refusals, actor, permission, { id, action })

  async function changeRole(actor: Actor, id: number, roleId: number, given: boolean): Promise<void> {
    await db.inTransaction(async tx => {
      const action = given ? 'assigned_role' : 'removed_role'
      const { me, person } = await lockFor(tx, actor, MANAGE_ROLES, id, action)
      const about = { action, recordType: 'user', recordId: id }
      const role = (await findRoles(tx)).find(each => each.id === roleId)
      if (!role) {
        if (given) throw invalidInput('role_id', 'is not a role')
        throw new AppError('not-found')
      }
      if (id === me.userId) refuse(refusals, actor, 'Nobody changes their own roles.', about)
      const why = whyNotGive(me, role)
      if (why) refuse(refusals, actor, why, about)
      if (person.roleIds.includes(roleId) === given) return
      await tx.rows(
        given
          ? 'INSERT INTO user_roles (user_id, role_id) VALUES ($1, $2) ON CONFLICT DO NOTHING'
          : 'DELETE FROM user_roles WHERE user_id = $1 AND role_id = $2',
        [id, roleId],
      )
      if (!given && role.name === SUPER_ADMIN) await mustKeepSuperAdmin(tx)
      auditBy(tx, actor, { action, recordType: 'user', recordId: id, details: { role: role.name } })
      await changes.announce(
        tx,
        {
          name: 'access.role_changed',
          actorId: me.userId,
          data: { user_id: id, role: role.name, role_id: roleId, given },
        },
        [id],
      )
    })
  }

  async function setActive(actor: Actor, id: number, isActive: boolean): Promise<void> {
    await db.inTransaction(async tx => {
      const action = isActive ? 'reactivated_user' : 'deactivated_user'
      const { me, person } = await lockFor(tx, actor, MANAGE_USERS, id, action)
      if (id === me.userId) throw ruleViolated('Nobody deactivates themselves.')
      if (person.isActive === isActive) return
      await tx.rows(
        `UPDATE users SET is_active = $2, deactivated_at = CASE WHEN $2 THEN NULL ELSE now() END, updated_at = now() WHERE id = $1`,
        [id, isActive],
      )
      if (!isActive && person.roles.includes(SUPER_ADMIN)) await mustKeepSuperAdmin(tx)
      auditBy(tx, actor, { action, recordType: 'user', recordId: id })
      await changes.announce(
        tx,
        {
          name: isActive ? 'access.user_reactivated' : 'access.user_deactivated',
          actorId: me.userId,
          data: { user_id: id },
        },
        [id],
      )
    })
    // The person is kept out already; their sessions are only rows by now.
    if (!isActive) await sessions.endAll(id, { userId: actor.principal.userId, origin: actor.origin })
  }

  /** Before something outside of a transaction is done to a person. */
  const mayChange = (actor: Actor, id: number, action: string) =>
    db.inTransaction(async tx => (await lockFor(tx, actor, MANAGE_USERS, id, action)).person)

  async function resetSecondFactor(actor: Actor, id: number): Promise<void> {
    const action = 'reset_second_factor'
    await db.inTransaction(async tx => {
      const { me, person } = await lockFor(tx, actor, MANAGE_USERS, id, action)
      // Their own takes password and code.
      if (id === me.userId) throw ruleViolated('Take your own away under Settings, Sign-in and security.')
      if (!(await removeFactors(tx, id))) throw ruleViolated('This person has no second step of signing in.')
      auditBy(tx, actor, { action, recordType: 'user', recordId: id })
      await changes.announce(
        tx,
        { name: 'access.user_changed', actorId: me.userId, data: { user_id: id, fields: ['second_factor'] } },
        [id],
      )
      await mail.send(
        { to: person.email, ...resetFactorMail(person.name, me.name, `${publicUrl}/sign-in`) },
        tx,
      )
    })
    // Whoever found the device must not stay in by it.
    await sessions.endAll(id, { userId: actor.principal.userId, origin: actor.origin })
  }

  return {
    one,
    resetSecondFactor,
    async list(principal, query) {
      const { limit = 50, cursor, ...filters } = query
      const q = hashOf(filters)
      const after = cursor === undefined ? null : decodeCursor(cursor, q, ['text', 'integer'])
      const where = peopleWithin(principal, 'view_users')
      userConditions(filters, where)
      const rows = await findUsers(db, where, after, limit + 1)
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return {
        data: await present(principal, page),
        next_cursor: rows.length > limit && last ? encodeCursor({ q, k: [last.folded, last.id] }) : null,
      }
    },

    async update(actor, id, patch) {
      await db.inTransaction(async tx => {
        const { me, person } = await lockFor(tx, actor, MANAGE_USERS, id, 'updated_user')
        const name = patch.name?.trim() ?? person.name
        const teamId = patch.team_id === undefined ? person.teamId : patch.team_id
        const fields = [
          ...(name === person.name ? [] : ['name']),
          ...(teamId === person.teamId ? [] : ['team_id']),
        ]
        if (fields.length === 0) return
        if (teamId !== person.teamId) await mustReachTeam(tx, me, teamId)
        await tx.rows('UPDATE users SET name = $2, team_id = $3, updated_at = now() WHERE id = $1', [
          id,
          name,
          teamId,
        ])
        await mustNotWiden(tx, refusals, actor, me, {
          action: 'updated_user',
          recordType: 'user',
          recordId: id,
        })
        auditBy(tx, actor, {
          action: 'updated_user',
          recordType: 'user',
          recordId: id,
          details: {
            fields,
            ...(teamId !== person.teamId && { team_id: teamId, was_team_id: person.teamId }),
          },
        })
        await changes.announce(
          tx,
          {
            name: 'access.user_changed',
            actorId: me.userId,
            data: { user_id: id, fields, team_id: teamId, was_team_id: person.teamId },
          },
          [id],
        )
      })
      return changed(actor.principal, id)
    },

    async giveRole(actor, id, roleId) {
      await changeRole(actor, id, roleId, true)
      return changed(actor.principal, id)
    },
    async takeRole(actor, id, roleId) {
      await changeRole(actor, id, roleId, false)
      return changed(actor.principal, id)
    },
    async deactivate(actor, id) {
      await setActive(actor, id, false)
      return changed(actor.principal, id)
    },
    async reactivate(actor, id) {
      await setActive(actor, id, true)
      return changed(actor.principal, id)
    },

    async sendReset(actor, id) {
      const person = await mayChange(actor, id, 'requested_password_reset')
      if (!person.isActive) throw ruleViolated('Reactivate this person first.')
      await sendReset(person.email, actor)
    },

    async sessions(principal, id) {
      const [user] = await findUsers(db, personWithin(principal, 'manage_users', id), null, 1)
      if (!user) throw new AppError('not-found')
      return sessions.list({ userId: id, sessionId: principal.sessionId })
    },
    async endSession(actor, id, sessionId) {
      mustBeAnother(actor, id)
      await mayChange(actor, id, 'ended_session')
      const by = { userId: actor.principal.userId, origin: actor.origin }
      await sessions.end({ userId: id }, sessionId, by)
    },
    async endSessions(actor, id) {
      mustBeAnother(actor, id)
      await mayChange(actor, id, 'ended_session')
      const by = { userId: actor.principal.userId, origin: actor.origin }
      return sessions.endAll(id, by)
    },
  }
}

/** @throws AppError "invalid-input" unless the team exists within the reach of `manage_users`. */
export async function mustReachTeam(
  tx: Transaction,
  me: Principal,
  teamId: number | null,
  path = 'team_id',
): Promise<void> {
  const scope = me.permissions.find(
    grant => grant.module === 'Administration' && grant.action === 'manage_users',
  )?.scope
  const reach = reachOf(me, scope ?? 'own')
  if (teamId === null) {
    if (reach.all) return
    throw invalidInput(path, 'must be one of your teams')
  }
  const [team] = await tx.rows('SELECT 1 FROM teams WHERE id = $1 AND deleted_at IS NULL', [teamId])
  if (!team || !(reach.all || reach.teams.includes(teamId)))
    throw invalidInput(path, 'is not a team of yours')
}

/** One's own sessions are ended by showing again who one is. @throws AppError "rule-violated" */
function mustBeAnother({ principal }: Actor, id: number): void {
  if (id === principal.userId) throw ruleViolated('End your own under Settings, Signed-in devices.')
}

async function mustKeepSuperAdmin(tx: Transaction): Promise<void> {
  if (!(await hasSuperAdmin(tx))) throw ruleViolated('Someone must remain Super Admin.')
}

export function ruleViolated(detail: string): AppError {
  return new AppError('rule-violated', { detail })
}

export function hashOf(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 12)
}

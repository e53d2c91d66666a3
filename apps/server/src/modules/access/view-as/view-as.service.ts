import type { Principal } from '@optimwalls/permissions'
import { AppError } from '../../../platform/errors.ts'
import type { AccessPlatform, Origin } from '../access.platform.ts'
import { type Actor, actingNow, auditBy, refuse } from '../admin/actor.ts'
import { findRoles, lockPerson } from '../admin/roles.repository.ts'
import { audit } from '../audit.ts'
import { findRights } from '../principal.repository.ts'
import type { Refusals } from '../refusals.ts'
import { scopeCondition } from '../scope.ts'
import { clearView, type View, writeView } from './view.repository.ts'
import { whyNotViewAs, whyNotViewRole } from './view-rules.ts'

/** Minutes after which a view ends by itself. */
export const VIEW_MINUTES = 30

const MANAGE_USERS = { module: 'Administration', action: 'manage_users' } as const

/** Looking on as another person, or as whoever holds a role: read only, in this session alone. */
export interface ViewAs {
  /** @throws AppError "not-found" outside the reach of the actor, "forbidden" for whoever sees more than they, "rule-violated" for oneself */
  start(actor: Actor, as: { userId: number } | { roleId: number }): Promise<{ ends_at: string }>
  /** Ends it, where there is one; without an origin only one that has run out. */
  stop(principal: Pick<Principal, 'sessionId' | 'userId'>, origin?: Origin): Promise<void>
}

export function createViewAs(
  { db, realtime }: Pick<AccessPlatform, 'db' | 'realtime'>,
  { refusals }: { refusals: Refusals },
): ViewAs {
  const about = (type: 'user' | 'role', id: number) => ({
    action: 'started_view_as',
    recordType: type,
    recordId: id,
  })

  return {
    start: (actor, as) =>
      db.inTransaction(async tx => {
        const { me } = await actingNow(tx, actor, MANAGE_USERS)
        if ('userId' in as) {
          const values: unknown[] = []
          const columns = { owner: 'u.id', team: 'u.team_id' }
          const within = scopeCondition(me, 'Administration', 'manage_users', columns, values)
          const person = await lockPerson(tx, `${within} AND u.id = $${values.push(as.userId)}`, values)
          if (!person) throw new AppError('not-found')
          if (person.id === me.userId) throw ruleViolated('You see what you see.')
          const rights = await findRights(tx, person.id)
          if (!rights) throw ruleViolated('Reactivate this person first.')
          const why = whyNotViewAs(me, rights)
          if (why) refuse(refusals, actor, why, about('user', person.id))
        } else {
          const role = (await findRoles(tx)).find(({ id }) => id === as.roleId)
          if (!role) throw new AppError('not-found')
          const why = whyNotViewRole(me, role)
          if (why) refuse(refusals, actor, why, about('role', role.id))
        }
        const view: View = {
          userId: 'userId' in as ? as.userId : null,
          roleId: 'roleId' in as ? as.roleId : null,
        }
        const endsAt = await writeView(tx, me.sessionId, view, VIEW_MINUTES)
        if (!endsAt) throw new AppError('not-signed-in')
        auditBy(tx, actor, {
          action: 'started_view_as',
          recordType: view.userId === null ? 'role' : 'user',
          recordId: view.userId ?? view.roleId ?? 0,
        })
        tx.afterCommit(() => realtime.refreshAccess([me.userId]))
        return { ends_at: endsAt.toISOString() }
      }),

    stop: ({ sessionId, userId }, origin) =>
      db.inTransaction(async tx => {
        const ended = await clearView(tx, sessionId, origin === undefined)
        if (!ended) return
        audit(tx, {
          userId: ended.actorId,
          action: 'stopped_view_as',
          module: 'Administration',
          recordType: ended.userId === null ? 'role' : 'user',
          ...((ended.userId ?? ended.roleId) !== null && { recordId: ended.userId ?? ended.roleId ?? 0 }),
          ...(origin ?? { details: { by_itself: true } }),
        })
        tx.afterCommit(() => realtime.refreshAccess([ended.actorId, userId]))
      }),
  }
}

const ruleViolated = (detail: string) => new AppError('rule-violated', { detail })

import { createHash } from 'node:crypto'
import type { Principal } from '@optimwalls/permissions'
import { LRUCache } from 'lru-cache'
import { servesThisMachineOnly } from '../../platform/config/config.ts'
import { batchedLookup } from '../../platform/database/batched-lookup.ts'
import type { AccessPlatform } from './access.platform.ts'
import {
  findKey,
  findKeyRights,
  findRights,
  findRightsOf,
  findSession,
  findSessions,
  isVouchedFor,
  type Rights,
  type SessionRow,
  touchKey,
  touchSession,
} from './principal.repository.ts'
import type { SessionCookie } from './session-cookie.ts'
import { sessionLimits } from './session-limits.ts'
import { findViewedRights, type View } from './view-as/view.repository.ts'
import { maySee } from './view-as/view-rules.ts'

/** Sessions whose rights are kept in memory. */
const REMEMBERED_SESSIONS = 5000

/** The last use of an API key is written at most this often. */
const TOUCH_KEY_MS = 60_000

/** A session's last use is written at most this often. */
const TOUCH_MS = 5 * 60_000

/** What is read of a request: Fastify's, or the handshake of a socket. */
export interface WithCookie {
  headers: { cookie?: string | undefined; authorization?: string | undefined }
}

export interface Authenticator {
  /** The person behind the request, with the rights of this very moment; null where nobody is signed in. */
  authenticate(request: WithCookie): Promise<Principal | null>
  /** The same for a socket: asked now and then without the person doing anything, so it does not keep the session alive. */
  authenticateSocket(headers: WithCookie['headers']): Promise<Principal | null>
  /** The same for someone without a session: for jobs that act for a person. `sessionId` is 0. Null for who has left, and for who lacks the
   *  second factor that their role needs: whatever they began waits for it, too. */
  principalOf(userId: number): Promise<Principal | null>
  /** The same person or key as they are now: for what runs longer than a request may, such as a download. Null when signed out, taken
   *  back, deactivated or without any right left. */
  rightsNow(principal: Principal): Promise<Principal | null>
  /** The newest epoch that a request of this process has seen, and when (milliseconds since 1970). */
  seen(): { epoch: number; at: number }
}

/**
 * Asks the database on every request for session, person and access epoch, in one statement; nothing about sessions is
 * remembered, so what was revoked is refused at once. Rights are remembered under the epoch, which every change of users,
 * teams, roles and permissions raises: they are never older than the request.
 */
export function createAuthenticator(
  platform: Pick<AccessPlatform, 'config' | 'db' | 'log' | 'now'>,
  cookie: SessionCookie,
  /** Told of a view that has run out. */
  onViewOver: (session: SessionRow) => Promise<void>,
): Authenticator {
  const { db, log } = platform
  const demoAllowed = servesThisMachineOnly(platform.config)
  const limits = sessionLimits(platform.config)
  const remembered = new LRUCache<number, { epoch: number; view: string; principal: Principal }>({
    max: REMEMBERED_SESSIONS,
  })
  const findByToken = batchedLookup((tokens: readonly string[]) => findSessions(db, tokens))
  const touching = new Set<number>()
  let seen = { epoch: 0, at: 0 }

  async function principalOfSession(session: SessionRow): Promise<Principal | null> {
    const view = viewOf(session)
    const key = view ? `${view.userId} ${view.roleId} ${session.view_ends_at?.getTime()}` : ''
    const known = remembered.get(session.id)
    if (known?.epoch === session.epoch && known.view === key) return known.principal
    const principal = await rightsOfSession(session, view)
    if (principal) remembered.set(session.id, { epoch: session.epoch, view: key, principal })
    return principal
  }

  /** As whom the session looks on. One that has run out is cleared away, and noted. */
  function viewOf(session: SessionRow): View | null {
    if (!session.view_ends_at) return null
    if (session.is_view_over) {
      if (!touching.has(-session.id)) {
        touching.add(-session.id)
        onViewOver(session)
          .catch((error: unknown) => log.warn({ err: error }, 'the end of a view could not be noted'))
          .finally(() => touching.delete(-session.id))
      }
      return null
    }
    return { userId: session.view_user_id, roleId: session.view_role_id }
  }

  /** Judged anew with each change of rights: whoever may no longer look on, or has nobody to look on as, is themselves again. */
  async function rightsOfSession(session: SessionRow, view: View | null): Promise<Principal | null> {
    const found = await findRights(db, session.user_id)
    if (!found) return null
    const { needsSecondFactor, ...rights } = found
    // Two factors were shown, if not here.
    const own: Rights = needsSecondFactor && !session.is_strong ? found : rights
    const principal = { ...own, sessionId: session.id }
    if (!view || own.needsSecondFactor) return principal
    const seen = await findViewedRights(db, own, view)
    if (!seen || !maySee(own, seen, view)) return principal
    return {
      ...seen,
      sessionId: session.id,
      viewedBy: session.user_id,
      ...(view.userId === null && { viewedRole: seen.roles[0] ?? '' }),
      ...(session.view_ends_at && { viewEndsAt: session.view_ends_at }),
    }
  }

  function touchWhenDue(session: SessionRow): void {
    if (platform.now().getTime() - session.updated_at.getTime() < TOUCH_MS || touching.has(session.id)) return
    touching.add(session.id)
    touchSession(db, session.id, limits)
      .catch((error: unknown) => log.warn({ err: error }, 'the last use of a session could not be noted'))
      .finally(() => touching.delete(session.id))
  }

  async function livingSession(cookieHeader: string | undefined): Promise<SessionRow | null> {
    const token = cookie.tokenOf(cookieHeader)
    if (token === null) return null
    const session = await findByToken(token)
    if (!session?.is_active || (session.is_demo && !demoAllowed)) return null
    if (session.epoch >= seen.epoch) seen = { epoch: session.epoch, at: Date.now() }
    return session
  }

  const rememberedKeys = new LRUCache<number, { epoch: number; principal: Principal }>({ max: 1000 })

  async function principalOfKey(secret: string): Promise<Principal | null> {
    const key = await findKey(db, createHash('sha256').update(secret).digest())
    if (!key?.is_active || (key.is_demo && !demoAllowed)) return null
    if (key.epoch >= seen.epoch) seen = { epoch: key.epoch, at: Date.now() }
    if (platform.now().getTime() - (key.last_used_at?.getTime() ?? 0) > TOUCH_KEY_MS) {
      touchKey(db, key.id).catch((error: unknown) =>
        log.warn({ err: error }, 'the last use of an API key could not be noted'),
      )
    }
    const known = rememberedKeys.get(key.id)
    if (known?.epoch === key.epoch) return known.principal
    const rights = await findKeyRights(db, key.id)
    if (!rights) return null
    const principal = { ...rights, sessionId: 0 }
    rememberedKeys.set(key.id, { epoch: key.epoch, principal })
    return principal
  }

  return {
    async authenticate(request) {
      const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
      // A key that is wrong is refused, whatever cookie came with it.
      if (bearer !== undefined) return principalOfKey(bearer)
      const session = await livingSession(request.headers.cookie)
      if (!session) return null
      touchWhenDue(session)
      return principalOfSession(session)
    },
    async authenticateSocket(headers) {
      const session = await livingSession(headers.cookie)
      const principal = session && (await principalOfSession(session))
      // The page stays connected and hears when that is over.
      return principal?.needsSecondFactor ? { ...principal, permissions: [], teamIds: [] } : principal
    },
    async principalOf(userId) {
      const rights: Rights | undefined = await findRights(db, userId)
      if (!rights) return null
      const { needsSecondFactor, ...own } = rights
      return needsSecondFactor && !(await isVouchedFor(db, userId)) ? null : { ...own, sessionId: 0 }
    },
    async rightsNow(principal) {
      if (principal.sessionId !== 0) {
        const session = await findSession(db, principal.sessionId)
        const now = session && (await rightsOfSession(session, viewOf(session)))
        // What one began as oneself is not gone on with as another, nor the other way round.
        const isSame = now?.userId === principal.userId && now.viewedBy === principal.viewedBy
        return now && isSame && !now.needsSecondFactor ? now : null
      }
      const rights = await findRightsOf(db, principal)
      return rights ? { ...rights, sessionId: 0 } : null
    },
    seen: () => seen,
  }
}

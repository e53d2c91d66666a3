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
  findSessions,
  isLiving,
  type Rights,
  type SessionRow,
  touchKey,
  touchSession,
} from './principal.repository.ts'
import type { SessionCookie } from './session-cookie.ts'
import { sessionLimits } from './session-limits.ts'

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
  /** The same for someone without a session: for jobs that act for a person. `sessionId` is 0. */
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
): Authenticator {
  const { db, log } = platform
  const demoAllowed = servesThisMachineOnly(platform.config)
  const limits = sessionLimits(platform.config)
  const remembered = new LRUCache<number, { epoch: number; principal: Principal }>({
    max: REMEMBERED_SESSIONS,
  })
  const findSession = batchedLookup((tokens: readonly string[]) => findSessions(db, tokens))
  const touching = new Set<number>()
  let seen = { epoch: 0, at: 0 }

  async function principalOfSession(session: SessionRow): Promise<Principal | null> {
    const known = remembered.get(session.id)
    if (known?.epoch === session.epoch) return known.principal
    const rights = await findRights(db, session.user_id)
    if (!rights) return null
    const principal = { ...rights, sessionId: session.id }
    remembered.set(session.id, { epoch: session.epoch, principal })
    return principal
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
    const session = await findSession(token)
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
      return rights ? { ...rights, sessionId: 0 } : null
    },
    async rightsNow(principal) {
      if (principal.sessionId !== 0 && !(await isLiving(db, principal.sessionId))) return null
      const rights = await findRightsOf(db, principal)
      if (!rights || (rights.needsSecondFactor && principal.sessionId !== 0)) return null
      return { ...rights, sessionId: principal.sessionId }
    },
    seen: () => seen,
  }
}

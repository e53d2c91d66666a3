import { randomBytes } from 'node:crypto'
import { servesThisMachineOnly } from '../../platform/config/config.ts'
import { AppError } from '../../platform/errors.ts'
import type { AccessPlatform } from './access.platform.ts'
import { auditNow } from './audit.ts'
import type { Caller } from './auth.service.ts'
import type { SessionCookie } from './session-cookie.ts'
import { sessionLimits } from './session-limits.ts'
import type { Sessions } from './sessions.service.ts'

/** Signs in somebody who has shown who they are by other means than a password: an invitation, or the firm's own provider.
 *  @returns the `set-cookie` header. @throws AppError "not-signed-in" for someone who is kept out */
export type OpenSession = (userId: number, by: 'invitation' | 'sso', caller: Caller) => Promise<string>

export function createOpenSession(
  { db, config }: Pick<AccessPlatform, 'db' | 'config'>,
  { cookie, sessions }: { cookie: SessionCookie; sessions: Sessions },
): OpenSession {
  const demoAllowed = servesThisMachineOnly(config)
  const { idle } = sessionLimits(config)
  return async (userId, by, caller) => {
    const origin = { ip: caller.ip, requestId: caller.requestId }
    const token = randomBytes(24).toString('base64url')
    const [opened] = await db.rows(
      `WITH person AS (
         UPDATE users SET last_seen_at = now() WHERE id = $1 AND is_active AND (NOT is_demo OR $2) RETURNING id
       )
       INSERT INTO sessions (user_id, token, expires_at, ip_address, user_agent)
       SELECT id, $3, now() + make_interval(secs => $4), $5, $6 FROM person RETURNING 1`,
      [userId, demoAllowed, token, idle, caller.ip, caller.userAgent?.slice(0, 500) ?? null],
    )
    if (!opened) throw new AppError('not-signed-in', { detail: 'This account is not in use any more.' })
    const old = cookie.tokenOf(caller.cookie)
    if (old) await sessions.endByToken(old, 'replaced_session', origin)
    await auditNow(db, [
      { userId, action: 'signed_in', recordType: 'user', recordId: userId, details: { by }, ...origin },
    ])
    return cookie.renew(token)
  }
}

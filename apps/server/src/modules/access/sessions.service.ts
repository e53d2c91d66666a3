import type { Principal } from '@optimwalls/permissions'
import type { Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import type { AccessPlatform, Origin } from './access.platform.ts'
import { audit } from './audit.ts'
import { describeDevice } from './device.ts'

export interface OwnSession {
  id: number
  device: string
  ip_address: string | null
  signed_in_at: string
  last_seen_at: string
  current: boolean
}

/** Who ends a session, and from where. */
export interface EndedBy {
  userId: number
  origin?: Origin | undefined
}

/** The sessions of a person: the devices they are signed in on. */
export interface Sessions {
  list(person: Pick<Principal, 'userId' | 'sessionId'>): Promise<OwnSession[]>
  /** @throws AppError "not-found" when it is not a session of this person. */
  end(person: Pick<Principal, 'userId'>, sessionId: number, by: EndedBy, within?: Transaction): Promise<void>
  /** Ends all but the one that asks. @returns how many. */
  endOthers(principal: Principal, origin: Origin, within?: Transaction): Promise<number>
  /** Ends the session with this token, where there is one: signing out, or signing in anew on the same device. */
  endByToken(
    token: string,
    action: 'signed_out' | 'replaced_session',
    origin: Origin,
    within?: Transaction,
  ): Promise<void>
  /** Ends all: for a new password, or someone who has left. */
  endAll(userId: number, by?: EndedBy): Promise<number>
  /** Removes what has run out. */
  prune(): Promise<void>
}

export function createSessions({ db, realtime }: Pick<AccessPlatform, 'db' | 'realtime'>): Sessions {
  /** Ends what `condition` finds among the sessions of `$1`: rows, audit entry and, after the commit, sockets. */
  async function endWhere(
    userId: number,
    condition: typeof THIS_ONE | typeof ALL_BUT,
    parameter: number,
    by: EndedBy,
    within?: Transaction,
  ): Promise<number> {
    const work = async (tx: Transaction) => {
      const ended = await tx.rows<{ id: number }>(
        `DELETE FROM sessions WHERE user_id = $1 AND ${condition} RETURNING id`,
        [userId, parameter],
      )
      // Whoever has shown only the first factor begins anew, too.
      if (condition !== THIS_ONE) await tx.rows('DELETE FROM sign_in_tickets WHERE user_id = $1', [userId])
      for (const { id } of ended) {
        audit(tx, {
          userId: by.userId,
          action: 'ended_session',
          recordType: 'session',
          recordId: id,
          ...(by.userId !== userId && { details: { user_id: userId } }),
          ...by.origin,
        })
        tx.afterCommit(() => realtime.endSession(id))
      }
      return ended.length
    }
    return within ? work(within) : db.inTransaction(work)
  }

  return {
    async list(principal) {
      const rows = await db.rows<SessionListRow>(
        `SELECT id, user_agent, ip_address, created_at, updated_at FROM sessions
         WHERE user_id = $1 AND expires_at > now() ORDER BY updated_at DESC, id DESC`,
        [principal.userId],
        'access_session_list',
      )
      return rows.map(row => ({
        id: row.id,
        device: describeDevice(row.user_agent),
        ip_address: row.ip_address || null,
        signed_in_at: row.created_at.toISOString(),
        last_seen_at: row.updated_at.toISOString(),
        current: row.id === principal.sessionId,
      }))
    },
    async end({ userId }, sessionId, by, within) {
      const ended = await endWhere(userId, THIS_ONE, sessionId, by, within)
      if (ended === 0) throw new AppError('not-found')
    },
    endOthers: ({ userId, sessionId }, origin, within) =>
      endWhere(userId, ALL_BUT, sessionId, { userId, origin }, within),
    async endByToken(token, action, origin, within) {
      const end = async (tx: Transaction) => {
        const [ended] = await tx.rows<{ id: number; user_id: number }>(
          'DELETE FROM sessions WHERE token = $1 RETURNING id, user_id',
          [token],
        )
        if (!ended) return
        audit(tx, { userId: ended.user_id, action, recordType: 'session', recordId: ended.id, ...origin })
        tx.afterCommit(() => realtime.endSession(ended.id))
      }
      await (within ? end(within) : db.inTransaction(end))
    },
    endAll: (userId, by = { userId }) => endWhere(userId, ALL_BUT, 0, by),
    async prune() {
      await db.rows('DELETE FROM sessions WHERE expires_at < now()')
      await db.rows('DELETE FROM verifications WHERE expires_at < now()')
      await db.rows('DELETE FROM sign_in_tickets WHERE expires_at < now()')
      await db.rows('DELETE FROM used_challenges WHERE expires_at < now()')
    },
  }
}

const THIS_ONE = 'id = $2'
const ALL_BUT = 'id <> $2'

interface SessionListRow {
  id: number
  user_agent: string | null
  ip_address: string | null
  created_at: Date
  updated_at: Date
}

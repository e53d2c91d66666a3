import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { NotificationKind } from './kinds.ts'

/** A mail or push message that this process is sending. */
export interface Claimed {
  id: number
  channel: 'mail' | 'push'
  subscription_id: number | null
  message_id: string
  attempts: number
  user_id: number
  kind: NotificationKind
  lead_id: number | null
  actor_id: number | null
  data: Record<string, unknown>
  subscription: Buffer | null
}

/** After this long a claim counts as that of a process that died. Seconds. */
const LEASE_S = 120

/** Takes messages whose time has come, and those of processes that died while sending. */
export const claimDue = (db: Connection, now: Date, limit: number): Promise<Claimed[]> =>
  db.rows<Claimed>(
    `WITH due AS (
       SELECT id FROM notification_deliveries
       WHERE state IN ('scheduled', 'claimed') AND not_before <= $1
         AND (state = 'scheduled' OR claimed_at < $1::timestamptz - make_interval(secs => ${LEASE_S}))
       ORDER BY not_before LIMIT $2 FOR UPDATE SKIP LOCKED
     ), mine AS (
       UPDATE notification_deliveries d SET state = 'claimed', claimed_at = $1, attempts = attempts + 1 FROM due WHERE d.id = due.id
       RETURNING d.*
     )
     SELECT m.id, m.channel, m.subscription_id, m.message_id, m.attempts, n.user_id, n.kind, n.lead_id, n.actor_id, n.data, s.subscription
     FROM mine m JOIN notifications n ON n.id = m.notification_id LEFT JOIN push_subscriptions s ON s.id = m.subscription_id
     ORDER BY m.id`,
    [now, limit],
    'deliveries-claim',
  )

export const finish = (
  db: Connection,
  id: number,
  state: 'sent' | 'failed' | 'dropped',
  at: Date,
  error: string | null = null,
): Promise<unknown> =>
  db.rows(
    'UPDATE notification_deliveries SET state = $2, finished_at = $3, error = $4 WHERE id = $1',
    [id, state, at, error],
    'delivery-finish',
  )

/** Puts it back for another try. */
export const putBack = (db: Connection, id: number, notBefore: Date, error: string): Promise<unknown> =>
  db.rows(
    `UPDATE notification_deliveries SET state = 'scheduled', claimed_at = NULL, not_before = $2, error = $3 WHERE id = $1`,
    [id, notBefore, error],
    'delivery-put-back',
  )

export const forgetDevice = (db: Connection | Transaction, subscriptionId: number): Promise<unknown> =>
  db.rows('DELETE FROM push_subscriptions WHERE id = $1', [subscriptionId])

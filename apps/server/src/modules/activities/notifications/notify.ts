import type { Transaction } from '../../../platform/database/database.ts'
import { addJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { Realtime } from '../../../platform/realtime/realtime.ts'
import type { People } from '../../access/index.ts'
import type { NotificationKind } from './kinds.ts'
import { quietUntil } from './quiet-hours.ts'
import { readSettings } from './settings.ts'

/** Something a person is to be told. */
export interface News {
  userId: number
  kind: NotificationKind
  /** What it tells of, at most 120 characters: the same is told once, however often it is asked for. */
  key: string
  /** The lead it is about; whoever does not see it when reading is not told. */
  leadId?: number
  /** The colleague who caused it. */
  actorId?: number
  /** Ids and plain facts. */
  data?: Record<string, unknown>
}

export interface NotifierNeeds {
  people: People
  realtime: Pick<Realtime, 'emitToUser'>
  /** Sends what waits. */
  deliver: Job<object>
  firmTimeZone: string
  now(): Date
}

/** Tells people something, exactly once each, with the transaction of its cause: in the notification centre at once, by mail and on
 *  their devices as they wish and not in their quiet hours. Who has left is told nothing. */
export type Notify = (tx: Transaction, news: readonly News[]) => Promise<void>

export function createNotify({ people, realtime, deliver, firmTimeZone, now }: NotifierNeeds): Notify {
  return async (tx, news) => {
    const staff = await people.all()
    const told = news.filter(one => staff.get(one.userId)?.isActive)
    if (told.length === 0) return
    const at = now()
    const settings = await readSettings(tx, [...new Set(told.map(one => one.userId))])
    const rows = told.flatMap(one => {
      const wishes = settings.get(one.userId)
      if (!wishes) return []
      const zone = staff.get(one.userId)?.timeZone ?? firmTimeZone
      const [in_app, mail, push] = (['in_app', 'mail', 'push'] as const).map(channel =>
        wishes.wants(one.kind, channel),
      )
      if (!in_app && !mail && !push) return []
      return [
        {
          user_id: one.userId,
          kind: one.kind,
          key: one.key,
          lead_id: one.leadId ?? null,
          actor_id: one.actorId ?? null,
          data: one.data ?? {},
          in_app,
          mail,
          push,
          not_before: quietUntil(at, wishes.quiet, zone),
        },
      ]
    })
    if (rows.length === 0) return
    const made = await tx.rows<{ user_id: number; deliveries: number; first: Date | null }>(INSERT, [
      JSON.stringify(rows),
      at,
    ])
    const first = made.flatMap(one => one.first ?? []).sort((a, b) => a.getTime() - b.getTime())[0]
    if (first) await addJob(tx, deliver, {}, first > at ? { runAt: first } : {})
    const heard = new Set(made.map(one => one.user_id))
    tx.afterCommit(() => {
      for (const userId of heard) realtime.emitToUser(userId, { name: 'notification', body: {} })
    })
  }
}

const INSERT = `
WITH asked AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS a (user_id int, kind text, key text, lead_id int, actor_id int, data jsonb,
    in_app boolean, mail boolean, push boolean, not_before timestamptz)
), made AS (
  INSERT INTO notifications (user_id, kind, key, lead_id, actor_id, data, in_app, at)
  SELECT user_id, kind, key, lead_id, actor_id, data, in_app, $2 FROM asked ORDER BY user_id, key
  ON CONFLICT (user_id, key) DO NOTHING RETURNING id, user_id, key
), sent AS (
  INSERT INTO notification_deliveries (notification_id, channel, subscription_id, not_before)
  SELECT m.id, c.channel, c.subscription_id, a.not_before
  FROM made m JOIN asked a ON a.user_id = m.user_id AND a.key = m.key,
  LATERAL (
    SELECT 'mail' AS channel, NULL::int AS subscription_id WHERE a.mail
    UNION ALL SELECT 'push', s.id FROM push_subscriptions s WHERE a.push AND s.user_id = a.user_id
  ) c
  RETURNING notification_id, not_before
)
SELECT m.user_id, count(s.notification_id)::int AS deliveries, min(s.not_before) AS first
FROM made m LEFT JOIN sent s ON s.notification_id = m.id GROUP BY m.user_id`

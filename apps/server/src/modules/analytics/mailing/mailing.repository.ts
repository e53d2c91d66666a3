import type { ReportName } from '@optimwalls/contract/reports'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { ReportMail, WeeklyQuestion } from './mailing.schemas.ts'

export interface SubscriptionRow {
  id: number
  user_id: number
  report: ReportName
  question: WeeklyQuestion
  span: ReportMail['span']
  weekday: number
  hour: number
  /** Nothing that was due before is sent. */
  since: Date
  stopped: ReportMail['stopped']
  last_sent_at: Date | null
}

/** With when the last mail of it was sent. */
const READ = `SELECT s.*, (SELECT max(m.sent_at) FROM report_mails m WHERE m.subscription_id = s.id) AS last_sent_at
  FROM report_subscriptions s`

export const subscriptionsOf = (db: Connection, userId: number): Promise<SubscriptionRow[]> =>
  db.rows(`${READ} WHERE s.user_id = $1 ORDER BY s.id`, [userId])

/** The subscription, if it is this person's. */
export const findSubscription = async (
  db: Connection,
  id: number,
  userId: number,
): Promise<SubscriptionRow | undefined> =>
  (await db.rows<SubscriptionRow>(`${READ} WHERE s.id = $1 AND s.user_id = $2`, [id, userId]))[0]

/** Every one that is still sent. */
export const runningSubscriptions = (db: Connection): Promise<SubscriptionRow[]> =>
  db.rows(`SELECT *, NULL AS last_sent_at FROM report_subscriptions WHERE stopped IS NULL ORDER BY id`)

/** The same report asked the same is one subscription: it takes the new day and hour, and runs again. */
export async function keepSubscription(
  tx: Transaction,
  one: Pick<SubscriptionRow, 'user_id' | 'report' | 'question' | 'span' | 'weekday' | 'hour' | 'since'>,
): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(
    `INSERT INTO report_subscriptions (user_id, report, question, span, weekday, hour, since)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (user_id, report, md5(question::text)) DO UPDATE SET span = excluded.span, weekday = excluded.weekday, hour = excluded.hour,
       since = CASE WHEN (report_subscriptions.weekday, report_subscriptions.hour) = (excluded.weekday, excluded.hour)
         AND report_subscriptions.stopped IS NULL THEN report_subscriptions.since ELSE excluded.since END,
       stopped = NULL
     RETURNING id`,
    [one.user_id, one.report, JSON.stringify(one.question), one.span, one.weekday, one.hour, one.since],
  )
  if (!row) throw new Error('the insert returned no subscription')
  return row.id
}

/** Holds the person's row, so that two new ones at once do not pass the limit together. */
export async function holdPerson(tx: Transaction, userId: number): Promise<void> {
  await tx.rows('SELECT FROM users WHERE id = $1 FOR UPDATE', [userId])
}

/** @returns its report, undefined when there is none */
export async function deleteSubscription(
  db: Connection,
  id: number,
  userId: number,
): Promise<ReportName | undefined> {
  const [row] = await db.rows<{ report: ReportName }>(
    'DELETE FROM report_subscriptions WHERE id = $1 AND user_id = $2 RETURNING report',
    [id, userId],
  )
  return row?.report
}

/** Ends it, saying why. */
export async function stopSubscription(
  tx: Connection,
  id: number,
  why: NonNullable<ReportMail['stopped']>,
): Promise<void> {
  await tx.rows('UPDATE report_subscriptions SET stopped = $2 WHERE id = $1', [id, why])
}

/** A mail of it to be sent. @returns undefined where the one for this time is there already */
export async function planMail(
  tx: Transaction,
  subscriptionId: number,
  dueKey: string,
  day: string,
): Promise<number | undefined> {
  const [row] = await tx.rows<{ id: number }>(
    `INSERT INTO report_mails (subscription_id, due_key, day) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING id`,
    [subscriptionId, dueKey, day],
  )
  return row?.id
}

/** What is to be sent, and is not yet; undefined otherwise. */
export async function findWaiting(
  db: Connection,
  mailId: number,
): Promise<(SubscriptionRow & { day: string }) | undefined> {
  const [row] = await db.rows<SubscriptionRow & { day: string }>(
    `SELECT s.*, NULL AS last_sent_at, to_char(m.day, 'YYYY-MM-DD') AS day
     FROM report_mails m JOIN report_subscriptions s ON s.id = m.subscription_id
     WHERE m.id = $1 AND m.ended_at IS NULL AND s.stopped IS NULL`,
    [mailId],
  )
  return row
}

/** Ends a mail, sent or not. @returns whether it had not ended before */
export async function endMail(tx: Connection, mailId: number, at: Date, isSent: boolean): Promise<boolean> {
  const rows = await tx.rows(
    `UPDATE report_mails SET ended_at = $2, sent_at = CASE WHEN $3 THEN $2::timestamptz END
     WHERE id = $1 AND ended_at IS NULL RETURNING id`,
    [mailId, at, isSent],
  )
  return rows.length > 0
}

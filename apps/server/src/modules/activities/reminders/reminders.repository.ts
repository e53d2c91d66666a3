import type { Connection, Transaction } from '../../../platform/database/database.ts'
import type { FollowUpRow, RemindStage } from '../follow-ups.repository.ts'

/** Open follow-ups whose reminder is due, held until the transaction ends; those that another worker holds are left to it. */
export const holdDue = (tx: Transaction, now: Date, limit: number): Promise<FollowUpRow[]> =>
  tx.rows<FollowUpRow>(
    `SELECT * FROM follow_ups WHERE remind_at <= $1 AND done_at IS NULL ORDER BY remind_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [now, limit],
    'reminders-hold',
  )

export interface StageUpdate {
  id: number
  stage: RemindStage | null
  at: Date | null
}

/** Writes which reminder comes next. Raises no version: nobody's edit conflicts with it. */
export const saveStages = (tx: Transaction, updates: readonly StageUpdate[]): Promise<unknown> =>
  tx.rows(
    `UPDATE follow_ups f SET remind_stage = u.stage, remind_at = u.at
     FROM unnest($1::int[], $2::text[], $3::timestamptz[]) AS u (id, stage, at) WHERE f.id = u.id`,
    [updates.map(one => one.id), updates.map(one => one.stage), updates.map(one => one.at)],
    'reminders-save',
  )

/** When the next reminder is due; null when there is none. */
export async function nextReminderAt(db: Connection): Promise<Date | null> {
  const [row] = await db.rows<{ at: Date }>(
    'SELECT remind_at AS at FROM follow_ups WHERE remind_at IS NOT NULL ORDER BY remind_at LIMIT 1',
    [],
    'reminders-next',
  )
  return row?.at ?? null
}

/** Has reminders that still lie ahead come so many minutes before. */
export const movedReminders = (
  tx: Transaction,
  userId: number,
  minutes: number,
  now: Date,
): Promise<unknown> =>
  tx.rows(
    `UPDATE follow_ups SET
       remind_stage = CASE WHEN due_at - make_interval(mins => $2) > $3 THEN 'upcoming' ELSE 'due' END,
       remind_at = CASE WHEN due_at - make_interval(mins => $2) > $3 THEN due_at - make_interval(mins => $2) ELSE due_at END
     WHERE assigned_to = $1 AND done_at IS NULL AND due_at > $3 AND remind_stage IN ('upcoming', 'due')`,
    [userId, minutes, now],
  )

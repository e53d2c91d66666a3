import type { Connection } from '../../../platform/database/database.ts'
import type { NotificationKind } from './kinds.ts'

export interface NotificationRow {
  id: number
  kind: NotificationKind
  lead_id: number | null
  actor_id: number | null
  data: Record<string, unknown>
  at: Date
  read_at: Date | null
}

/** A condition on `n.lead_id`, with its parameters after the first ones. */
type Visible = (values: unknown[]) => string

/** Newest first. */
export function listNotifications(
  db: Connection,
  userId: number,
  visible: Visible,
  { before, isUnread, limit }: { before: number | null; isUnread: boolean; limit: number },
): Promise<NotificationRow[]> {
  const values: unknown[] = [userId, before, limit]
  return db.rows<NotificationRow>(
    `SELECT n.id, n.kind, n.lead_id, n.actor_id, n.data, n.at, n.read_at FROM notifications n
     WHERE n.user_id = $1 AND n.in_app AND ($2::bigint IS NULL OR n.id < $2) ${isUnread ? 'AND n.read_at IS NULL' : ''}
       AND (n.lead_id IS NULL OR ${visible(values)})
     ORDER BY n.id DESC LIMIT $3`,
    values,
  )
}

/** At most `most`. */
export async function countUnread(
  db: Connection,
  userId: number,
  visible: Visible,
  most: number,
): Promise<number> {
  const values: unknown[] = [userId, most]
  const [row] = await db.rows<{ n: number }>(
    `SELECT count(*)::int AS n FROM (
       SELECT FROM notifications n WHERE n.user_id = $1 AND n.in_app AND n.read_at IS NULL
         AND (n.lead_id IS NULL OR ${visible(values)}) LIMIT $2) x`,
    values,
  )
  return row?.n ?? 0
}

/** Marks these, or all, as read. */
export const markRead = (
  db: Connection,
  userId: number,
  ids: readonly number[] | null,
  at: Date,
): Promise<unknown> =>
  db.rows(
    `UPDATE notifications SET read_at = $3 WHERE user_id = $1 AND in_app AND read_at IS NULL AND ($2::bigint[] IS NULL OR id = ANY ($2))`,
    [userId, ids, at],
  )

/** @returns whether there is such a notification of the person */
export async function setRead(
  db: Connection,
  userId: number,
  id: number,
  readAt: Date | null,
): Promise<boolean> {
  const rows = await db.rows(
    'UPDATE notifications SET read_at = $3 WHERE id = $2 AND user_id = $1 AND in_app RETURNING id',
    [userId, id, readAt],
  )
  return rows.length > 0
}

/** Removes what is older than so many days. */
export const pruneNotifications = (db: Connection, days: number): Promise<unknown> =>
  db.rows('DELETE FROM notifications WHERE at < now() - make_interval(days => $1)', [days])

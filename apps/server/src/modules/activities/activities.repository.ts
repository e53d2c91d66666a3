import type { Connection, Transaction } from '../../platform/database/database.ts'
import type { ActivityType } from './activities.schemas.ts'

export interface ActivityRow {
  id: number
  lead_id: number
  type: ActivityType
  direction: 'in' | 'out' | null
  note: string | null
  outcome: string | null
  is_contact: boolean
  duration_s: number | null
  mentions: number[]
  /** Files of its lead. */
  file_ids: number[]
  user_id: number | null
  happened_at: Date
  created_at: Date
  edited_at: Date | null
  deleted_at: Date | null
  version: number
}

export type NewActivity = Omit<ActivityRow, 'id' | 'edited_at' | 'deleted_at' | 'version'>

const COLUMNS = [
  'lead_id',
  'type',
  'direction',
  'note',
  'outcome',
  'is_contact',
  'duration_s',
  'mentions',
  'file_ids',
  'user_id',
  'happened_at',
  'created_at',
] as const satisfies readonly (keyof NewActivity)[]

const INSERT = `INSERT INTO activities (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((_, i) => `$${i + 1}`).join(', ')}) RETURNING *`

export async function insertActivity(tx: Transaction, activity: NewActivity): Promise<ActivityRow> {
  const [row] = await tx.rows<ActivityRow>(
    INSERT,
    COLUMNS.map(column => activity[column]),
    'activity-insert',
  )
  if (!row) throw new Error('the insert returned no activity')
  return row
}

export async function findActivity(db: Connection, id: number): Promise<ActivityRow | undefined> {
  return (await db.rows<ActivityRow>('SELECT * FROM activities WHERE id = $1', [id], 'activity-by-id'))[0]
}

/** Writes the row as it is to be, and keeps what it said before. */
export async function replaceActivity(
  tx: Transaction,
  before: ActivityRow,
  now: ActivityRow,
  userId: number,
  at: Date,
): Promise<ActivityRow> {
  const { type, direction, note, outcome, duration_s, mentions, happened_at } = before
  const was = { type, direction, note, outcome, duration_s, mentions, happened_at }
  const [row] = await tx.rows<ActivityRow>(
    `WITH kept AS (
       INSERT INTO activity_revisions (activity_id, version, was, user_id, at) VALUES ($1, $2, $3, $4, $5)
     )
     UPDATE activities SET type = $6, direction = $7, note = $8, outcome = $9, is_contact = $10, duration_s = $11, mentions = $12,
       happened_at = $13, edited_at = $14, deleted_at = $15, file_ids = $16, version = $2 + 1
     WHERE id = $1 RETURNING *`,
    [
      before.id,
      before.version,
      JSON.stringify(was),
      userId,
      at,
      now.type,
      now.direction,
      now.note,
      now.outcome,
      now.is_contact,
      now.duration_s,
      now.mentions,
      now.happened_at,
      now.edited_at,
      now.deleted_at,
      now.file_ids,
    ],
  )
  if (!row) throw new Error(`activity ${before.id} is gone`)
  return row
}

export interface RevisionRow {
  version: number
  was: Pick<ActivityRow, 'type' | 'direction' | 'note' | 'outcome' | 'duration_s'> & { happened_at: string }
  user_id: number | null
  at: Date
}

/** Newest first. */
export const findRevisions = (db: Connection, id: number): Promise<RevisionRow[]> =>
  db.rows<RevisionRow>(
    'SELECT version, was, user_id, at FROM activity_revisions WHERE activity_id = $1 ORDER BY version DESC',
    [id],
  )

export async function lastActivityAt(tx: Transaction, leadId: number): Promise<Date | null> {
  const [row] = await tx.rows<{ happened_at: Date }>(
    `SELECT happened_at FROM activities WHERE lead_id = $1 AND deleted_at IS NULL ORDER BY happened_at DESC, id DESC LIMIT 1`,
    [leadId],
  )
  return row?.happened_at ?? null
}

/** When somebody of ours first reached the lead at or after a moment. */
export async function contactedSince(tx: Transaction, leadId: number, since: Date): Promise<Date | null> {
  const [row] = await tx.rows<{ happened_at: Date }>(
    `SELECT happened_at FROM activities
     WHERE lead_id = $1 AND deleted_at IS NULL AND is_contact AND direction IS DISTINCT FROM 'in' AND happened_at >= $2
     ORDER BY happened_at LIMIT 1`,
    [leadId, since],
    'contacted-since',
  )
  return row?.happened_at ?? null
}

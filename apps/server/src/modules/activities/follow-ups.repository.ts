import type { Connection, Transaction } from '../../platform/database/database.ts'
import type { FollowUpKind } from './activities.schemas.ts'

export type RemindStage = 'upcoming' | 'due' | 'overdue' | 'escalated'

/** In which place of a client somebody does what follows from a conversion. */
export type KickOffWho = 'account_owner' | 'designer' | 'converter'

export interface FollowUpRow {
  id: number
  lead_id: number
  kind: FollowUpKind
  title: string | null
  priority: 'low' | 'normal' | 'high'
  assigned_to: number
  due_at: Date
  time_zone: string
  repeat: string | null
  repeats_from: Date | null
  done_at: Date | null
  done_by: number | null
  outcome: string | null
  activity_id: number | null
  created_by: number | null
  created_at: Date
  version: number
  remind_stage: RemindStage | null
  remind_at: Date | null
  /** Of a kick-off: the conversion it followed from, the client, and whose place it was meant for. */
  conversion_id: number | null
  client_id: number | null
  kick_off_who: KickOffWho | null
}

type KickOffColumn = 'conversion_id' | 'client_id' | 'kick_off_who'
export type NewFollowUp = Omit<
  FollowUpRow,
  'id' | 'done_at' | 'done_by' | 'outcome' | 'activity_id' | 'version' | KickOffColumn
> &
  Partial<Pick<FollowUpRow, KickOffColumn>>

const INSERTED = [
  'lead_id',
  'kind',
  'title',
  'priority',
  'assigned_to',
  'due_at',
  'time_zone',
  'repeat',
  'repeats_from',
  'created_by',
  'created_at',
  'remind_stage',
  'remind_at',
  'conversion_id',
  'client_id',
  'kick_off_who',
] as const satisfies readonly (keyof NewFollowUp)[]
const INSERT = `INSERT INTO follow_ups (${INSERTED.join(', ')}) VALUES (${INSERTED.map((_, i) => `$${i + 1}`).join(', ')}) RETURNING *`

export async function insertFollowUp(tx: Transaction, followUp: NewFollowUp): Promise<FollowUpRow> {
  const [row] = await tx.rows<FollowUpRow>(
    INSERT,
    INSERTED.map(column => followUp[column] ?? null),
    'follow-up-insert',
  )
  if (!row) throw new Error('the insert returned no follow-up')
  return row
}

const SAVED = [
  'kind',
  'title',
  'priority',
  'assigned_to',
  'due_at',
  'time_zone',
  'repeat',
  'repeats_from',
  'done_at',
  'done_by',
  'outcome',
  'activity_id',
  'remind_stage',
  'remind_at',
] as const satisfies readonly (keyof FollowUpRow)[]
const SAVE = `UPDATE follow_ups SET ${SAVED.map((column, i) => `${column} = $${i + 2}`).join(', ')}, version = version + 1 WHERE id = $1 RETURNING *`

/** Writes the row as it is to be, one version on. */
export async function saveFollowUp(tx: Transaction, row: FollowUpRow): Promise<FollowUpRow> {
  const [saved] = await tx.rows<FollowUpRow>(
    SAVE,
    [row.id, ...SAVED.map(column => row[column])],
    'follow-up-save',
  )
  if (!saved) throw new Error(`follow-up ${row.id} is gone`)
  return saved
}

export async function findFollowUp(db: Connection, id: number): Promise<FollowUpRow | undefined> {
  return (await db.rows<FollowUpRow>('SELECT * FROM follow_ups WHERE id = $1', [id], 'follow-up-by-id'))[0]
}

export const deleteFollowUp = (tx: Transaction, id: number): Promise<unknown> =>
  tx.rows('DELETE FROM follow_ups WHERE id = $1', [id])

/** The occurrence that came from doing this one, while it is still open and untouched. */
export async function findUntouchedRepeat(
  tx: Transaction,
  row: FollowUpRow,
): Promise<FollowUpRow | undefined> {
  const [next] = await tx.rows<FollowUpRow>(
    `SELECT * FROM follow_ups WHERE lead_id = $1 AND repeat = $2 AND repeats_from = $3 AND due_at > $4 AND done_at IS NULL AND version = 1
     ORDER BY due_at LIMIT 1`,
    [row.lead_id, row.repeat, row.repeats_from, row.due_at],
  )
  return next
}

/** When the earliest open follow-up of the lead is due. */
export async function nextDueAt(tx: Transaction, leadId: number): Promise<Date | null> {
  const [row] = await tx.rows<{ due_at: Date }>(
    'SELECT due_at FROM follow_ups WHERE lead_id = $1 AND done_at IS NULL ORDER BY due_at LIMIT 1',
    [leadId],
    'follow-up-next-due',
  )
  return row?.due_at ?? null
}

import type { Statement, Transaction } from '../../platform/database/database.ts'

/** A lead's entry into a stage. */
export interface StageMove {
  leadId: number
  fromStageId: number | null
  toStageId: number
  userId: number | null
  /** When it had entered the stage that it leaves. */
  enteredAt?: Date
  at: Date
}

const waiting = new WeakMap<Transaction, StageMove[]>()

/** Notes a move; all moves of a transaction are written together, with its end. */
export function recordMove(tx: Transaction, move: StageMove): void {
  const moves = waiting.get(tx)
  if (moves) {
    moves.push(move)
    return
  }
  const noted = [move]
  waiting.set(tx, noted)
  tx.writeLast('stage-history', () => insertOf(noted))
}

const insertOf = (moves: readonly StageMove[]): Statement => ({
  text: `INSERT INTO stage_history (lead_id, from_stage_id, to_stage_id, user_id, at, stayed)
    SELECT lead_id, from_id, to_id, user_id, at, at - entered
    FROM unnest($1::int[], $2::int[], $3::int[], $4::int[], $5::timestamptz[], $6::timestamptz[])
      AS m (lead_id, from_id, to_id, user_id, at, entered)`,
  values: [
    moves.map(one => one.leadId),
    moves.map(one => one.fromStageId),
    moves.map(one => one.toStageId),
    moves.map(one => one.userId),
    moves.map(one => one.at),
    moves.map(one => one.enteredAt ?? null),
  ],
})

/** For so long a move can be taken back whatever the rules say. Seconds. */
const UNDO_SECONDS = 60

/** Whether this person brought the lead out of `stageId` a moment ago. */
export async function isUndo(
  tx: Transaction,
  leadId: number,
  userId: number,
  stageId: number,
): Promise<boolean> {
  const [last] = await tx.rows<{ is_undo: boolean }>(
    `SELECT user_id = $2 AND from_stage_id = $3 AND at > now() - make_interval(secs => $4) AS is_undo
     FROM stage_history WHERE lead_id = $1 ORDER BY id DESC LIMIT 1`,
    [leadId, userId, stageId, UNDO_SECONDS],
    'stage-undo',
  )
  return last?.is_undo === true
}

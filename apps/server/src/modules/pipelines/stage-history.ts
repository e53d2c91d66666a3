import type { Transaction } from '../../platform/database/database.ts'

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

/** Notes a move; all moves of a transaction are written by one statement before it commits. */
export function recordMove(tx: Transaction, move: StageMove): void {
  const moves = waiting.get(tx)
  if (moves) {
    moves.push(move)
    return
  }
  waiting.set(tx, [move])
  tx.beforeCommit('stage-history', async () => {
    const noted = waiting.get(tx) ?? []
    waiting.delete(tx)
    await tx.rows(
      `INSERT INTO stage_history (lead_id, from_stage_id, to_stage_id, user_id, at, stayed)
       SELECT lead_id, from_id, to_id, user_id, at, at - entered
       FROM unnest($1::int[], $2::int[], $3::int[], $4::int[], $5::timestamptz[], $6::timestamptz[])
         AS m (lead_id, from_id, to_id, user_id, at, entered)`,
      [
        noted.map(one => one.leadId),
        noted.map(one => one.fromStageId),
        noted.map(one => one.toStageId),
        noted.map(one => one.userId),
        noted.map(one => one.at),
        noted.map(one => one.enteredAt ?? null),
      ],
      'write-stage-history',
    )
  })
}

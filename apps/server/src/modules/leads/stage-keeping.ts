import type { Connection, Transaction } from '../../platform/database/database.ts'
import { announce } from './lead-facts.ts'
import type { LeadRow } from './lead-row.ts'
import type { Stage, Stages } from './leads.neighbours.ts'

interface Carried extends LeadRow {
  was_entered_at: Date
}

export interface CarryOver {
  fromId: number
  to: Stage
  /** Only leads of this type: those that a new pipeline is for. */
  projectType?: string | null
  limit: number
  /** Whose decision it was. */
  userId: number | null
}

/** Takes leads out of a stage that is given up, `limit` at most, the deleted ones too: they may come back. Answers how many. */
export async function carryOver(
  tx: Transaction,
  stages: Pick<Stages, 'recordMove'>,
  { fromId, to, projectType = null, limit, userId }: CarryOver,
): Promise<number> {
  const rows = await tx.rows<Carried>(
    `WITH portion AS (
       SELECT id, stage_entered_at FROM leads WHERE stage_id = $1 AND ($6::text IS NULL OR project_type = $6)
       ORDER BY id LIMIT $2 FOR UPDATE
     )
     UPDATE leads l SET stage_id = $3, pipeline_id = $4, status = $5, stage_entered_at = now(), updated_at = now(), version = l.version + 1
     FROM portion WHERE l.id = portion.id
     RETURNING l.*, portion.stage_entered_at AS was_entered_at`,
    [fromId, limit, to.id, to.pipelineId, to.category, projectType],
  )
  for (const row of rows) {
    stages.recordMove(tx, {
      leadId: row.id,
      fromStageId: fromId,
      toStageId: to.id,
      userId,
      enteredAt: row.was_entered_at,
      at: row.stage_entered_at,
    })
    if (row.deleted_at) continue
    const told = { version: row.version, fields: ['stage_id', 'status'], changes: {} }
    announce(tx, 'lead.updated', row, userId, told)
    announce(tx, 'lead.stage_changed', row, userId, { from: fromId, to: to.id, status: row.status })
  }
  return rows.length
}

/** Whether any lead stands in the stage, deleted ones among them. */
export async function hasLeads(db: Connection, stageId: number): Promise<boolean> {
  const [row] = await db.rows<{ any: boolean }>(
    'SELECT EXISTS (SELECT FROM leads WHERE stage_id = $1) AS any',
    [stageId],
  )
  return row?.any === true
}

/** Gives leads the status of their stage after its category has changed, `limit` at most. Answers how many. */
export async function restate(
  tx: Transaction,
  { stage, limit, userId }: { stage: Stage; limit: number; userId: number | null },
): Promise<number> {
  const rows = await tx.rows<LeadRow>(
    `WITH portion AS (
       SELECT id FROM leads WHERE stage_id = $1 AND status <> $2 ORDER BY id LIMIT $3 FOR UPDATE
     )
     UPDATE leads l SET status = $2, updated_at = now(), version = l.version + 1 FROM portion WHERE l.id = portion.id RETURNING l.*`,
    [stage.id, stage.category, limit],
  )
  for (const row of rows) {
    if (!row.deleted_at)
      announce(tx, 'lead.updated', row, userId, { version: row.version, fields: ['status'], changes: {} })
  }
  return rows.length
}

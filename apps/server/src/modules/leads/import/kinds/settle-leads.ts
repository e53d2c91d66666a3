import type { Transaction } from '../../../../platform/database/database.ts'
import { lossIn } from '../../announce-edit.ts'
import { announce } from '../../lead-facts.ts'
import type { LeadRow } from '../../lead-row.ts'
import type { LeadNeighbours, Stage } from '../../leads.neighbours.ts'

/** Where a lead is to stand, and since when. */
export interface Settlement {
  lead: LeadRow
  stage: Stage
  at: Date
  /** Of a lost lead. */
  loss: Pick<LeadRow, 'lost_reason' | 'competitor' | 'lost_note'> | null
  /** Goes with the fact. */
  facts: Record<string, unknown>
}

const NO_LOSS = { lost_reason: null, competitor: null, lost_note: null }

/** As `announceEdit` tells it. */
const lossFacts = (before: LeadRow, now: LeadRow) => ({
  ...(now.status === 'lost' && before.status !== 'lost' && { loss: lossIn(now) }),
  ...(before.status === 'lost' && now.status !== 'lost' && { was_lost: lossIn(before) }),
})

/** Puts leads where another system has brought them, converted and lost ones included, whatever the rules of a move: it has happened.
 *  Raises their version. */
export async function settleLeads(
  { stages }: Pick<LeadNeighbours, 'stages'>,
  tx: Transaction,
  actorId: number,
  now: Date,
  settlements: readonly Settlement[],
): Promise<void> {
  if (settlements.length === 0) return
  const rows = settlements.map(({ lead, stage, at, loss }) => ({
    id: lead.id,
    stage_id: stage.id,
    pipeline_id: stage.pipelineId,
    status: stage.category,
    stage_entered_at: at,
    ...(loss ?? NO_LOSS),
  }))
  await tx.rows(
    `UPDATE leads l SET stage_id = s.stage_id, pipeline_id = s.pipeline_id, status = s.status,
       stage_entered_at = s.stage_entered_at, lost_reason = s.lost_reason,
       competitor = s.competitor, lost_note = s.lost_note, version = l.version + 1, updated_at = $2
     FROM json_to_recordset($1::json) AS s (id int, stage_id int, pipeline_id int, status text, stage_entered_at timestamptz, lost_reason text, competitor text, lost_note text)
     WHERE l.id = s.id`,
    [JSON.stringify(rows), now],
  )
  for (const { lead, stage, at, loss, facts } of settlements) {
    stages.recordMove(tx, {
      leadId: lead.id,
      fromStageId: lead.stage_id,
      toStageId: stage.id,
      userId: actorId,
      enteredAt: lead.stage_entered_at,
      at,
    })
    const settled = { ...lead, ...(loss ?? NO_LOSS), stage_id: stage.id, status: stage.category }
    const move = {
      from: lead.stage_id,
      to: stage.id,
      status: stage.category,
      ...facts,
      ...lossFacts(lead, settled),
    }
    announce(tx, 'lead.stage_changed', settled, actorId, move)
    if (stage.category === 'lost')
      announce(tx, 'lead.lost', settled, actorId, { ...lossIn(settled), ...facts })
    if (stage.category === 'converted') announce(tx, 'lead.converted', settled, actorId, facts)
  }
}

import type { Transaction } from '../../../../platform/database/database.ts'
import { findByIds } from '../../leads.repository.ts'
import type { DealNote } from './apply-deals.ts'
import type { DealKindNeeds } from './deals-kind.ts'
import type { ImportRecord, Undone, UndoRun } from './import-kind.ts'
import { type Settlement, settleLeads } from './settle-leads.ts'

/** Takes deals off again, and puts their leads back where they stood, unless somebody has moved them since. */
export async function undoDeals(
  { neighbours }: DealKindNeeds,
  tx: Transaction,
  run: UndoRun,
  records: readonly ImportRecord[],
): Promise<Undone[]> {
  const deals = new Map(
    (
      await tx.rows<{ id: number; lead_id: number }>(
        'SELECT id, lead_id FROM lead_deals WHERE id = ANY ($1::int[])',
        [records.map(({ id }) => id)],
      )
    ).map(deal => [deal.id, deal.lead_id]),
  )
  const leads = new Map((await findByIds(tx, [...new Set(deals.values())])).map(lead => [lead.id, lead]))
  const stages = await neighbours.stages.all()
  const settlements: Settlement[] = []
  const undone: Undone[] = []
  for (const { id, note } of records) {
    const { moved } = note as DealNote
    const lead = leads.get(deals.get(id) ?? 0)
    const stage = moved && stages.get(moved.from.stage_id)
    if (!lead || lead.deleted_at || !moved || !stage) {
      undone.push({ done: true })
    } else if (lead.stage_id !== moved.to) {
      undone.push({ done: false, leadId: lead.id, label: lead.name, reason: 'somebody has moved it since' })
    } else {
      const at = new Date(moved.from.stage_entered_at)
      const facts = { import_id: run.importId, historical: true }
      const { lost_reason, competitor = null, lost_note = null } = moved.from
      const loss = stage.category === 'lost' ? { lost_reason, competitor, lost_note } : null
      settlements.push({ lead, stage, at, loss, facts })
      undone.push({ done: true })
    }
  }
  await settleLeads(neighbours, tx, run.principal.userId, run.now, settlements)
  await takeOff(tx, records)
  return undone
}

async function takeOff(tx: Transaction, records: readonly ImportRecord[]): Promise<void> {
  const created = records.filter(({ does }) => does === 'create').map(({ id }) => id)
  await tx.rows('DELETE FROM lead_deals WHERE id = ANY ($1::int[])', [created])
  const changed = records.flatMap(({ id, does, note }) => {
    const { before } = note as DealNote
    return does === 'update' && before ? [{ id, ...before }] : []
  })
  if (changed.length === 0) return
  await tx.rows(
    `UPDATE lead_deals d SET outcome = b.outcome, amount = b.amount, closed_on = b.closed_on
     FROM json_to_recordset($1::json) AS b (id int, outcome text, amount numeric, closed_on date) WHERE d.id = b.id`,
    [JSON.stringify(changed)],
  )
}

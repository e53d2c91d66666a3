import type { Transaction } from '../../../../platform/database/database.ts'
import type { LeadRow } from '../../lead-row.ts'
import type { Stage } from '../../leads.neighbours.ts'
import { findByIds } from '../../leads.repository.ts'
import type { DealKindNeeds } from './deals-kind.ts'
import type { ImportRecord, ImportRun, Writing, Written } from './import-kind.ts'
import { UNKNOWN_LOSS } from './imported-lead.ts'
import type { DealPlan } from './plan-deals.ts'
import { type Settlement, settleLeads } from './settle-leads.ts'

/** What an undo has to know of a deal. */
export interface DealNote {
  /** Where its lead stood before, and where the deal put it; absent when it did not move. */
  moved?: {
    from: {
      stage_id: number
      stage_entered_at: string
      lost_reason: string | null
      competitor?: string | null
      lost_note?: string | null
    }
    to: number
  }
  /** What the deal was before this file. */
  before?: { outcome: string; amount: number | null; closed_on: string | null }
}

interface DealRow {
  id: number
  external_id: string
  outcome: string
  amount: number | null
  closed_on: string | null
}

/** Writes deals, and takes each lead where its deals have brought it: a deal that was won counts more than one that was lost. */
export async function applyDeals(
  { neighbours, losses }: DealKindNeeds,
  tx: Transaction,
  run: ImportRun,
  decisions: readonly Writing<DealPlan>[],
): Promise<Written[]> {
  const plans = decisions.map(({ plan }) => plan)
  const before = await knownDeals(tx, plans)
  const ids = await writeDeals(tx, run, plans)
  const leadIds = [...new Set(plans.map(({ leadId }) => leadId))]
  await tx.rows('SELECT id FROM leads WHERE id = ANY ($1::int[]) ORDER BY id FOR UPDATE', [leadIds])
  const leads = new Map((await findByIds(tx, leadIds)).map(lead => [lead.id, lead]))
  const moves = await movesOf({ neighbours, losses }, tx, run, { plans, leads })
  await settleLeads(neighbours, tx, run.principal.userId, run.now, [...moves.values()])
  return decisions.map(({ does, plan }) => {
    const id = ids.get(plan.externalId)
    if (id === undefined) throw new Error('a deal of the chunk was not written')
    const move = moves.get(plan)
    const known = before.get(plan.externalId)
    const note: DealNote = {
      ...(move && {
        moved: {
          from: {
            stage_id: move.lead.stage_id,
            stage_entered_at: move.lead.stage_entered_at.toISOString(),
            lost_reason: move.lead.lost_reason,
            competitor: move.lead.competitor,
            lost_note: move.lead.lost_note,
          },
          to: move.stage.id,
        },
      }),
      ...(known && { before: { outcome: known.outcome, amount: known.amount, closed_on: known.closed_on } }),
    }
    const record: ImportRecord = { type: 'deal', id, does: known ? 'update' : 'create', note }
    return { does, records: [record] }
  })
}

async function knownDeals(tx: Transaction, plans: readonly DealPlan[]): Promise<Map<string, DealRow>> {
  const rows = await tx.rows<DealRow>(
    'SELECT id, external_id, outcome, amount, closed_on FROM lead_deals WHERE id = ANY ($1::int[])',
    [plans.flatMap(({ dealId }) => dealId ?? [])],
  )
  return new Map(rows.map(row => [row.external_id, row]))
}

async function writeDeals(
  tx: Transaction,
  run: ImportRun,
  plans: readonly DealPlan[],
): Promise<Map<string, number>> {
  const rows = plans.map(({ leadId, externalId, outcome, amount, closedOn }) => ({
    lead_id: leadId,
    external_id: externalId,
    outcome,
    amount,
    closed_on: closedOn,
  }))
  const written = await tx.rows<{ id: number; external_id: string }>(
    `INSERT INTO lead_deals (lead_id, system, external_id, outcome, amount, closed_on)
     SELECT lead_id, $1, external_id, outcome, amount, closed_on
     FROM json_to_recordset($2::json) AS d (lead_id int, external_id text, outcome text, amount numeric, closed_on date)
     ON CONFLICT (system, external_id) DO UPDATE
       SET lead_id = excluded.lead_id, outcome = excluded.outcome, amount = excluded.amount, closed_on = excluded.closed_on
     RETURNING id, external_id`,
    [run.mapping.system, JSON.stringify(rows)],
  )
  return new Map(written.map(({ id, external_id }) => [external_id, id]))
}

/** One move for each lead, told with the deal that caused it. */
async function movesOf(
  { neighbours, losses }: Pick<DealKindNeeds, 'neighbours' | 'losses'>,
  tx: Transaction,
  run: ImportRun,
  { plans, leads }: { plans: readonly DealPlan[]; leads: ReadonlyMap<number, LeadRow> },
): Promise<Map<DealPlan, Settlement>> {
  const deciding = new Map<number, DealPlan>()
  for (const plan of plans) {
    const other = deciding.get(plan.leadId)
    if (plan.outcome !== 'open' && (!other || (other.outcome === 'lost' && plan.outcome === 'won')))
      deciding.set(plan.leadId, plan)
  }
  const lost = [...deciding.values()].filter(({ outcome }) => outcome === 'lost')
  const asWritten = await losses.takeIn(
    tx,
    lost.flatMap(({ lostReason }) => lostReason ?? []),
  )
  const moves = new Map<DealPlan, Settlement>()
  for (const plan of deciding.values()) {
    const lead = leads.get(plan.leadId)
    // A client stays a client; what is lost may be won after all.
    if (!lead || lead.deleted_at || lead.status === 'converted') continue
    const category = plan.outcome === 'won' ? 'converted' : 'lost'
    if (lead.status === category) continue
    const stages: readonly Stage[] = await neighbours.stages.ofProjectType(lead.project_type)
    const stage = stages.find(one => one.category === category)
    if (!stage) continue
    const { importId: import_id, mapping } = run
    moves.set(plan, {
      lead,
      stage,
      at: dayOf(plan, lead, run.now),
      loss:
        category === 'lost'
          ? {
              lost_reason: plan.lostReason === null ? UNKNOWN_LOSS : asWritten(plan.lostReason),
              competitor: null,
              lost_note: null,
            }
          : null,
      facts: { import_id, historical: mapping.historical, amount: plan.amount, closed_on: plan.closedOn },
    })
  }
  return moves
}

/** The day of the deal; some are dated before the lead came in. */
function dayOf({ closedOn }: DealPlan, lead: LeadRow, now: Date): Date {
  if (closedOn === null) return now
  const day = new Date(`${closedOn}T00:00:00Z`)
  return new Date(Math.min(now.getTime(), Math.max(day.getTime(), lead.created_at.getTime())))
}

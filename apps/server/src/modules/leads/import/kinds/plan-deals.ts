import { isWithin, reachOf, scopeOf } from '@optimwalls/permissions'
import type { Connection } from '../../../../platform/database/database.ts'
import type { DealKindNeeds, Outcome } from './deals-kind.ts'
import type { Decision, ImportRun, Reading } from './import-kind.ts'
import { findReferredLeads, type ReferredLead } from './lead-reference.ts'

export interface DealPlan {
  leadId: number
  externalId: string
  outcome: Outcome
  amount: number | null
  closedOn: string | null
  lostReason: string | null
  /** Of the deal that is there already. */
  dealId: number | null
}

/** Finds the lead of each deal, and the deal itself where an earlier file brought it. */
export async function planDeals(
  { crypto }: DealKindNeeds,
  db: Connection,
  run: ImportRun,
  rows: readonly Reading[],
): Promise<Decision<DealPlan>[]> {
  const leads = await findReferredLeads(crypto, db, run, rows)
  const ids = rows.map(row => idOf(row, run.importId))
  const known = new Map(
    (
      await db.rows<{ external_id: string; id: number }>(
        'SELECT external_id, id FROM lead_deals WHERE system = $1 AND external_id = ANY ($2::text[])',
        [run.mapping.system, ids],
      )
    ).map(deal => [deal.external_id, deal.id]),
  )
  const mayMove = moveRule(run)
  const inChunk = new Set<string>()
  return rows.map((row, i) => {
    const lead = leads[i]
    const externalId = ids[i] ?? ''
    if (!lead) return refused('lead_id', 'belongs to no lead that is here: import the leads first')
    if (!mayMove(lead)) return refused('lead_id', 'is a lead that you may not change')
    const dealId = known.get(externalId) ?? null
    const isThere = dealId !== null || inChunk.has(externalId) || run.seen.has(externalId)
    inChunk.add(externalId)
    if (run.isTry) run.seen.add(externalId)
    if (isThere && (run.mapping.on_duplicate !== 'update' || dealId === null)) return { does: 'match' }
    return { does: isThere ? 'update' : 'create', plan: { ...planOf(row, lead.id), externalId, dealId } }
  })
}

/** A deal without an id of its own is told by its lead, its day and its amount. */
function idOf({ values, externalId, line }: Reading, importId: number): string {
  const { external_id, lead_id, closed_on, amount, outcome } = Object.fromEntries(values)
  if (typeof external_id === 'string') return external_id
  if (lead_id)
    return [lead_id, closed_on, amount, outcome]
      .map(part => part ?? '')
      .join(' ')
      .slice(0, 200)
  // A phone or an e-mail must not stand in the clear: without a fingerprint such a deal is not known again.
  return externalId ?? `import ${importId} line ${line}`
}

function planOf({ values }: Reading, leadId: number): Omit<DealPlan, 'externalId' | 'dealId'> {
  const get = <T>(field: string): T | null => (values.get(field) as T | undefined) ?? null
  return {
    leadId,
    outcome: get<Outcome>('outcome') ?? 'open',
    amount: get('amount'),
    closedOn: get('closed_on'),
    lostReason: get('lost_reason'),
  }
}

const refused = (path: string, message: string): Decision<DealPlan> => ({
  does: 'refuse',
  problems: [{ path, message }],
})

function moveRule({ principal }: ImportRun): (lead: ReferredLead) => boolean {
  const scope = scopeOf(principal, 'CRM', 'edit')
  if (scope === null) return () => false
  const reach = reachOf(principal, scope)
  return ({ ownerId, teamId }) => isWithin(reach, { owner: ownerId, team: teamId })
}

import type { Transaction } from '../../../../platform/database/database.ts'
import { EMPTY_COLUMNS, pair } from '../../add-lead.ts'
import { addConsents, answersBetween } from '../../consent/consents.repository.ts'
import { type BulkLead, insertLeads, insertTerms, reserveLeadIds } from '../../lead-bulk.repository.ts'
import { announce } from '../../lead-facts.ts'
import { withScores } from '../../lead-opening.ts'
import type { LeadRow } from '../../lead-row.ts'
import type { LeadNeighbours, Person, Stage } from '../../leads.neighbours.ts'
import type { ImportRun, Writing, Written } from './import-kind.ts'
import { type ImportedLead, UNKNOWN_LOSS } from './imported-lead.ts'
import type { LeadKindNeeds } from './leads-kind.ts'
import type { LeadPlan, NewLeadPlan } from './plan-leads.ts'
import { noteId, updateLead } from './update-lead.ts'

/** Writes the new leads of a chunk together, then those that are there already one by one. */
export async function applyLeads(
  needs: LeadKindNeeds,
  tx: Transaction,
  run: ImportRun,
  decisions: readonly Writing<LeadPlan>[],
): Promise<Written[]> {
  const plans = decisions.flatMap(({ plan }) => (plan.does === 'create' ? [plan] : []))
  await takeInReasons(
    needs,
    tx,
    decisions.flatMap(({ plan }) =>
      plan.does === 'create' ? [plan.ready.lead] : plan.does === 'update' ? [plan.lead] : [],
    ),
  )
  const rows = await createLeads(needs, tx, run, plans)
  const written: Written[] = []
  for (const { plan } of decisions) {
    if (plan.does === 'merged') written.push({ does: 'update', records: [] })
    else if (plan.does === 'update') written.push(await updateLead(needs, tx, run, plan))
    else if (plan.does === 'known') written.push(await noteId(needs, tx, run, plan))
    else {
      const row = rows.get(plan)
      if (!row) throw new Error('a new lead of the chunk was not written')
      written.push({ does: 'create', records: [{ type: 'lead', id: row.id, does: 'create' }] })
    }
  }
  return written
}

async function createLeads(
  { neighbours, tags }: LeadKindNeeds,
  tx: Transaction,
  run: ImportRun,
  plans: readonly NewLeadPlan[],
): Promise<Map<NewLeadPlan, BulkLead>> {
  const ids = await reserveLeadIds(tx, plans.length)
  const people = await neighbours.people.all()
  const leads = new Map<NewLeadPlan, BulkLead>()
  const written = await tagsAsWritten(tags, tx, run, plans)
  const isMatched = new Set(
    plans.flatMap(({ matches }) => matches.flatMap(match => ('of' in match ? match.of : []))),
  )
  for (const [i, plan] of plans.entries()) {
    const { lead, found, sealed } = plan.ready
    const stage = await stageOf(neighbours, lead)
    const owner = ownerOf(people, lead.ownerId)
    const at = lead.createdAt ?? run.now
    leads.set(plan, {
      id: ids[i] ?? 0,
      values: {
        ...EMPTY_COLUMNS,
        ...lead.columns,
        name: lead.name,
        tags: [...new Set(lead.tags.flatMap(tag => written.get(tag) ?? []))],
        custom: lead.custom,
        ...sealed,
        status: stage.category,
        pipeline_id: stage.pipelineId,
        stage_id: stage.id,
        stage_entered_at: at,
        lost_reason: stage.category === 'lost' ? (lead.lostReason ?? UNKNOWN_LOSS) : null,
        assigned_to: owner?.id ?? null,
        team_id: owner?.teamId ?? null,
        is_duplicate: plan.matches.length > 0 || isMatched.has(plan),
        created_by: run.principal.userId,
        created_at: at,
      },
      terms: found.terms,
      // Numbers and ids are not mistyped names: they would only swell the dictionary.
      words: found.words.filter(word => !/\d/.test(word)),
      externalIds: idsOf(plan).map(id => ({ system: run.mapping.system, id })),
    })
  }
  // The database is at what finds them while they are judged.
  const [keepScores] = await Promise.all([
    withScores(neighbours, [...leads.values()], run.now),
    insertTerms(tx, [...leads.values()]),
  ])
  await Promise.all([insertLeads(tx, [...leads.values()]), keepScores(tx)])
  const said = { source: 'import' as const, note: null, recorded_by: run.principal.userId }
  await addConsents(
    tx,
    [...leads.values()].flatMap(({ id, values }) =>
      answersBetween({}, values.consent, { ...said, lead_id: id, at: values.created_at }),
    ),
  )
  const facts = { import_id: run.importId, historical: run.mapping.historical }
  for (const [plan, lead] of leads) {
    announceNew({ neighbours }, tx, run, lead, facts)
    if (plan.matches.length > 0) await pairNew(tx, plan, lead, leads)
  }
  return leads
}

const idsOf = ({ ready: { lead }, otherIds }: NewLeadPlan): string[] => [
  ...new Set(lead.externalId === null ? otherIds : [lead.externalId, ...otherIds]),
]

/** Gives each lead that was lost its reason as the firm writes it; without one, that which the words of its status amount to. */
async function takeInReasons(
  { losses, neighbours }: LeadKindNeeds,
  tx: Transaction,
  leads: readonly ImportedLead[],
): Promise<void> {
  const lost: [ImportedLead, string][] = []
  for (const lead of leads) {
    if (lead.place === null || (await stageOf(neighbours, lead)).category !== 'lost') continue
    if (lead.lostReason !== null) lost.push([lead, lead.lostReason])
    else if (lead.statusText !== null) lead.lostReason = await losses.reasonOf(lead.statusText)
  }
  const asWritten = await losses.takeIn(
    tx,
    lost.map(([, reason]) => reason),
  )
  for (const [lead, reason] of lost) lead.lostReason = asWritten(reason)
}

/** Each tag of the chunk as the firm writes it. */
async function tagsAsWritten(
  tags: LeadKindNeeds['tags'],
  tx: Transaction,
  run: ImportRun,
  plans: readonly NewLeadPlan[],
): Promise<Map<string, string[]>> {
  const written = new Map<string, string[]>()
  for (const tag of new Set(plans.flatMap(({ ready }) => ready.lead.tags)))
    written.set(tag, await tags.asWritten(tx, [tag], run.principal.userId))
  return written
}

function announceNew(
  { neighbours }: Pick<LeadKindNeeds, 'neighbours'>,
  tx: Transaction,
  run: ImportRun,
  { id, values }: BulkLead,
  facts: Record<string, unknown>,
): void {
  const { status, stage_id, source, created_by, created_at } = values
  neighbours.stages.recordMove(tx, {
    leadId: id,
    fromStageId: null,
    toStageId: stage_id,
    userId: created_by,
    at: created_at,
  })
  const name = run.mapping.historical ? 'lead.imported' : 'lead.created'
  announce(tx, name, { ...values, id } as LeadRow, created_by, { status, stage_id, source, ...facts })
}

async function pairNew(
  tx: Transaction,
  { matches }: NewLeadPlan,
  { id, values }: BulkLead,
  leads: ReadonlyMap<NewLeadPlan, BulkLead>,
): Promise<void> {
  const found = matches.flatMap(match => {
    if (!('of' in match))
      return [{ leadId: match.leadId, matchedOn: match.on, ownerId: match.ownerId, teamId: match.teamId }]
    const other = leads.get(match.of)
    if (!other) return []
    const { assigned_to, team_id } = other.values
    return [{ leadId: other.id, matchedOn: match.on, ownerId: assigned_to, teamId: team_id }]
  })
  await pair(tx, { ...values, id } as LeadRow, found)
}

const ownerOf = (people: ReadonlyMap<number, Person>, id: number | null): Person | undefined => {
  const person = id === null ? undefined : people.get(id)
  return person?.isActive && person.canOwnLeads ? person : undefined
}

/** History is kept as it is given: a lead of the past may have been converted or lost. */
async function stageOf(neighbours: LeadNeighbours, lead: ImportedLead): Promise<Stage> {
  const stages = await neighbours.stages.ofProjectType(lead.columns.project_type ?? null)
  const place = lead.place ?? 'new'
  const named = typeof place === 'number' ? (await neighbours.stages.all()).get(place) : undefined
  const stage =
    stages.find(one => one.id === place) ??
    stages.find(one => one.category === (named?.category ?? place)) ??
    stages[0]
  if (!stage) throw new Error('a pipeline without stages')
  return stage
}

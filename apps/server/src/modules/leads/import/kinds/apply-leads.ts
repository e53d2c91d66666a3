import { isDeepStrictEqual } from 'node:util'
import type { Transaction } from '../../../../platform/database/database.ts'
import { AppError } from '../../../../platform/errors.ts'
import { EMPTY_COLUMNS, pair } from '../../add-lead.ts'
import { addConsents, answersBetween } from '../../consent/consents.repository.ts'
import { stricter } from '../../consent/stricter.ts'
import { type BulkLead, insertLeads, insertTerms, reserveLeadIds } from '../../lead-bulk.repository.ts'
import { announce } from '../../lead-facts.ts'
import { withScores } from '../../lead-opening.ts'
import type { LeadRow } from '../../lead-row.ts'
import type { LeadNeighbours, Person, Stage } from '../../leads.neighbours.ts'
import { findByIds } from '../../leads.repository.ts'
import type { Lead, LeadPatch } from '../../leads.schemas.ts'
import type { ImportRun, Writing, Written } from './import-kind.ts'
import type { ImportedLead } from './imported-lead.ts'
import type { LeadKindNeeds } from './leads-kind.ts'
import type { LeadPlan, NewLeadPlan } from './plan-leads.ts'

/** Why a lead of the past was lost, when the file does not say. */
export const UNKNOWN_LOSS = 'Not given'

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
    decisions.flatMap(({ plan }) => (plan.does === 'merged' ? [] : [leadOf(plan)])),
  )
  const rows = await createLeads(needs, tx, run, plans)
  const written: Written[] = []
  for (const { plan } of decisions) {
    if (plan.does === 'merged') written.push({ does: 'update', records: [] })
    else if (plan.does === 'update') written.push(await updateLead(needs, tx, run, plan))
    else {
      const row = rows.get(plan)
      if (!row) throw new Error('a new lead of the chunk was not written')
      written.push({ does: 'create', records: [{ type: 'lead', id: row.id, does: 'create' }] })
    }
  }
  return written
}

const leadOf = (plan: Exclude<LeadPlan, { does: 'merged' }>): ImportedLead =>
  plan.does === 'create' ? plan.ready.lead : plan.lead

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
      externalIds: lead.externalId === null ? [] : [{ system: run.mapping.system, id: lead.externalId }],
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

/** Writes what the row says over a lead that is there. What a rule of the business forbids refuses the row. */
async function updateLead(
  { reader, service }: LeadKindNeeds,
  tx: Transaction,
  run: ImportRun,
  { lead, leadId }: { lead: ImportedLead; leadId: number },
): Promise<Written> {
  const [row] = await findByIds(tx, [leadId])
  if (!row || row.deleted_at) return { does: 'match' }
  const before = await reader.toLead(row)
  const patch = patchOf(lead, before, run.mapping.system)
  if (Object.keys(patch).length === 0) return { does: 'match' }
  try {
    const after = await service.update(
      tx,
      { ...run, tellsNobody: true, said: { source: 'import' } },
      leadId,
      patch,
    )
    if (after.version === before.version) return { does: 'match' }
    return {
      does: 'update',
      records: [{ type: 'lead', id: leadId, does: 'update', note: noteOf(patch, before, after) }],
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error
    const problems = error.facts.errors ?? [{ path: 'row', message: error.message }]
    return { does: 'refuse', problems }
  }
}

/** What the row says otherwise than the lead. A converted lead stays converted; nothing is emptied. */
function patchOf(lead: ImportedLead, before: Lead, system: string): LeadPatch {
  const { contact } = lead
  const phones = [...before.phones, ...[contact.phone, ...contact.phones].filter(phone => phone !== null)]
  const further = [...new Set(phones)].filter(phone => phone !== (before.phone ?? contact.phone)).slice(0, 10)
  const ids = before.external_ids
  const hasId =
    lead.externalId === null || ids.some(one => one.system === system && one.id === lead.externalId)
  const wanted: LeadPatch = {
    ...lead.columns,
    // A file takes back no objection that is known here.
    ...(lead.columns.consent && { consent: stricter(lead.columns.consent, before.consent) }),
    ...(lead.name !== '' && { name: lead.name }),
    ...(contact.email !== null && { email: contact.email }),
    ...(contact.phone !== null && before.phone === null && { phone: contact.phone }),
    phones: further,
    ...(contact.address !== null && { address: contact.address }),
    tags: [...new Set([...before.tags, ...lead.tags])].slice(0, 30),
    ...(Object.keys(lead.custom).length > 0 && { custom: lead.custom }),
    ...(lead.ownerId !== null && { assigned_to: lead.ownerId }),
    ...(!hasId &&
      lead.externalId !== null && { external_ids: [...ids, { system, id: lead.externalId }].slice(0, 10) }),
    ...placeOf(lead, before),
  }
  // Of the firm's own fields only those that change: the others need not be right.
  if (wanted.custom) wanted.custom = changedOf(wanted.custom, before.custom)
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([field, value]) =>
        !isDeepStrictEqual(before[field as keyof Lead], value) && !(field === 'custom' && isEmpty(value)),
    ),
  )
}

const isEmpty = (value: unknown): boolean => Object.keys(value as object).length === 0

const changedOf = (custom: NonNullable<LeadPatch['custom']>, before: Lead['custom']) =>
  Object.fromEntries(Object.entries(custom).filter(([key, value]) => !isDeepStrictEqual(before[key], value)))

function placeOf({ place, lostReason }: ImportedLead, before: Lead): LeadPatch {
  if (place === null || before.status === 'converted' || place === 'converted') return {}
  // A file that gives no reason takes none away.
  const lost_reason = lostReason ?? before.lost_reason ?? UNKNOWN_LOSS
  if (typeof place === 'number') return { stage_id: place, lost_reason }
  return { status: place, ...(place === 'lost' && { lost_reason }) }
}

/** The fields that an update changed, before and after: an undo puts back those that still are as they were left. */
function noteOf(patch: LeadPatch, before: Lead, after: Lead) {
  const named = Object.keys(patch) as (keyof LeadPatch & keyof Lead)[]
  const fields = named.map(field => (field === 'status' ? 'stage_id' : field))
  // A move into a loss or out of one takes along what was said of it.
  if (before.status !== after.status) fields.push('lost_reason', 'competitor', 'lost_note')
  const changed = [...new Set(fields)].filter(field => !isDeepStrictEqual(before[field], after[field]))
  const of = (lead: Lead) => Object.fromEntries(changed.map(field => [field, lead[field]]))
  return { before: of(before), after: of(after) }
}

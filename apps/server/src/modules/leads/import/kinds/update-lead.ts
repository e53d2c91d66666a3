import { isDeepStrictEqual } from 'node:util'
import type { Connection, Transaction } from '../../../../platform/database/database.ts'
import { AppError } from '../../../../platform/errors.ts'
import { stricter } from '../../consent/stricter.ts'
import { leadsByExternalIds } from '../../lead-bulk.repository.ts'
import { findByIds } from '../../leads.repository.ts'
import type { Lead, LeadPatch } from '../../leads.schemas.ts'
import type { Decision, ImportRun, Written } from './import-kind.ts'
import { type ImportedLead, UNKNOWN_LOSS } from './imported-lead.ts'
import type { LeadKindNeeds } from './leads-kind.ts'
import type { LeadPlan } from './plan-leads.ts'

/** Ids in other systems that a lead has at most. */
const MOST_IDS = 10

/** Writes what the row says over a lead that is there. What a rule of the business forbids refuses the row. */
export async function updateLead(
  needs: LeadKindNeeds,
  tx: Transaction,
  run: ImportRun,
  { lead, leadId }: { lead: ImportedLead; leadId: number },
): Promise<Written> {
  const before = await livingLead(needs, tx, leadId)
  return before
    ? writePatch(needs, tx, run, before, patchOf(lead, before, run.mapping.system))
    : { does: 'match' }
}

/** What a try says of rows whose lead already is as they say: they are there, as they will be found when the import runs. */
export async function withoutUnchanged(
  { reader }: Pick<LeadKindNeeds, 'reader'>,
  db: Connection,
  run: ImportRun,
  decisions: readonly Decision<LeadPlan>[],
): Promise<Decision<LeadPlan>[]> {
  const ids = decisions.flatMap(one =>
    one.does === 'update' && one.plan.does === 'update' ? one.plan.leadId : [],
  )
  const rows = ids.length > 0 ? await findByIds(db, [...new Set(ids)]) : []
  const leads = new Map<number, Lead>()
  for (const row of rows) if (!row.deleted_at) leads.set(row.id, await reader.toLead(row))
  return decisions.map(decision => {
    if (decision.does !== 'update' || decision.plan.does !== 'update') return decision
    const before = leads.get(decision.plan.leadId)
    const isChanged =
      before && Object.keys(patchOf(decision.plan.lead, before, run.mapping.system)).length > 0
    if (isChanged) return decision
    return { does: 'match', ...(decision.hasOtherName && { hasOtherName: true }) }
  })
}

/** Notes what the lead of a row that is left out is called in the other system, unless that is another lead there. */
export async function noteId(
  needs: LeadKindNeeds,
  tx: Transaction,
  run: ImportRun,
  { externalId: id, leadId }: { externalId: string; leadId: number },
): Promise<Written> {
  const { system } = run.mapping
  const before = await livingLead(needs, tx, leadId)
  if (!before || before.external_ids.length >= MOST_IDS) return { does: 'match' }
  // A row above it may have brought the id.
  if ((await leadsByExternalIds(tx, system, [id])).length > 0) return { does: 'match' }
  const written = await writePatch(needs, tx, run, before, {
    external_ids: [...before.external_ids, { system, id }],
  })
  return { does: 'match', ...('records' in written && { records: written.records }) }
}

async function livingLead({ reader }: LeadKindNeeds, tx: Transaction, id: number): Promise<Lead | null> {
  const [row] = await findByIds(tx, [id])
  return row && !row.deleted_at ? reader.toLead(row) : null
}

async function writePatch(
  { service }: LeadKindNeeds,
  tx: Transaction,
  run: ImportRun,
  before: Lead,
  patch: LeadPatch,
): Promise<Written> {
  if (Object.keys(patch).length === 0) return { does: 'match' }
  try {
    const after = await service.update(
      tx,
      { ...run, tellsNobody: true, said: { source: 'import' } },
      before.id,
      patch,
    )
    if (after.version === before.version) return { does: 'match' }
    return {
      does: 'update',
      records: [{ type: 'lead', id: before.id, does: 'update', note: noteOf(patch, before, after) }],
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
      lead.externalId !== null && {
        external_ids: [...ids, { system, id: lead.externalId }].slice(0, MOST_IDS),
      }),
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
  if (place === before.stage_id && before.status !== 'lost') return {}
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

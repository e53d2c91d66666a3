import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Transaction } from '../../../platform/database/database.ts'
import { addLead, EMPTY_COLUMNS } from '../add-lead.ts'
import { sealContact } from '../contact.ts'
import { lockMatches } from '../duplicates.ts'
import { contactTerms } from '../lead-terms.ts'
import type { LeadNeighbours, Stage } from '../leads.neighbours.ts'
import { knownExternalIds } from './imports.repository.ts'
import type { ImportMapping } from './imports.schemas.ts'
import type { ImportedLead } from './row-to-lead.ts'

export interface ImportContext {
  crypto: Crypto
  neighbours: LeadNeighbours
  importId: number
  /** Who imports. */
  userId: number
  mapping: ImportMapping
  now: Date
}

/** Why a lead of the past was lost, when the file does not say. */
const UNKNOWN_LOSS = 'Not given'

/** Writes one lead of a file, unless it is there already: under the same id of the other system, or, where the import skips
 *  duplicates, with the same phone or e-mail. */
export async function importLead(
  tx: Transaction,
  context: ImportContext,
  lead: ImportedLead,
): Promise<'created' | 'matched'> {
  const { crypto, neighbours, mapping, userId } = context
  if (lead.externalId !== null) {
    const known = await knownExternalIds(tx, mapping.system, [lead.externalId])
    if (known.has(lead.externalId)) return 'matched'
  }
  const matches = await lockMatches(tx, contactTerms(crypto, lead.contact), null)
  if (matches.length > 0 && mapping.on_duplicate === 'skip') return 'matched'
  const stage = await stageOf(neighbours, lead)
  const owner = lead.ownerId === null ? undefined : (await neighbours.people.all()).get(lead.ownerId)
  const at = lead.createdAt ?? context.now
  await addLead(
    tx,
    { crypto, stages: neighbours.stages },
    {
      values: {
        ...EMPTY_COLUMNS,
        ...withoutUndefined(lead.columns),
        name: lead.columns.name,
        ...sealContact(crypto, lead.contact),
        status: stage.category,
        pipeline_id: stage.pipelineId,
        stage_id: stage.id,
        stage_entered_at: at,
        lost_reason: stage.category === 'lost' ? (lead.lostReason ?? UNKNOWN_LOSS) : null,
        assigned_to: owner?.id ?? null,
        team_id: owner?.teamId ?? null,
        is_duplicate: matches.length > 0,
        created_by: userId,
        created_at: at,
      },
      contact: lead.contact,
      externalIds: lead.externalId === null ? [] : [{ system: mapping.system, id: lead.externalId }],
      matches,
      event: mapping.historical ? 'lead.imported' : 'lead.created',
      data: { import_id: context.importId },
    },
  )
  return 'created'
}

/** History is kept as it is given: a lead of the past may have been converted or lost. */
async function stageOf(neighbours: LeadNeighbours, lead: ImportedLead): Promise<Stage> {
  const stages = await neighbours.stages.ofProjectType(lead.columns.project_type ?? null)
  const named = typeof lead.place === 'number' ? (await neighbours.stages.all()).get(lead.place) : undefined
  const stage =
    stages.find(one => one.id === lead.place) ??
    stages.find(one => one.category === (named?.category ?? lead.place)) ??
    stages[0]
  if (!stage) throw new Error('a pipeline without stages')
  return stage
}

const withoutUndefined = (columns: ImportedLead['columns']) =>
  Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))

import type { Transaction } from '../../platform/database/database.ts'
import { addLead, EMPTY_COLUMNS } from './add-lead.ts'
import { addConsents, answersBetween } from './consent/consents.repository.ts'
import { sealContact } from './contact.ts'
import { lockMatches, tellMatches } from './duplicates.ts'
import { readColumns, readNewContact } from './lead-input.ts'
import { withOpening } from './lead-opening.ts'
import { ownerOfNew } from './lead-owner.ts'
import { chooseStage } from './lead-placement.ts'
import { toLead } from './lead-row.ts'
import { contactTerms } from './lead-terms.ts'
import { type LeadWriting, saidBy } from './lead-writing.ts'
import type { Author } from './leads.neighbours.ts'
import type { LeadValues } from './leads.repository.ts'
import type { Duplicate, Lead, LeadCreate } from './leads.schemas.ts'
import { refusalOf } from './stage-entry.ts'

/** Adds a lead: it follows the pipeline of its project type, belongs to its creator when nobody may assign it to others,
 *  and is marked when its phone or e-mail is on another lead. */
export async function createLead(
  writing: LeadWriting,
  tx: Transaction,
  by: Author,
  input: LeadCreate,
): Promise<Lead & { duplicates: Duplicate[] }> {
  const { crypto, settings, neighbours, fields, losses, now } = writing.needs
  const contact = readNewContact(input, settings.country)
  writing.demandTelling(by)
  const people = await neighbours.people.all()
  const owner = ownerOfNew(by.principal, input, people)
  const stages = await neighbours.stages.ofProjectType(input.project_type ?? null)
  const stage = chooseStage(stages, input, input.lost_reason ?? null)
  await writing.checkCampaign(input.campaign_id)
  const custom = await fields.ofNew(input.custom, stage.pipelineId)

  const isLost = stage.category === 'lost'
  const { lost_reason = null, competitor = null } = isLost ? await losses.asWritten(tx, input) : {}

  const at = now()
  const values: LeadValues = {
    ...EMPTY_COLUMNS,
    ...readColumns(input),
    ...(await writing.tags(tx, by, input)),
    custom,
    name: input.name.trim(),
    ...sealContact(crypto, contact),
    status: stage.category,
    pipeline_id: stage.pipelineId,
    stage_id: stage.id,
    stage_entered_at: at,
    lost_reason,
    competitor,
    lost_note: isLost ? (input.lost_note ?? null) : null,
    ...owner,
    is_duplicate: false,
    created_by: by.principal.userId,
    created_at: at,
  }
  // Not awaited: it travels with the lead, before it.
  const reach = contactTerms(crypto, contact)
  const matches = lockMatches(tx, reach, null)
  const row = await addLead(
    tx,
    { crypto, stages: neighbours.stages },
    {
      values: await withOpening(neighbours, values),
      contact,
      reach,
      externalIds: input.external_ids ?? [],
      matches,
      event: 'lead.created',
      data: arrivalOf(by),
    },
  )
  await addConsents(tx, answersBetween({}, row.consent, { lead_id: row.id, ...saidBy(by, at) }))
  const duplicates = tellMatches(crypto, by.principal, await matches, people, at)
  writing.audit(tx, by, 'created_lead', row.id, writing.outOfReach(by, await matches))
  const lead = toLead(row, contact, await writing.needs.reader.names())
  const isAsked = input.stage_id !== undefined || input.status !== undefined
  const refusal = isAsked ? refusalOf({ to: stage, lead }) : null
  if (refusal) throw refusal
  return { ...lead, duplicates }
}

/** A program brings leads that came by themselves; a person knows what they write. */
const arrivalOf = ({ principal }: Author) => (principal.apiKeyId === undefined ? {} : { via: 'api' })

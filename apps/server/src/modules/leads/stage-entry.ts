import type { Transaction } from '../../platform/database/database.ts'
import { AppError, type FieldError } from '../../platform/errors.ts'
import type { Stage, Stages } from './leads.neighbours.ts'
import type { Lead } from './leads.schemas.ts'

/** Fields that a stage may ask for, and what a salesperson calls them. */
export const REQUIRABLE_FIELDS = {
  email: 'e-mail',
  phone: 'phone',
  address: 'address',
  location: 'city',
  project_type: 'project type',
  property_type: 'property type',
  configuration: 'configuration',
  carpet_area_sqft: 'carpet area',
  budget: 'budget',
  style: 'style',
  possession_date: 'possession date',
  source: 'source',
  assigned_to: 'owner',
} as const satisfies Partial<Record<keyof Lead, string>>
export type RequirableField = keyof typeof REQUIRABLE_FIELDS

/** A lead on its way into a stage. */
export interface Entry {
  /** The stage it leaves; none for a new lead. */
  from?: Stage
  to: Stage
  /** The lead as it is to be. */
  lead: Lead
  /** What was said about the move. */
  note?: string | undefined
  /** What else it lacks, as whoever lets it in knows. */
  missing?: readonly FieldError[] | undefined
  /** Where a refusal says that fields were to be given: `fields.` of a move, nothing of an edit. */
  path?: string | undefined
}

/** Why the lead may not enter; null when it may. */
export function refusalOf({ from, to, lead, note, missing = [], path = '' }: Entry): AppError | null {
  // With another project type a lead changes pipelines: where it came from names no stage of the new one.
  const isWithin = from?.pipelineId === to.pipelineId
  if (isWithin && from?.nextStageIds && to.category !== 'lost' && !from.nextStageIds.includes(to.id)) {
    const message = `From ${from.name} a lead does not go to ${to.name}`
    return new AppError('rule-violated', {
      detail: `${message}.`,
      rule: 'next-stages',
      errors: [{ path: 'stage_id', message }],
    })
  }
  const errors = missingFields(to, lead).map(
    (field): FieldError => ({
      path: path + field,
      message: `${to.name} needs the ${REQUIRABLE_FIELDS[field]}`,
    }),
  )
  errors.push(...missing)
  const rule = errors.length > 0 ? 'required-fields' : 'note-required'
  if (to.noteRequired && !note?.trim())
    errors.push({ path: 'note', message: `Say in a few words why it goes to ${to.name}` })
  return errors.length > 0 ? new AppError('rule-violated', { rule, errors }) : null
}

/** Holds a move against the rules of both stages. Whoever moved a lead a moment ago may take that back.
 *  @throws AppError "rule-violated" naming the rule and each field that is missing */
export async function checkEntry(
  tx: Transaction,
  entry: Entry,
  userId: number,
  stages: Pick<Stages, 'isUndo'>,
): Promise<void> {
  const refusal = refusalOf(entry)
  if (!refusal) return
  if (entry.from && (await stages.isUndo(tx, entry.lead.id, userId, entry.to.id))) return
  throw refusal
}

function missingFields(stage: Stage, lead: Lead): RequirableField[] {
  const isNamed = (field: string): field is RequirableField => field in REQUIRABLE_FIELDS
  return stage.requiredFields.filter(isNamed).filter(field => lead[field] === null || lead[field] === '')
}

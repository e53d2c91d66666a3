import { isDeepStrictEqual } from 'node:util'
import type { Connection } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import type { Lead, LeadPatch } from './leads.schemas.ts'

/** Fields whose values stand in the history; of all others it only says that they changed. */
const TOLD_FIELDS: ReadonlySet<string> = new Set([
  'location',
  'language',
  'project_type',
  'property_type',
  'configuration',
  'carpet_area_sqft',
  'budget',
  'style',
  'possession_date',
  'source',
  'campaign_id',
  'tags',
  'consent',
] satisfies (keyof Lead)[])

/** A field of an edit; those of `custom` each by itself, so that edits of two of them merge. */
export type EditedField = (keyof LeadPatch & keyof Lead) | `custom.${string}`

const CUSTOM = 'custom.'

function valueIn(lead: Lead, field: EditedField): unknown {
  return field.startsWith(CUSTOM)
    ? (lead.custom[field.slice(CUSTOM.length)] ?? null)
    : lead[field as keyof Lead]
}

/** The fields of a patch that an edit changes. */
export function changedFields(patch: LeadPatch, before: Lead, after: Lead): EditedField[] {
  const fields = Object.keys(patch).flatMap(field =>
    field === 'custom' ? Object.keys(patch.custom ?? {}).map(key => `${CUSTOM}${key}`) : field,
  ) as EditedField[]
  return fields.filter(field => !isDeepStrictEqual(valueIn(before, field), valueIn(after, field)))
}

/** What the history tells of an edit. */
export function toldChanges(
  fields: readonly EditedField[],
  before: Lead,
  after: Lead,
): Record<string, { from: unknown; to: unknown }> {
  const told = fields.filter(field => TOLD_FIELDS.has(field) || field.startsWith(CUSTOM))
  return Object.fromEntries(
    told.map(field => [field, { from: valueIn(before, field), to: valueIn(after, field) }]),
  )
}

/** Checks an edit that was made on an older version: fields that others did not touch since merge.
 *  @throws AppError "edit-conflict" with both values of each field that others changed too, to something else */
export async function refuseConflicts(
  db: Connection,
  baseVersion: number,
  current: Lead,
  after: Lead,
  fields: readonly EditedField[],
  people: ReadonlyMap<number, { id: number; name: string }>,
): Promise<void> {
  const edits = baseVersion > current.version ? null : await editsSince(db, current.id, baseVersion)
  const isTouched = (field: string) => edits === null || edits.some(edit => edit.fields.includes(field))
  const conflicts = fields.filter(isTouched)
  if (conflicts.length === 0) return
  throw new AppError('edit-conflict', {
    detail: 'Somebody else changed the same fields in the meantime.',
    errors: conflicts.map(field => ({ path: field, message: 'Changed by somebody else in the meantime' })),
    version: current.version,
    changed_by: lastOf(edits ?? [], conflicts, people),
    current: Object.fromEntries(conflicts.map(field => [field, valueIn(current, field)])),
    yours: Object.fromEntries(conflicts.map(field => [field, valueIn(after, field)])),
  })
}

interface Edit {
  fields: string[]
  actor_id: number | null
}

/** Later edits, oldest first; not those of a lead that was merged into this one, whose versions are another count. */
const editsSince = (db: Connection, leadId: number, version: number): Promise<Edit[]> =>
  db.rows<Edit>(
    `SELECT data->'fields' AS fields, actor_id FROM events
     WHERE lead_id = $1 AND name = ANY ('{lead.updated,lead.merged,lead.merge_undone}') AND (data->>'version')::int > $2
       AND NOT data ? 'merged_from' ORDER BY id`,
    [leadId, version],
    'lead-edits-since',
  )

/** Who last touched one of the fields. */
function lastOf(
  edits: readonly Edit[],
  fields: readonly string[],
  people: ReadonlyMap<number, { id: number; name: string }>,
): { id: number; name: string } | null {
  const edit = edits.findLast(one => one.fields.some(field => fields.includes(field)))
  const person = edit?.actor_id == null ? undefined : people.get(edit.actor_id)
  return person ? { id: person.id, name: person.name } : null
}

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

/** The fields of a patch that an edit changes. */
export function changedFields(patch: LeadPatch, before: Lead, after: Lead): (keyof LeadPatch & keyof Lead)[] {
  const fields = Object.keys(patch) as (keyof LeadPatch & keyof Lead)[]
  return fields.filter(field => !isDeepStrictEqual(before[field], after[field]))
}

/** What the history tells of an edit. */
export function toldChanges(
  fields: readonly (keyof Lead)[],
  before: Lead,
  after: Lead,
): Record<string, { from: unknown; to: unknown }> {
  const told = fields.filter(field => TOLD_FIELDS.has(field))
  return Object.fromEntries(told.map(field => [field, { from: before[field], to: after[field] }]))
}

/** Checks an edit that was made on an older version: fields that others did not touch since merge.
 *  @throws AppError "edit-conflict" with both values of each field that others changed too, to something else */
export async function refuseConflicts(
  db: Connection,
  baseVersion: number,
  current: Lead,
  after: Lead,
  fields: readonly (keyof Lead)[],
): Promise<void> {
  const touched = baseVersion > current.version ? null : await fieldsTouchedSince(db, current.id, baseVersion)
  const conflicts = fields.filter(field => touched === null || touched.has(field))
  if (conflicts.length === 0) return
  throw new AppError('edit-conflict', {
    detail: 'Somebody else changed the same fields in the meantime.',
    errors: conflicts.map(field => ({ path: field, message: 'Changed by somebody else in the meantime' })),
    version: current.version,
    current: Object.fromEntries(conflicts.map(field => [field, current[field]])),
    yours: Object.fromEntries(conflicts.map(field => [field, after[field]])),
  })
}

async function fieldsTouchedSince(db: Connection, leadId: number, version: number): Promise<Set<string>> {
  const edits = await db.rows<{ fields: string[] }>(
    `SELECT data->'fields' AS fields FROM events
     WHERE lead_id = $1 AND name = 'lead.updated' AND (data->>'version')::int > $2`,
    [leadId, version],
    'fields-touched-since',
  )
  return new Set(edits.flatMap(edit => edit.fields))
}

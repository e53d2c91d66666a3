import type { Transaction } from '../../../platform/database/database.ts'
import type { LeadReader } from '../lead-reader.ts'
import type { LeadRow } from '../lead-row.ts'
import type { Author } from '../leads.neighbours.ts'
import { lockById } from '../leads.repository.ts'
import type { LeadPatch } from '../leads.schemas.ts'
import type { LeadService } from '../leads.service.ts'
import type { BulkBefore, Outcome } from './bulk.repository.ts'
import type { BulkAction, BulkParams } from './bulk.schemas.ts'
import type { GivenToLead, ManyConverter } from './many-converter.ts'

export interface ChangeNeeds {
  reader: LeadReader
  service: LeadService
  converter: () => ManyConverter
}

const OUT_OF_REACH = 'Not there any more, or not yours to change'

/** What was done to a lead by the change that is being undone. */
export interface Undone {
  action: BulkAction
  before: BulkBefore
  version: number
}

/** Does to one lead what the change says, as the service does it to a single one.
 *  @throws AppError where the service refuses: nothing of the transaction may be kept then */
export async function changeLead(
  tx: Transaction,
  { reader, service, converter }: ChangeNeeds,
  by: Author,
  {
    action,
    params,
    given,
  }: { action: BulkAction; params: BulkParams; given: ReadonlyMap<number, GivenToLead> },
  leadId: number,
): Promise<Outcome> {
  const row = await lockById(tx, leadId, reader.scope(by.principal, actionOn(action)))
  if (!row) return { leadId, state: 'failed', reason: OUT_OF_REACH }
  if (action === 'delete') {
    if (row.deleted_at) return { leadId, state: 'same' }
    await service.remove(tx, by, leadId)
    return { leadId, state: 'changed', before: { deleted: false }, version: row.version + 1 }
  }
  if (action === 'restore') {
    if (!row.deleted_at) return { leadId, state: 'same' }
    const { version } = await service.restore(tx, by, leadId)
    return { leadId, state: 'changed', before: { deleted: true }, version }
  }
  if (row.deleted_at) return { leadId, state: 'failed', reason: 'The lead is deleted' }
  if (action === 'convert') {
    const { note } = params
    const made = await converter().convert(tx, by, leadId, { ...given.get(leadId), note })
    if (!made) return { leadId, state: 'same' }
    const { conversionId: conversion_id, version } = made
    return { leadId, state: 'changed', before: { conversion_id }, version }
  }
  const patch = patchOf(action, params, row)
  const { version } = await service.update(tx, by, leadId, patch)
  if (version === row.version) return { leadId, state: 'same' }
  return { leadId, state: 'changed', before: beforeOf(row, patch), version }
}

/** Puts one lead back to what it was before a change.
 *  @throws AppError "edit-conflict" when somebody has changed the same fields since, and what the service refuses */
export async function putBack(
  tx: Transaction,
  { reader, service, converter }: ChangeNeeds,
  by: Author,
  { action, before, version }: Undone,
  leadId: number,
): Promise<Outcome> {
  const opposite = OPPOSITE[action] ?? 'edit'
  const row = await lockById(tx, leadId, reader.scope(by.principal, opposite))
  if (!row) return { leadId, state: 'failed', reason: OUT_OF_REACH }
  if (opposite === 'unconvert') {
    if (row.deleted_at) return { leadId, state: 'failed', reason: 'The lead was deleted since' }
    const isUndone = await converter().undo(tx, by, leadId, before.conversion_id ?? 0)
    return { leadId, state: isUndone ? 'changed' : 'same' }
  }
  if (opposite !== 'edit') {
    const isUndone = (row.deleted_at === null) === (opposite === 'restore')
    if (isUndone) return { leadId, state: 'same' }
    if (row.version !== version)
      return { leadId, state: 'failed', reason: 'Somebody has changed this lead since' }
    if (opposite === 'restore') await service.restore(tx, by, leadId)
    else await service.remove(tx, by, leadId)
    return { leadId, state: 'changed' }
  }
  if (row.deleted_at) return { leadId, state: 'failed', reason: 'The lead was deleted since' }
  const { team_id, deleted: _deleted, conversion_id: _conversion, ...patch } = before
  const team = team_id === undefined ? undefined : { team_id }
  const lead = await service.update(tx, by, leadId, patch, version, team)
  return { leadId, state: lead.version === row.version ? 'same' : 'changed' }
}

/** The right that reaches the leads of a change. */
export const actionOn = (action: BulkAction): 'edit' | 'delete' | 'restore' | 'convert' =>
  action === 'delete' || action === 'restore' || action === 'convert' ? action : 'edit'

/** The right that reaches the leads when a change is put back. */
const OPPOSITE: Partial<Record<BulkAction, 'delete' | 'restore' | 'unconvert'>> = {
  delete: 'restore',
  restore: 'delete',
  convert: 'unconvert',
}

function patchOf(action: BulkAction, params: BulkParams, row: LeadRow): LeadPatch {
  const { assigned_to, add_tags = [], remove_tags = [], fields = {}, status, stage_id } = params
  const { lost_reason, competitor, lost_note } = params
  switch (action) {
    case 'assign':
      return { assigned_to: assigned_to ?? null }
    case 'tag': {
      const gone = new Set(remove_tags.map(tag => tag.trim().toLowerCase()))
      const kept = row.tags.filter(tag => !gone.has(tag.toLowerCase()))
      const has = new Set(kept.map(tag => tag.toLowerCase()))
      return { tags: [...kept, ...add_tags.filter(tag => !has.has(tag.trim().toLowerCase()))] }
    }
    case 'move':
      return {
        ...(status !== undefined && { status }),
        ...(stage_id !== undefined && { stage_id }),
        ...(lost_reason !== undefined && { lost_reason }),
        ...(competitor !== undefined && { competitor }),
        ...(lost_note !== undefined && { lost_note }),
      }
    default:
      return fields
  }
}

/** What stands in the fields that the patch mentions or that follow from it. */
function beforeOf(row: LeadRow, patch: LeadPatch): BulkBefore {
  const before: Record<string, unknown> = {}
  for (const field of Object.keys(patch)) if (field !== 'custom') before[field] = row[field as keyof LeadRow]
  if (patch.custom) {
    before.custom = Object.fromEntries(Object.keys(patch.custom).map(key => [key, row.custom[key] ?? null]))
  }
  if (patch.assigned_to !== undefined) before.team_id = row.team_id
  if (patch.status !== undefined || patch.stage_id !== undefined || patch.project_type !== undefined) {
    delete before.status
    before.stage_id = row.stage_id
    for (const field of ['lost_reason', 'competitor', 'lost_note'] as const) {
      if (row[field] !== null) before[field] = row[field]
      else delete before[field]
    }
  }
  return before as BulkBefore
}

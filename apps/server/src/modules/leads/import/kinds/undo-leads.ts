import { isDeepStrictEqual } from 'node:util'
import type { Transaction } from '../../../../platform/database/database.ts'
import { AppError } from '../../../../platform/errors.ts'
import { ALL_KINDS, dropPairs } from '../../lead-duplicates.repository.ts'
import { announce } from '../../lead-facts.ts'
import type { LeadRow } from '../../lead-row.ts'
import { findByIds } from '../../leads.repository.ts'
import type { Lead, LeadPatch } from '../../leads.schemas.ts'
import type { ImportRecord, Undone, UndoRun } from './import-kind.ts'
import type { LeadKindNeeds } from './leads-kind.ts'

interface Note {
  before: LeadPatch
  after: LeadPatch
}

/** Takes imported leads off again, unless somebody has worked on them since, and puts changed fields back where nobody changed them. */
export async function undoLeads(
  needs: LeadKindNeeds,
  tx: Transaction,
  run: UndoRun,
  records: readonly ImportRecord[],
): Promise<Undone[]> {
  const created = records.filter(({ does }) => does === 'create').map(({ id }) => id)
  const rows = new Map(
    (await findByIds(tx, [...new Set(records.map(({ id }) => id))])).map(row => [row.id, row]),
  )
  const touched = await touchedSince(tx, run.importId, created)
  const goes = new Set(created.filter(id => !touched.has(id) && rows.get(id)?.deleted_at === null))
  await removeLeads(tx, run, [...goes], rows)
  const undone: Undone[] = []
  for (const record of records) {
    const row = rows.get(record.id)
    // What a later row of the file changed in a lead goes with it.
    if (!row || row.deleted_at || goes.has(row.id)) undone.push({ done: true })
    else if (record.does === 'update') undone.push(await putBack(needs, tx, run, row, record.note as Note))
    else undone.push(kept(row, 'somebody has worked on it since'))
  }
  return undone
}

const kept = (row: LeadRow, reason: string): Undone => ({
  done: false,
  leadId: row.id,
  label: row.name,
  reason,
})

/** Of these leads, those that somebody has done something with since they were imported. What other imports did does not count once
 *  they are undone. */
async function touchedSince(tx: Transaction, importId: number, ids: readonly number[]): Promise<Set<number>> {
  const rows = await tx.rows<{ id: number }>(
    `SELECT DISTINCT e.lead_id AS id FROM events e
     WHERE e.lead_id = ANY ($1::int[]) AND e.actor_id IS NOT NULL
       AND e.name NOT IN ('lead.created', 'lead.imported', 'lead.duplicate_found')
       AND (e.data->>'import_id')::int IS DISTINCT FROM $2
       AND NOT EXISTS (SELECT FROM lead_imports i WHERE i.id = (e.data->>'import_id')::int AND i.status IN ('undoing', 'undone'))`,
    [ids, importId],
  )
  return new Set(rows.map(({ id }) => id))
}

async function removeLeads(
  tx: Transaction,
  run: UndoRun,
  ids: readonly number[],
  rows: ReadonlyMap<number, LeadRow>,
): Promise<void> {
  if (ids.length === 0) return
  for (const id of ids) await dropPairs(tx, id, ALL_KINDS)
  await tx.rows(
    `UPDATE leads SET deleted_at = $2, deleted_by = $3, updated_at = $2, is_duplicate = false, version = version + 1
     WHERE id = ANY ($1::int[])`,
    [ids, run.now, run.principal.userId],
  )
  // The same file may be imported again: its ids must lead to the new leads then.
  await tx.rows('DELETE FROM lead_external_ids WHERE lead_id = ANY ($1::int[])', [ids])
  for (const id of ids) {
    const row = rows.get(id)
    if (row) announce(tx, 'lead.deleted', row, run.principal.userId, { import_id: run.importId })
  }
}

/** What the file added is emptied. */
const customBack = (
  before: LeadPatch['custom'] = {},
  after: LeadPatch['custom'] = {},
): LeadPatch['custom'] => ({
  ...Object.fromEntries(Object.keys(after).map(key => [key, null])),
  ...before,
})

async function putBack(
  { reader, service }: LeadKindNeeds,
  tx: Transaction,
  run: UndoRun,
  row: LeadRow,
  { before, after }: Note,
): Promise<Undone> {
  const now = await reader.toLead(row)
  const fields = Object.keys(before) as (keyof LeadPatch & keyof Lead)[]
  const unchanged = fields.filter(field => isDeepStrictEqual(now[field], after[field]))
  const patch = Object.fromEntries(
    unchanged.map(field => [
      field,
      field === 'custom' ? customBack(before.custom, after.custom) : before[field],
    ]),
  )
  try {
    if (unchanged.length > 0) await service.update(tx, run, row.id, patch)
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error
    return kept(row, error.facts.errors?.[0]?.message ?? error.message)
  }
  if (unchanged.length === fields.length) return { done: true }
  const changed = fields.filter(field => !unchanged.includes(field)).map(field => field.replaceAll('_', ' '))
  return kept(row, `somebody changed ${changed.join(', ')} since`)
}

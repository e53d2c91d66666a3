import type { Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { pair } from './add-lead.ts'
import { openContact } from './contact.ts'
import { lockMatches } from './duplicates.ts'
import { ALL_KINDS, dropPairs, pairHousehold } from './lead-duplicates.repository.ts'
import { announce } from './lead-facts.ts'
import { contactTerms } from './lead-terms.ts'
import type { LeadWriting } from './lead-writing.ts'
import type { Author } from './leads.neighbours.ts'
import { saveLead } from './leads.repository.ts'
import type { Lead } from './leads.schemas.ts'

/** Puts the lead aside for 30 days; `restoreLead` brings it back. */
export async function removeLead(
  writing: LeadWriting,
  tx: Transaction,
  by: Author,
  id: number,
): Promise<void> {
  const row = await writing.lockWithPaired(tx, id, writing.needs.reader.scope(by.principal, 'delete'))
  if (!row || row.deleted_at) throw new AppError('not-found')
  const at = writing.needs.now()
  await dropPairs(tx, id, ALL_KINDS)
  const saved = await saveLead(tx, {
    ...row,
    is_duplicate: false,
    deleted_at: at,
    deleted_by: by.principal.userId,
    updated_at: at,
    version: row.version + 1,
  })
  announce(tx, 'lead.deleted', saved, by.principal.userId, by.facts)
  writing.audit(tx, by, 'deleted_lead', id)
}

/** Brings a deleted lead back, and pairs it with what has come under its phone or e-mail meanwhile. */
export async function restoreLead(
  writing: LeadWriting,
  tx: Transaction,
  by: Author,
  id: number,
): Promise<Lead> {
  const { crypto, reader, now } = writing.needs
  const row = await writing.lockWithPaired(tx, id, reader.scope(by.principal, 'restore'))
  if (!row || row.merged_into !== null) throw new AppError('not-found')
  if (!row.deleted_at) return reader.toLead(row)
  const matches = await lockMatches(tx, contactTerms(crypto, openContact(crypto, row.contact)), id)
  const saved = await saveLead(tx, {
    ...row,
    is_duplicate: matches.length > 0,
    deleted_at: null,
    deleted_by: null,
    updated_at: now(),
    version: row.version + 1,
  })
  await pair(tx, saved, matches)
  saved.in_household = await pairHousehold(tx, id)
  announce(tx, 'lead.restored', saved, by.principal.userId, by.facts)
  writing.audit(tx, by, 'restored_lead', id)
  return reader.toLead(saved)
}

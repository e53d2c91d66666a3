import type { Crypto } from '../../../platform/crypto/crypto.ts'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import { openContact, sealContact } from '../contact.ts'
import { lockMatches, markPairs } from '../duplicates.ts'
import { dropPairs, pairHousehold } from '../lead-duplicates.repository.ts'
import { announce } from '../lead-facts.ts'
import type { LeadReader, LeadSettings } from '../lead-reader.ts'
import type { LeadRow } from '../lead-row.ts'
import { contactTerms, leadTerms } from '../lead-terms.ts'
import type { LeadNeighbours } from '../leads.neighbours.ts'
import { replaceTerms, saveLead } from '../leads.repository.ts'
import type { Side } from './merge-fields.ts'

export interface MergeNeeds {
  db: Database
  crypto: Crypto
  settings: LeadSettings
  neighbours: LeadNeighbours
  reader: LeadReader
  now: () => Date
}

/** Days for which a merge can be undone: as long as the losing lead is kept. */
export const UNDO_DAYS = 30
const DAY_MS = 86_400_000

/** Until when a merge of that moment can be undone. */
export const undoUntil = (at: Date) => new Date(at.getTime() + UNDO_DAYS * DAY_MS)

/** A lead with its contact in plain.
 *  @throws AppError "not-found" when there is none */
export function openSide(crypto: Crypto, row: LeadRow | undefined): Side {
  if (!row) throw new AppError('not-found')
  return { row, contact: openContact(crypto, row.contact) }
}

/** Writes the winner as it is to be, with what finds it and its pairs. */
export async function saveWinner(
  tx: Transaction,
  crypto: Crypto,
  before: Side,
  { row, contact }: Side,
  at: Date,
): Promise<LeadRow> {
  const old = leadTerms(crypto, { ...before.row, contact: before.contact }).terms
  await replaceTerms(tx, row.id, old, leadTerms(crypto, { ...row, contact }))
  await dropPairs(tx, row.id, ['phone', 'email'])
  const matches = await lockMatches(tx, contactTerms(crypto, contact), row.id)
  const saved = await saveLead(tx, {
    ...row,
    ...sealContact(crypto, contact),
    is_duplicate: matches.length > 0,
    updated_at: at,
    version: before.row.version + 1,
  })
  await markPairs(tx, saved.id, matches)
  await pairHousehold(tx, row.id)
  return saved
}

/** Tells whose the lead is now and where it stands, as far as that has changed. */
export function announcePlacement(
  tx: Transaction,
  { stages }: Pick<LeadNeighbours, 'stages'>,
  actor: number | null,
  { before, saved }: { before: LeadRow; saved: LeadRow },
): void {
  if (saved.assigned_to !== before.assigned_to) {
    announce(tx, 'lead.assigned', saved, actor, { from: before.assigned_to, to: saved.assigned_to })
  }
  if (saved.stage_id === before.stage_id) return
  const move = { from: before.stage_id, to: saved.stage_id, status: saved.status }
  announce(tx, 'lead.stage_changed', saved, actor, move)
  stages.recordMove(tx, {
    leadId: saved.id,
    fromStageId: before.stage_id,
    toStageId: saved.stage_id,
    userId: actor,
    enteredAt: before.stage_entered_at,
    at: saved.updated_at,
  })
}

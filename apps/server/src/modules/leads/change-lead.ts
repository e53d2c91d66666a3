import type { Transaction } from '../../platform/database/database.ts'
import { AppError, type FieldError } from '../../platform/errors.ts'
import { giveExternalIds, inOrder } from './add-lead.ts'
import { announceEdit } from './announce-edit.ts'
import { type Place, positionAt } from './board-position.ts'
import { addConsents, answersBetween } from './consent/consents.repository.ts'
import { openContact, sealContact } from './contact.ts'
import { changedFields, refuseConflicts, toldChanges } from './lead-edits.ts'
import { announceOrder } from './lead-facts.ts'
import { readColumns, readContact } from './lead-input.ts'
import { ownerAfter } from './lead-owner.ts'
import { type Conversion, placementAfter } from './lead-placement.ts'
import { type LeadRow, toLead } from './lead-row.ts'
import { contactTerms } from './lead-terms.ts'
import { type LeadWriting, saidBy } from './lead-writing.ts'
import type { Author } from './leads.neighbours.ts'
import { lockById, saveLead, savePosition } from './leads.repository.ts'
import type { Lead, LeadPatch } from './leads.schemas.ts'
import { refindLead } from './refind-lead.ts'
import { checkEntry } from './stage-entry.ts'

/** A change of a lead, from whichever side it is asked for. */
export interface Change {
  patch: LeadPatch
  /** The version the person was looking at. */
  baseVersion?: number | undefined
  /** What they must be allowed to do with this lead. */
  actions: ('edit' | 'move' | 'convert' | 'unconvert')[]
  /** Makes the lead a client, or one no longer: the only ways into a converted stage and out of it. */
  conversion?: Conversion
  /** Where in its stage it is put. */
  place?: Place
  /** What was said about a move. */
  note?: string | undefined
  /** What else its new stage asks for and it lacks. */
  missing?: readonly FieldError[] | undefined
  /** Takes a lost lead up where it was left. */
  isReopening?: boolean
  /** Where it stood before the change that is undone. */
  back?: Partial<Pick<LeadRow, 'team_id'>>
  /** Where a refusal says that fields were to be given. */
  fieldsAt?: string
}

/** A lead after a change, as it is told and as it is stored. */
export interface Changed {
  lead: Lead
  row: LeadRow
}

/** Changes a lead: what others did not touch since `baseVersion` merges, a repeat changes nothing.
 *  @throws AppError "not-found", "edit-conflict", "rule-violated", "conversion-required", "forbidden", "invalid-input" */
export async function changeLead(
  writing: LeadWriting,
  tx: Transaction,
  by: Author,
  id: number,
  change: Change,
): Promise<Changed> {
  const { baseVersion, place } = change
  const { crypto, settings, neighbours, reader, fields: custom, losses, now } = writing.needs
  const patch = { ...change.patch, ...(await losses.asWritten(tx, change.patch)) }
  const scope = reader.scope(by.principal, ...change.actions)
  const changesReach = Object.keys(patch).some(field => REACH_FIELDS.has(field))
  if (changesReach) writing.demandTelling(by)
  const row = changesReach
    ? await writing.lockWithPaired(tx, id, scope, lead => termsAfter(writing, lead, patch))
    : await lockById(tx, id, scope)
  if (!row || row.deleted_at) throw new AppError('not-found')
  const names = await reader.names()
  const contactBefore = openContact(crypto, row.contact)
  const contact = readContact(patch, contactBefore, settings.country)
  await writing.checkCampaign(patch.campaign_id)
  const at = now()
  const { columns, move } = await placementAfter(
    by.principal,
    row,
    patch,
    { at, conversion: change.conversion, note: change.note },
    neighbours.stages,
  )
  const wanted: LeadRow = {
    ...row,
    ...readColumns(patch),
    ...(await writing.tags(tx, by, patch)),
    ...(patch.custom && { custom: await custom.edited(row.custom, patch.custom) }),
    ...ownerAfter(by.principal, row, patch, await neighbours.people.all()),
    ...change.back,
    ...columns,
    ...(patch.external_ids && { external_ids: inOrder(patch.external_ids) }),
  }
  const before = toLead(row, contactBefore, names)
  const after = toLead(wanted, contact, names)
  const fields = changedFields(withPlacement(patch, row, wanted), before, after)
  if (fields.length === 0) return { lead: before, row: await reorder(tx, by, row, place) }
  if (baseVersion !== undefined && baseVersion !== row.version) {
    await refuseConflicts(tx, baseVersion, before, after, fields, await neighbours.people.all())
  }
  const entry = move && {
    ...move,
    lead: after,
    // Why a lead is lost is the word that its stage may ask for.
    note: change.note ?? (wanted.status === 'lost' ? (wanted.lost_note ?? undefined) : undefined),
    missing: change.missing,
    path: change.fieldsAt,
  }
  // Whoever takes a conversion or a loss back puts the lead where it was, whatever that stage asks for by now.
  if (entry && change.conversion !== 'undo' && !change.isReopening)
    await checkEntry(tx, entry, by.principal.userId, neighbours.stages)
  if (place) wanted.position = (await positionFor(tx, row, wanted, place)) ?? wanted.position

  const changedContact = fields.some(field => CONTACT_FIELDS.has(field))
  const saved = await saveLead(tx, {
    ...wanted,
    ...(changedContact && sealContact(crypto, contact)),
    version: row.version + 1,
    updated_at: at,
  })
  const changedReach = fields.some(field => REACH_FIELDS.has(field))
  const found = await refindLead(
    tx,
    crypto,
    { row, contact: contactBefore },
    { row: saved, contact },
    changedReach,
  )
  const unseen = writing.outOfReach(by, found)
  if (fields.includes('consent')) {
    const said = { lead_id: id, ...saidBy(by, at) }
    await addConsents(tx, answersBetween(row.consent, saved.consent, said))
  }
  if (fields.includes('external_ids')) await giveExternalIds(tx, saved, patch.external_ids ?? [])
  const said = change.note?.trim() || (saved.status === 'lost' && saved.lost_note)
  announceEdit(tx, by, row, saved, {
    version: saved.version,
    fields,
    changes: toldChanges(fields, before, after),
    ...(move && said && { note: said }),
  })
  if (saved.stage_id !== row.stage_id) {
    neighbours.stages.recordMove(tx, {
      leadId: id,
      fromStageId: row.stage_id,
      toStageId: saved.stage_id,
      userId: by.principal.userId,
      enteredAt: row.stage_entered_at,
      at,
    })
  }
  writing.audit(tx, by, 'updated_lead', id, { fields, ...unseen })
  return { lead: toLead({ ...saved, external_ids: wanted.external_ids }, contact, names), row: saved }
}

function positionFor(tx: Transaction, before: LeadRow, lead: LeadRow, place: Place): Promise<number | null> {
  const { id, stage_id: stageId, status: category } = lead
  const position = before.stage_id === stageId ? lead.position : null
  return positionAt(tx, { id, stageId, category, position }, place)
}

/** Puts a card elsewhere in its stage. */
async function reorder(
  tx: Transaction,
  by: Author,
  row: LeadRow,
  place: Place | undefined,
): Promise<LeadRow> {
  const isOnBoard = row.sleeps_until === null && row.status !== 'lost'
  const position = place && isOnBoard ? await positionFor(tx, row, row, place) : null
  if (position === null) return row
  announceOrder(tx, [row.id], by.principal.userId)
  return { ...row, position, row_rev: await savePosition(tx, row.id, position) }
}

/** What the lead's duplicates are found by after a patch. */
function termsAfter({ needs: { crypto, settings } }: LeadWriting, lead: LeadRow, patch: LeadPatch): string[] {
  return contactTerms(crypto, readContact(patch, openContact(crypto, lead.contact), settings.country))
}

/** What a duplicate is found by. */
const REACH_FIELDS: ReadonlySet<string> = new Set(['email', 'phone', 'phones'])
const CONTACT_FIELDS: ReadonlySet<string> = new Set([...REACH_FIELDS, 'address'])

/** The patch with the fields that follow from others: a project type can move the lead, a move empties the reason of a loss. */
function withPlacement(patch: LeadPatch, before: LeadRow, after: LeadRow): LeadPatch {
  if (after.stage_id === before.stage_id) return patch
  const { stage_id, status, lost_reason, competitor, lost_note } = after
  return { ...patch, stage_id, status, lost_reason, competitor, lost_note }
}

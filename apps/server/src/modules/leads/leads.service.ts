import { type Principal, scopeOf } from '@optimwalls/permissions'
import type { Crypto } from '../../platform/crypto/crypto.ts'
import type { Transaction } from '../../platform/database/database.ts'
import { AppError, type FieldError, invalidInput } from '../../platform/errors.ts'
import { addLead, EMPTY_COLUMNS, giveExternalIds, inOrder, pair } from './add-lead.ts'
import { announceEdit } from './announce-edit.ts'
import { type Place, positionAt } from './board-position.ts'
import { addConsents, answersBetween } from './consent/consents.repository.ts'
import { openContact, sealContact } from './contact.ts'
import { lockMatches, type Match, tellMatches, visibleTo } from './duplicates.ts'
import type { FieldCatalogue } from './fields/field-catalogue.ts'
import { ALL_KINDS, dropPairs, pairHousehold } from './lead-duplicates.repository.ts'
import { changedFields, refuseConflicts, toldChanges } from './lead-edits.ts'
import { announce, announceOrder } from './lead-facts.ts'
import type { Where } from './lead-filter.ts'
import { readColumns, readContact, readNewContact } from './lead-input.ts'
import { withOpening } from './lead-opening.ts'
import { type Conversion, chooseOwner, chooseStage, placementAfter } from './lead-placement.ts'
import type { LeadReader, LeadSettings } from './lead-reader.ts'
import { type LeadRow, toLead } from './lead-row.ts'
import { contactTerms } from './lead-terms.ts'
import type { Author, LeadNeighbours, Person } from './leads.neighbours.ts'
import { type LeadValues, lockById, saveLead, savePosition } from './leads.repository.ts'
import { type Duplicate, type Lead, type LeadCreate, type LeadPatch, MAX_TAGS } from './leads.schemas.ts'
import { lockWithPaired } from './lock-leads.ts'
import type { LossCatalogue } from './losses/loss-catalogue.ts'
import { refindLead } from './refind-lead.ts'
import { checkEntry, refusalOf } from './stage-entry.ts'
import type { TagCatalogue } from './tags/tag-catalogue.ts'
import { ToldLimit } from './told-limit.ts'

export type { Author } from './leads.neighbours.ts'

export interface LeadServiceNeeds {
  crypto: Crypto
  settings: LeadSettings
  neighbours: LeadNeighbours
  reader: LeadReader
  fields: FieldCatalogue
  tags: TagCatalogue
  losses: LossCatalogue
  now: () => Date
}

/** A change of a lead, from whichever side it is asked for. */
interface Change {
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

/** Where a lead goes. */
export interface Move {
  stageId: number
  place: Place
  lostReason?: string | undefined
  competitor?: string | undefined
  note?: string | undefined
  /** What is filled in on the way. */
  fields?: LeadPatch | undefined
}

/** A lead after a change, as it is told and as it is stored. */
interface Changed {
  lead: Lead
  row: LeadRow
}

/** Writes leads, each call within the caller's transaction. */
export class LeadService {
  readonly #needs: LeadServiceNeeds
  readonly #told: ToldLimit

  constructor(needs: LeadServiceNeeds) {
    this.#needs = needs
    this.#told = new ToldLimit(needs.now)
  }

  /** Adds a lead: it follows the pipeline of its project type, belongs to its creator when nobody may assign it to others,
   *  and is marked when its phone or e-mail is on another lead. */
  async create(tx: Transaction, by: Author, input: LeadCreate): Promise<Lead & { duplicates: Duplicate[] }> {
    const { crypto, settings, neighbours, fields, losses, now } = this.#needs
    const contact = readNewContact(input, settings.country)
    this.#demandTelling(by)
    const people = await neighbours.people.all()
    const owner = this.#ownerOfNew(by.principal, input, people)
    const stages = await neighbours.stages.ofProjectType(input.project_type ?? null)
    const stage = chooseStage(stages, input, input.lost_reason ?? null)
    await this.#checkCampaign(input.campaign_id)
    const custom = await fields.ofNew(input.custom, stage.pipelineId)

    const isLost = stage.category === 'lost'
    const { lost_reason = null, competitor = null } = isLost ? await losses.asWritten(tx, input) : {}

    const at = now()
    const values: LeadValues = {
      ...EMPTY_COLUMNS,
      ...readColumns(input),
      ...(await this.#tags(tx, by, input)),
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
      assigned_to: owner?.id ?? null,
      team_id: owner ? owner.teamId : this.#teamOfUnassigned(by.principal),
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
    this.#audit(tx, by, 'created_lead', row.id, this.#outOfReach(by, await matches))
    const lead = toLead(row, contact, await this.#needs.reader.names())
    const isAsked = input.stage_id !== undefined || input.status !== undefined
    const refusal = isAsked ? refusalOf({ to: stage, lead }) : null
    if (refusal) throw refusal
    return { ...lead, duplicates }
  }

  /** Changes the fields that the patch mentions. With `baseVersion`, the version the person was looking at, fields that
   *  others did not touch since merge; a repeat changes nothing. `back` is where the lead stood before the change that is undone.
   *  @throws AppError "not-found", "edit-conflict", "rule-violated", "conversion-required", "forbidden", "invalid-input" */
  async update(
    tx: Transaction,
    by: Author,
    id: number,
    patch: LeadPatch,
    baseVersion?: number,
    back: Partial<Pick<LeadRow, 'team_id'>> = {},
  ): Promise<Lead> {
    return (await this.#change(tx, by, id, { patch, baseVersion, actions: ['edit'], back })).lead
  }

  /** Takes a lead to a stage and a place in it, and fills in what the stage asks for. The order in a stage is no version's business: of
   *  two who put a card somewhere, the later one has put it there.
   *  @throws AppError as `update` does */
  move(tx: Transaction, by: Author, id: number, move: Move, baseVersion?: number): Promise<Changed> {
    const { stageId, place, lostReason, competitor, note, fields } = move
    return this.#change(tx, by, id, {
      patch: {
        ...fields,
        stage_id: stageId,
        ...(lostReason !== undefined && { lost_reason: lostReason }),
        ...(competitor !== undefined && { competitor }),
      },
      baseVersion,
      actions: fields ? ['move', 'edit'] : ['move'],
      place,
      note,
      fieldsAt: 'fields.',
    })
  }

  /** Takes a lead to the converted stage of its pipeline, with what its checklist still lacked. The caller makes the client.
   *  @throws AppError as `update` does, "rule-violated" for all of the checklist that is missing and for a lost lead */
  convert(
    tx: Transaction,
    by: Author,
    id: number,
    { fields, note, missing }: Pick<Move, 'fields' | 'note'> & { missing?: readonly FieldError[] },
    baseVersion?: number,
  ): Promise<Changed> {
    return this.#change(tx, by, id, {
      patch: { ...fields, status: 'converted' },
      baseVersion,
      actions: fields ? ['convert', 'edit'] : ['convert'],
      note,
      missing,
      conversion: 'make',
    })
  }

  /** Takes a lead out of the converted stage again. The caller undoes the client. */
  unconvert(tx: Transaction, by: Author, id: number, stageId: number): Promise<Changed> {
    return this.#change(tx, by, id, {
      patch: { stage_id: stageId },
      actions: ['unconvert'],
      conversion: 'undo',
    })
  }

  /** Takes a lost lead up again, in this stage. */
  reopen(
    tx: Transaction,
    by: Author,
    id: number,
    { stageId, note }: { stageId: number; note?: string | undefined },
    baseVersion?: number,
  ): Promise<Changed> {
    return this.#change(tx, by, id, {
      patch: { stage_id: stageId },
      baseVersion,
      actions: ['move'],
      note,
      isReopening: true,
    })
  }

  async #change(tx: Transaction, by: Author, id: number, change: Change): Promise<Changed> {
    const { baseVersion, place } = change
    const { crypto, settings, neighbours, reader, fields: custom, losses, now } = this.#needs
    const patch = { ...change.patch, ...(await losses.asWritten(tx, change.patch)) }
    const scope = reader.scope(by.principal, ...change.actions)
    const changesReach = Object.keys(patch).some(field => REACH_FIELDS.has(field))
    if (changesReach) this.#demandTelling(by)
    const row = changesReach
      ? await this.#lockWithPaired(tx, id, scope, lead => this.#contactTerms(lead, patch))
      : await lockById(tx, id, scope)
    if (!row || row.deleted_at) throw new AppError('not-found')
    const names = await reader.names()
    const contactBefore = openContact(crypto, row.contact)
    const contact = readContact(patch, contactBefore, settings.country)
    await this.#checkCampaign(patch.campaign_id)
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
      ...(await this.#tags(tx, by, patch)),
      ...(patch.custom && { custom: await custom.edited(row.custom, patch.custom) }),
      ...(await this.#owner(by.principal, row, patch)),
      ...change.back,
      ...columns,
      ...(patch.external_ids && { external_ids: inOrder(patch.external_ids) }),
    }
    const before = toLead(row, contactBefore, names)
    const after = toLead(wanted, contact, names)
    const fields = changedFields(withPlacement(patch, row, wanted), before, after)
    if (fields.length === 0) return { lead: before, row: await this.#reorder(tx, by, row, place) }
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
    if (place) wanted.position = (await this.#position(tx, row, wanted, place)) ?? wanted.position

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
    const unseen = this.#outOfReach(by, found)
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
    this.#audit(tx, by, 'updated_lead', id, { fields, ...unseen })
    return { lead: toLead({ ...saved, external_ids: wanted.external_ids }, contact, names), row: saved }
  }

  #position(tx: Transaction, before: LeadRow, lead: LeadRow, place: Place): Promise<number | null> {
    const { id, stage_id: stageId, status: category } = lead
    const position = before.stage_id === stageId ? lead.position : null
    return positionAt(tx, { id, stageId, category, position }, place)
  }

  /** Puts a card elsewhere in its stage. */
  async #reorder(tx: Transaction, by: Author, row: LeadRow, place: Place | undefined): Promise<LeadRow> {
    const isOnBoard = row.sleeps_until === null && row.status !== 'lost'
    const position = place && isOnBoard ? await this.#position(tx, row, row, place) : null
    if (position === null) return row
    announceOrder(tx, [row.id], by.principal.userId)
    return { ...row, position, row_rev: await savePosition(tx, row.id, position) }
  }

  /** Puts the lead aside for 30 days; `restore` brings it back. */
  async remove(tx: Transaction, by: Author, id: number): Promise<void> {
    const row = await this.#lockWithPaired(tx, id, this.#needs.reader.scope(by.principal, 'delete'))
    if (!row || row.deleted_at) throw new AppError('not-found')
    const at = this.#needs.now()
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
    this.#audit(tx, by, 'deleted_lead', id)
  }

  /** Brings a deleted lead back, and pairs it with what has come under its phone or e-mail meanwhile. */
  async restore(tx: Transaction, by: Author, id: number): Promise<Lead> {
    const { crypto, reader, now } = this.#needs
    const row = await this.#lockWithPaired(tx, id, reader.scope(by.principal, 'restore'))
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
    this.#audit(tx, by, 'restored_lead', id)
    return reader.toLead(saved)
  }

  async #lockWithPaired(
    tx: Transaction,
    id: number,
    scope: Where,
    termsAfter?: (lead: LeadRow) => readonly string[],
  ): Promise<LeadRow | undefined> {
    const lock = (one: number) => lockById(tx, one, scope)
    return (await lockWithPaired(tx, this.#needs.crypto, [id], lock, termsAfter)).get(id)
  }

  /** What the lead's duplicates are found by after a patch. */
  #contactTerms(lead: LeadRow, patch: LeadPatch): string[] {
    const { crypto, settings } = this.#needs
    return contactTerms(crypto, readContact(patch, openContact(crypto, lead.contact), settings.country))
  }

  #ownerOfNew(
    principal: Principal,
    input: LeadCreate,
    people: ReadonlyMap<number, Person>,
  ): Person | undefined {
    if (input.assigned_to != null) return chooseOwner(principal, input.assigned_to, people)
    // Who reaches only their own leads would not see it again if it were nobody's.
    return scopeOf(principal, 'CRM', 'create') === 'own' ? people.get(principal.userId) : undefined
  }

  /** Whoever reaches a team puts a lead without an owner where that team sees it. */
  #teamOfUnassigned(principal: Principal): number | null {
    return scopeOf(principal, 'CRM', 'create') === 'team' ? principal.teamId : null
  }

  async #owner(principal: Principal, row: LeadRow, patch: LeadPatch): Promise<Partial<LeadRow>> {
    if (patch.assigned_to === undefined || patch.assigned_to === row.assigned_to) return {}
    if (scopeOf(principal, 'CRM', 'assign') === null)
      throw new AppError('forbidden', { errors: [NOT_YOURS_TO_ASSIGN] })
    if (patch.assigned_to === null) return { assigned_to: null }
    const owner = chooseOwner(principal, patch.assigned_to, await this.#needs.neighbours.people.all())
    return { assigned_to: owner.id, team_id: owner.teamId }
  }

  /** Whoever was told too often of leads that they do not see adds and edits no contact for a while. */
  #demandTelling({ principal, tellsNobody }: Author): void {
    if (!tellsNobody) this.#told.demand(principal.userId)
  }

  /** As with the look while typing: who is told of leads that they do not see is on record, and counted. */
  #outOfReach({ principal, tellsNobody }: Author, matches: readonly Match[]) {
    const visible = visibleTo(principal)
    const unseen = new Set(matches.filter(match => !visible(match)).map(({ leadId }) => leadId)).size
    if (unseen === 0 || tellsNobody) return undefined
    this.#told.note(principal.userId)
    return { duplicates_out_of_reach: unseen }
  }

  async #tags(tx: Transaction, by: Author, { tags }: LeadPatch): Promise<{ tags?: string[] }> {
    if (!tags) return {}
    // Of a change of many, which adds to what each lead has.
    if (tags.length > MAX_TAGS) throw invalidInput('tags', `A lead has at most ${MAX_TAGS} tags`)
    return { tags: await this.#needs.tags.asWritten(tx, tags, by.principal.userId) }
  }

  async #checkCampaign(id: number | null | undefined): Promise<void> {
    if (id == null || (await this.#needs.neighbours.campaigns.has(id))) return
    throw new AppError('rule-violated', {
      errors: [{ path: 'campaign_id', message: 'There is no such campaign' }],
    })
  }

  #audit(
    tx: Transaction,
    by: Author,
    action: string,
    leadId: number,
    details?: Record<string, unknown>,
  ): void {
    this.#needs.neighbours.audit(tx, { ...by, action, leadId, ...(details && { details }) })
  }
}

const NOT_YOURS_TO_ASSIGN = { path: 'assigned_to', message: 'Your role does not assign leads' }

/** A program brings leads that came by themselves; a person knows what they write. */
const arrivalOf = ({ principal }: Author) => (principal.apiKeyId === undefined ? {} : { via: 'api' })

/** Who says what a person agreed to, and when. */
const saidBy = ({ principal, said }: Author, at: Date) => ({
  source: said?.source ?? (principal.apiKeyId === undefined ? ('hand' as const) : ('form' as const)),
  at: said?.at ?? at,
  note: said?.note ?? null,
  recorded_by: principal.userId,
})

/** What a duplicate is found by. */
const REACH_FIELDS: ReadonlySet<string> = new Set(['email', 'phone', 'phones'])
const CONTACT_FIELDS: ReadonlySet<string> = new Set([...REACH_FIELDS, 'address'])

/** The patch with the fields that follow from others: a project type can move the lead, a move empties the reason of a loss. */
function withPlacement(patch: LeadPatch, before: LeadRow, after: LeadRow): LeadPatch {
  if (after.stage_id === before.stage_id) return patch
  const { stage_id, status, lost_reason, competitor, lost_note } = after
  return { ...patch, stage_id, status, lost_reason, competitor, lost_note }
}

import type { Principal } from '@optimwalls/permissions'
import type { Connection, Transaction } from '../../../platform/database/database.ts'
import { AppError, invalidInput } from '../../../platform/errors.ts'
import { decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts'
import { personOf } from '../duplicates/pairs.service.ts'
import { ALL_KINDS, dropPairs } from '../lead-duplicates.repository.ts'
import { announce } from '../lead-facts.ts'
import { readNewContact } from '../lead-input.ts'
import type { LeadReader } from '../lead-reader.ts'
import { type LeadRow, toLead } from '../lead-row.ts'
import { contactTerms } from '../lead-terms.ts'
import { findInScope, saveLead } from '../leads.repository.ts'
import type { Lead } from '../leads.schemas.ts'
import type { Author } from '../leads.service.ts'
import { lockTwo } from '../lock-leads.ts'
import { type LeadFollower, OWN_FOLLOWERS, STAYING_COLUMNS } from './followers.ts'
import type { MergeListQuery, MergeRequest } from './merge.schemas.ts'
import { changedBetween, contactValues, mergedFields, proposedWinner, type Side } from './merge-fields.ts'
import { keep, type MergeMemory, sealMemory } from './merge-memory.ts'
import { announcePlacement, type MergeNeeds, openSide, saveWinner, undoUntil } from './merge-sides.ts'
import { MergeUndo } from './merge-undo.ts'
import { addMerge, findMergeOf, listMerges, setMergedInto } from './merges.repository.ts'

/** What an enquiry may say otherwise than the one before. */
const LATEST_FIELDS = [
  'budget',
  'property_type',
  'configuration',
  'carpet_area_sqft',
  'style',
  'possession_date',
] as const

/** Makes two leads one. */
export class MergeService {
  readonly #needs: MergeNeeds
  readonly #followers: LeadFollower[] = [...OWN_FOLLOWERS]
  readonly #undo: MergeUndo

  constructor(needs: MergeNeeds) {
    this.#needs = needs
    this.#undo = new MergeUndo(needs, this.#followers)
  }

  /** Has a merge move rows of another module too. */
  addFollower(follower: LeadFollower): void {
    if (this.#followers.some(({ name }) => name === follower.name))
      throw new Error(`two followers of leads are named ${follower.name}`)
    this.#followers.push(follower)
  }

  /** Every column that refers to a lead and that a merge minds, as `table.column`. */
  handledColumns(): string[] {
    return [...Object.keys(STAYING_COLUMNS), ...this.#followers.flatMap(follower => follower.columns)]
  }

  /** What a merge would make of the two.
   *  @throws AppError "not-found", "rule-violated", "invalid-input" as the merge itself */
  async preview(principal: Principal, request: MergeRequest) {
    const { db, reader, settings } = this.#needs
    const names = await reader.names()
    refuseSame(request)
    const scope = reader.scope(principal, 'merge')
    const winner = await this.#seen(db, request.winner_id, scope)
    const loser = await this.#seen(db, request.loser_id, scope)
    await this.#check(winner, loser, request)
    const merged = mergedFields(winner, loser, request, settings.country)
    const counts = await Promise.all(
      this.#followers.map(async follower => [follower.name, await follower.count(db, loser.row.id)] as const),
    )
    return {
      winner: toLead(winner.row, winner.contact, names),
      loser: toLead(loser.row, loser.contact, names),
      proposed_winner_id: proposedWinner(winner, loser),
      result: toLead(merged.row, merged.contact, names),
      fields: merged.fields,
      custom: merged.custom,
      moves: Object.fromEntries(counts.filter(([, count]) => count > 0)),
    }
  }

  /** Makes the loser part of the winner: fields as chosen, every row that belonged to the loser, its timeline; its id leads to the
   *  winner from now on. Asked for again, it answers what was done.
   *  @throws AppError "not-found", "rule-violated", "invalid-input" */
  async merge(tx: Transaction, by: Author, request: MergeRequest) {
    const { crypto, reader, settings } = this.#needs
    refuseSame(request)
    const done = await this.#alreadyMerged(tx, by.principal, request)
    if (done) return done
    const { winner_id, loser_id } = request
    const scope = reader.scope(by.principal, 'merge')
    const written = contactTerms(
      crypto,
      readNewContact(contactValues(request.values ?? {}), settings.country),
    )
    const locked = await lockTwo(tx, crypto, [winner_id, loser_id], scope, written).catch(async error => {
      // The same merge, sent twice at once, was faster.
      if (!(error instanceof AppError)) throw error
      const meanwhile = await this.#alreadyMerged(tx, by.principal, request)
      if (!meanwhile) throw error
      return meanwhile
    })
    if (!(locked instanceof Map)) return locked
    const winner = openSide(this.#needs.crypto, locked.get(winner_id))
    const loser = openSide(this.#needs.crypto, locked.get(loser_id))
    await this.#check(winner, loser, request)
    const joined = await this.#join(tx, by.principal.userId, { winner, loser }, request)
    this.#audit(tx, by, 'merged_leads', winner_id, { merge_id: joined.mergeId, loser_id })
    return this.#answer(joined.mergeId, joined.at, joined.saved, joined.merged)
  }

  /** Makes the loser part of the winner; the caller holds both. Who did it is null where the system did. */
  async #join(
    tx: Transaction,
    actor: number | null,
    { winner, loser }: { winner: Side; loser: Side },
    request: Pick<MergeRequest, 'fields' | 'custom' | 'values'>,
  ) {
    const { crypto, settings, now } = this.#needs
    const [winner_id, loser_id] = [winner.row.id, loser.row.id]
    const merged = mergedFields(winner, loser, request, settings.country)
    const at = now()
    const moved = await this.#move(tx, loser_id, winner_id)
    await this.#putAside(tx, actor, loser.row, winner_id, at)
    const saved = await saveWinner(tx, crypto, winner, merged, at)
    const memory: MergeMemory = { before: keep(winner), after: keep({ ...merged, row: saved }), moved }
    const sealed = sealMemory(crypto, memory)
    const mergeId = await addMerge(tx, {
      winner_id,
      loser_id,
      merged_by: actor,
      merged_at: at,
      memory: sealed.bytes,
      memory_key_id: sealed.keyId,
    })
    const fields = changedBetween(winner, { row: saved, contact: merged.contact })
    const facts = { merge_id: mergeId, version: saved.version, fields }
    announce(tx, 'lead.merged', saved, actor, { ...facts, loser_id }, { before: winner.row })
    announce(tx, 'lead.merged_away', loser.row, actor, { merge_id: mergeId, winner_id })
    announcePlacement(tx, this.#needs.neighbours, actor, { before: winner.row, saved })
    return { mergeId, at, saved, merged }
  }

  /** Makes a lead that came in part of an older one of the same person, by the system itself: what it says of the project is the latest that
   *  is known, all else stays as it was. The caller holds both, as `lockTwo` does. */
  async takeIn(tx: Transaction, rows: { winner: LeadRow; loser: LeadRow }): Promise<LeadRow> {
    const [winner, loser] = [
      openSide(this.#needs.crypto, rows.winner),
      openSide(this.#needs.crypto, rows.loser),
    ]
    const said = LATEST_FIELDS.filter(field => loser.row[field] !== null)
    const { saved } = await this.#join(
      tx,
      null,
      { winner, loser },
      {
        fields: Object.fromEntries(said.map(field => [field, 'loser' as const])),
        custom: Object.fromEntries(Object.keys(loser.row.custom).map(key => [key, 'loser' as const])),
      },
    )
    return saved
  }

  /** Makes two leads of one again: the loser as it was, the winner without what came from it. What somebody changed on the winner
   *  since stays changed.
   *  @throws AppError "not-found", "rule-violated" saying why it cannot be right any more */
  undo(tx: Transaction, by: Author, mergeId: number): Promise<{ winner: Lead; loser: Lead }> {
    return this.#undo.undo(tx, by, mergeId)
  }

  /** Merges that stand, newest first, whose winner the caller may merge. */
  async list(principal: Principal, { lead_id, limit = 50, cursor }: MergeListQuery) {
    const leadId = lead_id ?? null
    const { db, reader, neighbours, now } = this.#needs
    const question = `merges-${leadId ?? ''}`
    const beforeId = cursor === undefined ? null : Number(decodeCursor(cursor, question, ['integer'])[0])
    const scope = reader.scope(principal, 'merge')
    const rows = await listMerges(db, scope, { leadId, beforeId, limit: limit + 1 })
    const people = await neighbours.people.all()
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined
    return {
      data: shown.map(row => {
        const until = undoUntil(row.merged_at)
        return {
          id: row.id,
          winner: { id: row.winner_id, name: row.winner_name },
          loser: { id: row.loser_id, name: row.loser_name },
          merged_by: personOf(people, row.merged_by),
          merged_at: row.merged_at.toISOString(),
          undo_until: row.can_undo && until > now() ? until.toISOString() : null,
        }
      }),
      next_cursor: last ? encodeCursor({ q: question, k: [last.id] }) : null,
    }
  }

  async #seen(db: Connection, id: number, scope: ReturnType<LeadReader['scope']>): Promise<Side> {
    const row = await findInScope(db, id, scope)
    if (!row || row.deleted_at) throw new AppError('not-found')
    return openSide(this.#needs.crypto, row)
  }

  async #check(winner: Side, loser: Side, { fields, values }: MergeRequest): Promise<void> {
    const isClient = (side: Side) => side.row.status === 'converted'
    if (isClient(loser) && !isClient(winner)) {
      throw ruleViolated('winner_id', 'Keep the lead that is a client already')
    }
    if (isClient(winner) && fields?.stage === 'loser' && !isClient(loser)) {
      throw ruleViolated('fields.stage', 'A converted lead is a client and stays converted')
    }
    const campaign = values?.campaign_id
    if (campaign != null && !(await this.#needs.neighbours.campaigns.has(campaign))) {
      throw ruleViolated('values.campaign_id', 'There is no such campaign')
    }
  }

  /** The answer to a merge that was done before, to whoever may do it. */
  async #alreadyMerged(tx: Transaction, principal: Principal, { winner_id, loser_id }: MergeRequest) {
    const merge = await findMergeOf(tx, loser_id)
    if (!merge || merge.winner_id !== winner_id) return null
    const winner = await findInScope(tx, winner_id, this.#needs.reader.scope(principal, 'merge'))
    if (!winner || winner.deleted_at) return null
    return this.#answer(merge.id, merge.merged_at, winner, openSide(this.#needs.crypto, winner))
  }

  async #answer(mergeId: number, at: Date, row: LeadRow, { contact }: Pick<Side, 'contact'>) {
    const lead = toLead(row, contact, await this.#needs.reader.names())
    return { merge_id: mergeId, undo_until: undoUntil(at).toISOString(), lead }
  }

  async #move(tx: Transaction, loserId: number, winnerId: number): Promise<Record<string, unknown>> {
    const moved: Record<string, unknown> = {}
    for (const follower of this.#followers) {
      moved[follower.name] = await follower.onMerge(tx, loserId, winnerId)
    }
    return moved
  }

  async #putAside(
    tx: Transaction,
    actor: number | null,
    loser: LeadRow,
    winnerId: number,
    at: Date,
  ): Promise<void> {
    await dropPairs(tx, loser.id, ALL_KINDS)
    await saveLead(tx, {
      ...loser,
      is_duplicate: false,
      deleted_at: at,
      deleted_by: actor,
      updated_at: at,
      version: loser.version + 1,
    })
    await setMergedInto(tx, loser.id, winnerId)
  }

  #audit(
    tx: Transaction,
    by: Author,
    action: string,
    leadId: number,
    details: Record<string, unknown>,
  ): void {
    this.#needs.neighbours.audit(tx, { ...by, action, leadId, details })
  }
}

function refuseSame({ winner_id, loser_id }: MergeRequest): void {
  if (winner_id === loser_id) throw invalidInput('loser_id', 'must be another lead')
}

const ruleViolated = (path: string, message: string) =>
  new AppError('rule-violated', { errors: [{ path, message }] })

import type { Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import { openContact } from '../contact.ts'
import { lockMatches, markPairs } from '../duplicates.ts'
import { pairHousehold } from '../lead-duplicates.repository.ts'
import { announce } from '../lead-facts.ts'
import { correspondingStage } from '../lead-placement.ts'
import { type LeadRow, toLead } from '../lead-row.ts'
import { contactTerms } from '../lead-terms.ts'
import type { Author } from '../leads.neighbours.ts'
import { findInScope, lockById, saveLead } from '../leads.repository.ts'
import type { Lead } from '../leads.schemas.ts'
import { lockWithPaired } from '../lock-leads.ts'
import type { LeadFollower } from './followers.ts'
import { changedBetween, type Side } from './merge-fields.ts'
import { type MergeMemory, openMemory, undone } from './merge-memory.ts'
import { announcePlacement, type MergeNeeds, openSide, saveWinner, undoUntil } from './merge-sides.ts'
import {
  closeMerge,
  findMerge,
  hasLaterMerge,
  lockMerge,
  type MergeRow,
  setMergedInto,
} from './merges.repository.ts'

const WHOEVER = { sql: 'true', values: [], isPlain: true }

/** Makes two leads of a merged one again. */
export class MergeUndo {
  readonly #needs: MergeNeeds
  readonly #followers: readonly LeadFollower[]

  constructor(needs: MergeNeeds, followers: readonly LeadFollower[]) {
    this.#needs = needs
    this.#followers = followers
  }

  /** Makes two leads of one again: the loser as it was, the winner without what came from it. What somebody changed on the winner
   *  since stays changed.
   *  @throws AppError "not-found", "rule-violated" saying why it cannot be right any more */
  async undo(tx: Transaction, by: Author, mergeId: number): Promise<{ winner: Lead; loser: Lead }> {
    const { crypto, neighbours, reader, now } = this.#needs
    const seen = await findMerge(tx, mergeId)
    if (!seen) throw new AppError('not-found')
    const { winner_id, loser_id } = seen
    const { winner, loser } = await this.#lockForUndo(tx, by, seen)
    const merge = await lockMerge(tx, mergeId)
    if (merge?.undone_at) return this.#bothAsTheyAre(winner, loser)
    const memory = await this.#memoryOf(tx, merge, winner, loser)
    const at = now()
    const wanted = undone(winner, memory)
    let stageId: number | null = null
    for (const follower of this.#followers) {
      const moved = memory.moved[follower.name]
      await follower.onUndo(tx, loser_id, winner_id, moved)
      stageId = (await follower.stageAfterUndo?.(tx, moved)) ?? stageId
    }
    const saved = await saveWinner(tx, crypto, winner, wanted, at)
    const back = await this.#bringBack(tx, loser, at, await this.#placedAt(loser.row, stageId, at))
    await closeMerge(tx, mergeId, by.principal.userId, at)
    const actor = by.principal.userId
    const fields = changedBetween(winner, { row: saved, contact: wanted.contact })
    const facts = { merge_id: mergeId, version: saved.version, fields }
    announce(tx, 'lead.merge_undone', saved, actor, facts, { before: winner.row })
    announce(tx, 'lead.restored', back, actor, { merge_id: mergeId })
    announcePlacement(tx, neighbours, actor, { before: winner.row, saved })
    announcePlacement(tx, neighbours, actor, { before: loser.row, saved: back })
    neighbours.audit(tx, {
      ...by,
      action: 'undid_merge',
      leadId: winner_id,
      details: { merge_id: mergeId, loser_id },
    })
    const names = await reader.names()
    return {
      winner: toLead(saved, wanted.contact, names),
      loser: toLead(back, openContact(crypto, back.contact), names),
    }
  }

  /** Where the loser stands instead, in the pipeline that it follows. */
  async #placedAt(row: LeadRow, stageId: number | null, at: Date): Promise<Partial<LeadRow>> {
    const { stages } = this.#needs.neighbours
    const from = stageId === null ? undefined : (await stages.all()).get(stageId)
    if (!from) return {}
    const own = await stages.ofProjectType(row.project_type)
    const stage = own.find(({ id }) => id === from.id) ?? correspondingStage(own, from)
    return {
      ...{ pipeline_id: stage.pipelineId, stage_id: stage.id, status: stage.category },
      ...{ stage_entered_at: at, sleeps_until: null },
    }
  }

  async #bringBack(
    tx: Transaction,
    { row, contact }: Side,
    at: Date,
    placement: Partial<LeadRow>,
  ): Promise<LeadRow> {
    await setMergedInto(tx, row.id, null)
    const matches = await lockMatches(tx, contactTerms(this.#needs.crypto, contact), row.id)
    const saved = await saveLead(tx, {
      ...row,
      ...placement,
      is_duplicate: matches.length > 0,
      deleted_at: null,
      deleted_by: null,
      updated_at: at,
      version: row.version + 1,
    })
    await markPairs(tx, saved.id, matches)
    saved.in_household = await pairHousehold(tx, row.id)
    return saved
  }

  /** Both leads of a merge, the winner within the caller's reach, locked as a merge locks them. */
  async #lockForUndo(tx: Transaction, by: Author, merge: MergeRow): Promise<{ winner: Side; loser: Side }> {
    const { crypto, reader } = this.#needs
    const scope = reader.scope(by.principal, 'merge')
    const winner = await findInScope(tx, merge.winner_id, scope)
    if (!winner || winner.merged_into !== null) {
      if (winner?.merged_into != null && merge.undone_at === null) {
        throw cannotUndo('The lead was itself merged into another one since. Undo that merge first.')
      }
      throw new AppError('not-found')
    }
    if (winner.deleted_at) throw cannotUndo('The lead was deleted since. Bring it back first.')
    const before = merge.memory === null ? null : openMemory(crypto, merge.memory).before
    const again = before === null ? [] : contactTerms(crypto, before.contact)
    const locked = await lockWithPaired(
      tx,
      crypto,
      [merge.winner_id, merge.loser_id],
      id => lockById(tx, id, id === merge.winner_id ? scope : WHOEVER),
      () => again,
    )
    const [held, aside] = [locked.get(merge.winner_id), locked.get(merge.loser_id)]
    if (!held || held.deleted_at) throw new AppError('not-found')
    if (!aside) throw cannotUndo('It is more than 30 days ago: the other lead is gone for good.')
    return { winner: openSide(crypto, held), loser: openSide(crypto, aside) }
  }

  async #memoryOf(
    tx: Transaction,
    merge: MergeRow | undefined,
    winner: Side,
    loser: Side,
  ): Promise<MergeMemory> {
    if (!merge) throw new AppError('not-found')
    const isLate = undoUntil(merge.merged_at) <= this.#needs.now()
    if (!merge.memory || isLate || loser.row.merged_into !== merge.winner_id) {
      throw cannotUndo('It is more than 30 days ago: how the two were is not known any more.')
    }
    if (await hasLaterMerge(tx, merge)) {
      throw cannotUndo('Another lead was merged into this one since. Undo that merge first.')
    }
    const memory = openMemory(this.#needs.crypto, merge.memory)
    if (winner.row.status === 'converted' && memory.after.columns.status !== 'converted') {
      throw cannotUndo('The lead has become a client since.')
    }
    return memory
  }

  async #bothAsTheyAre(winner: Side, loser: Side): Promise<{ winner: Lead; loser: Lead }> {
    if (loser.row.deleted_at) throw new AppError('not-found')
    const names = await this.#needs.reader.names()
    return {
      winner: toLead(winner.row, winner.contact, names),
      loser: toLead(loser.row, loser.contact, names),
    }
  }
}

const cannotUndo = (detail: string) => new AppError('rule-violated', { detail })

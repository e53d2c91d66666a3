import type { Transaction } from '../../platform/database/database.ts'
import type { FieldError } from '../../platform/errors.ts'
import type { Place } from './board-position.ts'
import { type Changed, changeLead } from './change-lead.ts'
import { createLead } from './create-lead.ts'
import { removeLead, restoreLead } from './lead-bin.ts'
import type { LeadRow } from './lead-row.ts'
import { LeadWriting, type LeadWritingNeeds } from './lead-writing.ts'
import type { Author } from './leads.neighbours.ts'
import type { Duplicate, Lead, LeadCreate, LeadPatch } from './leads.schemas.ts'

export type { Author } from './leads.neighbours.ts'

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

/** Writes leads, each call within the caller's transaction. */
export class LeadService {
  readonly #writing: LeadWriting

  constructor(needs: LeadWritingNeeds) {
    this.#writing = new LeadWriting(needs)
  }

  /** Adds a lead: it follows the pipeline of its project type, belongs to its creator when nobody may assign it to others,
   *  and is marked when its phone or e-mail is on another lead. */
  create(tx: Transaction, by: Author, input: LeadCreate): Promise<Lead & { duplicates: Duplicate[] }> {
    return createLead(this.#writing, tx, by, input)
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
    return (await changeLead(this.#writing, tx, by, id, { patch, baseVersion, actions: ['edit'], back })).lead
  }

  /** Takes a lead to a stage and a place in it, and fills in what the stage asks for. The order in a stage is no version's business: of
   *  two who put a card somewhere, the later one has put it there.
   *  @throws AppError as `update` does */
  move(tx: Transaction, by: Author, id: number, move: Move, baseVersion?: number): Promise<Changed> {
    const { stageId, place, lostReason, competitor, note, fields } = move
    return changeLead(this.#writing, tx, by, id, {
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
    return changeLead(this.#writing, tx, by, id, {
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
    return changeLead(this.#writing, tx, by, id, {
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
    return changeLead(this.#writing, tx, by, id, {
      patch: { stage_id: stageId },
      baseVersion,
      actions: ['move'],
      note,
      isReopening: true,
    })
  }

  /** Puts the lead aside for 30 days; `restore` brings it back. */
  remove(tx: Transaction, by: Author, id: number): Promise<void> {
    return removeLead(this.#writing, tx, by, id)
  }

  /** Brings a deleted lead back, and pairs it with what has come under its phone or e-mail meanwhile. */
  restore(tx: Transaction, by: Author, id: number): Promise<Lead> {
    return restoreLead(this.#writing, tx, by, id)
  }
}

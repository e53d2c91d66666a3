import type { Crypto } from '../../../platform/crypto/crypto.ts'
import { StartAgain, type Transaction } from '../../../platform/database/database.ts'
import { AppError } from '../../../platform/errors.ts'
import { lossIn } from '../announce-edit.ts'
import { openContact } from '../contact.ts'
import { MOST_UNDER_A_TERM } from '../duplicates/find-look-alikes.ts'
import { findPaired } from '../lead-duplicates.repository.ts'
import { announce } from '../lead-facts.ts'
import type { LeadRow } from '../lead-row.ts'
import type { LeadNeighbours, Person } from '../leads.neighbours.ts'
import { saveLead } from '../leads.repository.ts'
import { lockContacts, lockTwo } from '../lock-leads.ts'
import type { MergeService } from '../merge/merge.service.ts'
import { findNamesakes, hasTakenInEnquiry, type Namesake } from './losses.repository.ts'
import type { Reopening } from './reopening.ts'

export interface EnquiryNeeds {
  crypto: Crypto
  neighbours: Pick<LeadNeighbours, 'people' | 'stages'>
  merges: MergeService
  reopening: Reopening
  now: () => Date
}

/** The lead that an enquiry belongs to, and whose it is from now on. */
export interface TakenUp {
  leadId: number
  ownerId: number | null
}

/** Enquiries of one person within this time are one. Milliseconds; `findNamesakes` has it too. */
const TWINS_WITHIN_MS = 120_000
const WHOEVER = { sql: 'true', values: [], isPlain: true }

/** Enquiries of people who are known: of a lost lead they are no second lead, but the reason to take it up again. */
export class Enquiries {
  readonly #needs: EnquiryNeeds

  constructor(needs: EnquiryNeeds) {
    this.#needs = needs
  }

  /** Holds leads that came in together before each is recognised: their contacts first, as whoever merges does.
   *  @returns the leads that are to be held, of the enquiries and those that they may go into */
  async holdContacts(tx: Transaction, leadIds: readonly number[]): Promise<number[]> {
    const found = await this.#knownOf(tx, leadIds)
    if (found.size === 0) return []
    const terms = await lockContacts(tx, this.#needs.crypto, [...found])
    // While it waited one may have been merged or converted, so that the enquiry goes elsewhere: that lead is held in no order any more.
    const now = await this.#knownOf(
      tx,
      leadIds.filter(id => found.has(id)),
    )
    if ([...now].some(id => !found.has(id))) throw new StartAgain()
    return [...new Set([...found, ...(await findPaired(tx, [...found], terms))])]
  }

  /** Those of these enquiries that are of somebody who is known, and the leads that they may go into. */
  async #knownOf(tx: Transaction, leadIds: readonly number[]): Promise<Set<number>> {
    const found = new Set<number>()
    for (const id of leadIds) {
      const namesakes = await findNamesakes(tx, id)
      const known = namesakes.length > MOST_UNDER_A_TERM ? undefined : chosen(namesakes)
      if (known) found.add(id).add(known.id)
    }
    return found
  }

  /** Makes a lead that came in by itself part of the lost lead with the same phone or e-mail, which goes back to the stage it was lost from and
   *  to its owner, or where they have left to whom the enquiry was for. Once, however often it is asked; of several that came at once the first reopens, the
   *  others only go in. Does nothing where an older lead of the same person is open or a client.
   *  @returns null where the lead stands for itself */
  async recognise(tx: Transaction, leadId: number): Promise<TakenUp | null> {
    const namesakes = await findNamesakes(tx, leadId)
    // A phone or e-mail of that many is nobody's own.
    if (namesakes.length > MOST_UNDER_A_TERM) return null
    const known = chosen(namesakes)
    if (!known) return null
    const rows = await this.#lock(tx, known.id, leadId)
    if (!rows || rows.loser.status === 'lost' || rows.loser.status === 'converted') return null
    const { winner, loser } = rows
    // An e-mail that goes with other phones names nobody: portals and brokers send theirs with every lead.
    if (!known.by_phone && this.#hasPhone(winner) && this.#hasPhone(loser)) return null
    if (winner.status === 'lost') {
      // A file tells of an enquiry from before the loss: nobody has asked again.
      if (loser.created_at < winner.stage_entered_at) return null
      const saved = await this.#reopen(tx, await this.#needs.merges.takeIn(tx, rows), loser)
      return { leadId: saved.id, ownerId: saved.assigned_to }
    }
    // Another enquiry was faster: a form that was sent twice.
    const came = loser.created_at.getTime()
    const within = { since: new Date(came - TWINS_WITHIN_MS), until: new Date(came + TWINS_WITHIN_MS) }
    if (winner.status === 'converted' || !(await hasTakenInEnquiry(tx, winner.id, within))) return null
    const saved = await this.#needs.merges.takeIn(tx, rows)
    return { leadId: saved.id, ownerId: saved.assigned_to }
  }

  #hasPhone(lead: LeadRow): boolean {
    return openContact(this.#needs.crypto, lead.contact).phone !== null
  }

  async #lock(tx: Transaction, winnerId: number, loserId: number) {
    try {
      const held = await lockTwo(tx, this.#needs.crypto, [winnerId, loserId], WHOEVER)
      const [winner, loser] = [held.get(winnerId), held.get(loserId)]
      return winner && loser ? { winner, loser } : null
    } catch (error) {
      // One of them is gone by now.
      if (error instanceof AppError && error.type === 'not-found') return null
      throw error
    }
  }

  async #reopen(tx: Transaction, before: LeadRow, enquiry: LeadRow): Promise<LeadRow> {
    const { neighbours, reopening, now } = this.#needs
    const at = now()
    const ownType = before.project_type ?? enquiry.project_type
    const stage = await reopening.stageOf(tx, { id: before.id, project_type: ownType })
    const placed = ownerAfter(before, enquiry, await neighbours.people.all())
    const saved = await saveLead(tx, {
      ...before,
      ...placed,
      project_type: ownType,
      pipeline_id: stage.pipelineId,
      stage_id: stage.id,
      status: stage.category,
      stage_entered_at: at,
      lost_reason: null,
      competitor: null,
      lost_note: null,
      sleeps_until: null,
      version: before.version + 1,
      updated_at: at,
    })
    const { id, source, campaign_id, project_type } = enquiry
    const facts = {
      was_lost: lossIn(before),
      enquiry: {
        lead_id: id,
        source,
        ...(campaign_id !== null && { campaign_id }),
        ...(project_type !== null && { project_type }),
      },
    }
    const others = (['assigned_to', 'project_type'] as const).filter(field => saved[field] !== before[field])
    const fields = ['stage_id', 'status', 'lost_reason', ...others]
    announce(tx, 'lead.updated', saved, null, { version: saved.version, fields, changes: {} }, { before })
    if (others.includes('assigned_to'))
      announce(tx, 'lead.assigned', saved, null, { from: before.assigned_to, to: saved.assigned_to })
    const move = { from: before.stage_id, to: stage.id, status: stage.category }
    announce(tx, 'lead.stage_changed', saved, null, { ...move, ...facts })
    announce(tx, 'lead.reopened', saved, null, { ...facts, reopened_at: at.toISOString() })
    neighbours.stages.recordMove(tx, {
      leadId: saved.id,
      fromStageId: before.stage_id,
      toStageId: stage.id,
      userId: null,
      enteredAt: before.stage_entered_at,
      at,
    })
    return saved
  }
}

/** Whose the lead is from now on: its owner's as long as they are here, else the one's that the enquiry was for; nobody's, of the
 *  enquiry's team, where that names none. */
function ownerAfter(
  before: LeadRow,
  enquiry: LeadRow,
  people: ReadonlyMap<number, Person>,
): Pick<LeadRow, 'assigned_to' | 'team_id'> {
  const { assigned_to, team_id } = before
  const isHere = (id: number | null): boolean => {
    const person = people.get(id ?? 0)
    return person?.isActive === true && person.canOwnLeads
  }
  if (isHere(assigned_to)) return { assigned_to, team_id }
  if (isHere(enquiry.assigned_to)) return { assigned_to: enquiry.assigned_to, team_id: enquiry.team_id }
  return { assigned_to: null, team_id: enquiry.team_id ?? team_id }
}

/** Of older leads of the same person the one that was lost last, or the only open one; none where another one is a client. */
function chosen(older: readonly Namesake[]): Namesake | undefined {
  if (older.some(({ status }) => status === 'converted')) return undefined
  const open = older.filter(({ status }) => status !== 'lost')
  return open.length > 0 ? open[0] : older[0]
}

import type { Principal } from '@optimwalls/permissions'
import type { Connection, Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import { audit, type People } from '../access/index.ts'
import type { HeldLead, LeadActivity } from '../leads/index.ts'
import type { Author, LeadDoor } from './activities.neighbours.ts'
import {
  type ActivityRow,
  findActivity,
  findRevisions,
  insertActivity,
  lastActivityAt,
  type NewActivity,
  replaceActivity,
} from './activities.repository.ts'
import type { Activity, ActivityCreate, ActivityPatch, ActivityType, FollowUp } from './activities.schemas.ts'
import { announceActivity } from './activity-facts.ts'
import { mayEdit, personOf, toActivity } from './activity-presenter.ts'
import type { FollowUpService } from './follow-up.service.ts'
import type { Outcomes } from './outcomes.ts'

export interface ActivityServiceNeeds {
  db: Connection
  people: People
  leads: LeadDoor
  outcomes: Outcomes
  followUps: FollowUpService
  /** Stops the clock of the first response; answers what the lead then says of it. */
  onContact(tx: Transaction, lead: HeldLead, at: Date): Promise<LeadActivity | null>
  /** The first real contact may move a lead on. */
  onFirstContact(tx: Transaction, by: Author, lead: HeldLead): Promise<void>
  now(): Date
}

/** What was said, as far as it decides something. */
type Said = Pick<ActivityRow, 'type' | 'direction' | 'outcome' | 'duration_s' | 'note'>

/** Phones and clocks of others may be a little ahead. */
const AHEAD_MS = 5 * 60_000
const EARLIEST = new Date('1990-01-01T00:00:00Z')
const WITHOUT_DIRECTION: ReadonlySet<ActivityType> = new Set(['note', 'meeting', 'site_visit'])

/** Writes what happened with leads, each call within the caller's transaction. */
export class ActivityService {
  readonly #needs: ActivityServiceNeeds

  constructor(needs: ActivityServiceNeeds) {
    this.#needs = needs
  }

  /** Logs an activity; with it a follow-up can be done and the next one planned.
   *  @throws AppError "not-found", "rule-violated", "edit-conflict" */
  async log(
    tx: Transaction,
    by: Author,
    input: ActivityCreate,
  ): Promise<Activity & { next: FollowUp | null; completed: FollowUp | null }> {
    const { leads, followUps, people } = this.#needs
    const { completes, next, ...said } = input
    const wanted = await this.#wanted(by, input.lead_id, said)
    // In one packet: where the lead may not be held, the entry goes with the transaction.
    const [lead, row] = await Promise.all([
      leads.activity.hold(tx, by.principal, input.lead_id),
      insertActivity(tx, wanted),
    ])
    await this.#checkFiles(tx, lead.id, row.file_ids, row.file_ids)
    this.#announceLogged(tx, by, lead, row)
    const completed =
      completes === undefined ? null : await followUps.complete(tx, by, lead, completes, { activity: row })
    const planned = next ? await followUps.plan(tx, by, lead, next, { activityId: row.id }) : null
    await this.#noteOnLead(tx, by, lead, row, completes !== undefined || Boolean(next))
    const names = await people.all()
    return {
      ...toActivity(row, names, by.principal, await leads.files.onLead(tx, lead.id, row.file_ids)),
      next: planned ?? completed?.next ?? null,
      completed: completed?.done ?? null,
    }
  }

  /** Logs what finishes a follow-up of a lead that is held already. The caller brings the lead up to date. */
  async logWithin(
    tx: Transaction,
    by: Author,
    lead: HeldLead,
    input: Omit<ActivityCreate, 'completes' | 'next'>,
  ): Promise<{ row: ActivityRow; onLead: () => Promise<void> }> {
    const wanted = await this.#wanted(by, lead.id, input)
    await this.#checkFiles(tx, lead.id, wanted.file_ids, wanted.file_ids)
    const row = await insertActivity(tx, wanted)
    this.#announceLogged(tx, by, lead, row)
    return { row, onLead: () => this.#noteOnLead(tx, by, lead, row, true) }
  }

  /** Changes what an entry says; the former text is kept.
   *  @throws AppError "not-found", "forbidden", "rule-violated" */
  async edit(tx: Transaction, by: Author, id: number, patch: ActivityPatch): Promise<Activity> {
    const { people, now } = this.#needs
    const { row, lead } = await this.#held(tx, by, id)
    const at = now()
    const wanted: ActivityRow = {
      ...row,
      ...(patch.type && { type: patch.type }),
      ...(patch.note !== undefined && { note: cleaned(patch.note) }),
      ...(patch.outcome !== undefined && { outcome: cleaned(patch.outcome) }),
      ...(patch.duration_s !== undefined && { duration_s: patch.duration_s }),
      ...(patch.direction !== undefined && { direction: patch.direction }),
      ...(patch.happened_at && { happened_at: new Date(patch.happened_at) }),
      ...(patch.mentions && { mentions: patch.mentions }),
      ...(patch.attachments && { file_ids: patch.attachments }),
      edited_at: at,
    }
    if (patch.type && WITHOUT_DIRECTION.has(patch.type) && patch.direction === undefined)
      wanted.direction = null
    await this.#check(wanted)
    const added = wanted.file_ids.filter(one => !row.file_ids.includes(one))
    await this.#checkFiles(tx, lead.id, added, wanted.file_ids)
    wanted.is_contact = await this.#isContact(wanted)
    const saved = await replaceActivity(tx, row, wanted, by.principal.userId, at)
    const named = saved.mentions.filter(one => !row.mentions.includes(one))
    this.#announce(tx, by, 'activity.edited', lead, saved, { mentions: named })
    this.#audit(tx, by, 'edited_activity', id)
    await this.#refreshLast(tx, lead)
    const files = await this.#needs.leads.files.onLead(tx, lead.id, saved.file_ids)
    return toActivity(saved, await people.all(), by.principal, files)
  }

  /** Takes an entry off the timeline; what it said is kept.
   *  @throws AppError "not-found", "forbidden" */
  async remove(tx: Transaction, by: Author, id: number): Promise<void> {
    const { row, lead } = await this.#held(tx, by, id)
    const at = this.#needs.now()
    await replaceActivity(tx, row, { ...row, deleted_at: at }, by.principal.userId, at)
    this.#announce(tx, by, 'activity.deleted', lead, row, {})
    this.#audit(tx, by, 'deleted_activity', id)
    await this.#refreshLast(tx, lead)
  }

  /** What an entry said before it was edited or deleted, newest first.
   *  @throws AppError "not-found" */
  async history(principal: Principal, id: number) {
    const { db, leads, people } = this.#needs
    const row = await findActivity(db, id)
    if (!row) throw new AppError('not-found')
    await leads.reader.standing(principal, row.lead_id)
    // What somebody took back is for them and for whoever may edit it.
    if (row.deleted_at && !mayEdit(principal, row)) throw new AppError('not-found')
    const names = await people.all()
    const data = (await findRevisions(db, id)).map(({ version, was, user_id, at }) => ({
      version,
      type: was.type,
      direction: was.direction,
      note: was.note,
      outcome: was.outcome,
      duration_s: was.duration_s,
      happened_at: new Date(was.happened_at).toISOString(),
      replaced_by: personOf(user_id, names),
      replaced_at: at.toISOString(),
    }))
    return { data }
  }

  /** The entry that somebody asks for, as it will stand.
   *  @throws AppError "rule-violated" */
  async #wanted(
    by: Author,
    leadId: number,
    input: Omit<ActivityCreate, 'completes' | 'next'>,
  ): Promise<NewActivity> {
    const at = this.#needs.now()
    const said = {
      type: input.type,
      direction: input.direction ?? (WITHOUT_DIRECTION.has(input.type) ? null : ('out' as const)),
      note: cleaned(input.note),
      outcome: cleaned(input.outcome),
      duration_s: input.duration_s ?? null,
      mentions: [...new Set(input.mentions ?? [])],
      file_ids: input.attachments ?? [],
      happened_at: input.happened_at ? new Date(input.happened_at) : at,
    }
    await this.#check(said)
    return {
      ...said,
      lead_id: leadId,
      is_contact: await this.#isContact(said),
      user_id: by.principal.userId,
      created_at: at,
    }
  }

  #announceLogged(tx: Transaction, by: Author, lead: HeldLead, row: ActivityRow): void {
    this.#announce(tx, by, 'activity.logged', lead, row, { mentions: row.mentions })
  }

  async #noteOnLead(
    tx: Transaction,
    by: Author,
    lead: HeldLead,
    row: Pick<ActivityRow, 'is_contact' | 'direction' | 'happened_at'>,
    hasPlans: boolean,
  ): Promise<void> {
    const { leads, followUps, onContact, onFirstContact } = this.#needs
    const isOurs = row.is_contact && row.direction !== 'in'
    const isOwed = !lead.first_response_at || lead.response_due_at !== null
    const response = isOurs && isOwed ? await onContact(tx, lead, row.happened_at) : null
    const isLatest = !lead.last_activity_at || lead.last_activity_at < row.happened_at
    const last = { ...(isLatest && { last_activity_at: row.happened_at }), ...response }
    if (hasPlans) {
      await leads.activity.set(tx, lead.id, {
        ...last,
        next_activity_at: await followUps.nextDueAt(tx, lead.id),
      })
    } else leads.activity.setLast(tx, lead.id, last)
    if (row.is_contact && lead.status === 'new') await onFirstContact(tx, by, lead)
  }

  async #held(tx: Transaction, by: Author, id: number): Promise<{ row: ActivityRow; lead: HeldLead }> {
    const known = await findActivity(tx, id)
    if (!known || known.deleted_at) throw new AppError('not-found')
    const lead = await this.#needs.leads.activity.hold(tx, by.principal, known.lead_id)
    // Read again, now that nobody else can be at it.
    const row = await findActivity(tx, id)
    if (!row || row.deleted_at) throw new AppError('not-found')
    if (!mayEdit(by.principal, row)) {
      throw new AppError('forbidden', { detail: 'You may change what you logged yourself.' })
    }
    return { row, lead }
  }

  async #refreshLast(tx: Transaction, lead: HeldLead): Promise<void> {
    await this.#needs.leads.activity.set(tx, lead.id, { last_activity_at: await lastActivityAt(tx, lead.id) })
  }

  /** @throws AppError "rule-violated" */
  async #check(said: Said & Pick<ActivityRow, 'mentions' | 'happened_at' | 'file_ids'>): Promise<void> {
    const refuse = (path: string, message: string) =>
      new AppError('rule-violated', { errors: [{ path, message }] })
    if (said.type === 'note' && said.note === null && said.file_ids.length === 0)
      throw refuse('note', 'Write the note')
    if (said.direction !== null && WITHOUT_DIRECTION.has(said.type))
      throw refuse('direction', 'Only calls and messages have a direction')
    if (said.type === 'note' && said.outcome !== null) throw refuse('outcome', 'A note has no outcome')
    if (said.type === 'note' && said.duration_s !== null) throw refuse('duration_s', 'A note takes no time')
    if (said.happened_at.getTime() > this.#needs.now().getTime() + AHEAD_MS)
      throw refuse('happened_at', 'This is still to come: plan a follow-up')
    if (said.happened_at < EARLIEST) throw refuse('happened_at', 'This is too long ago')
    const people = await this.#needs.people.all()
    for (const [i, id] of said.mentions.entries()) {
      const person = people.get(id)
      if (!person?.isActive || !person.canOwnLeads)
        throw refuse(`mentions.${i}`, 'Choose somebody who works with leads')
    }
  }

  /** That `added` are files of the lead; `all` are those of the request, by whose place a wrong one is named.
   *  @throws AppError "rule-violated" */
  async #checkFiles(
    tx: Transaction,
    leadId: number,
    added: readonly number[],
    all: readonly number[],
  ): Promise<void> {
    const files = await this.#needs.leads.files.onLead(tx, leadId, added)
    const wrong = added.find(id => !files.has(id))
    if (wrong === undefined) return
    const path = `attachments.${all.indexOf(wrong)}`
    throw new AppError('rule-violated', { errors: [{ path, message: 'Choose a file of this lead' }] })
  }

  /** Whether the lead was really reached. */
  async #isContact({ type, outcome, duration_s }: Said): Promise<boolean> {
    if (type === 'note') return false
    const known = outcome === null ? undefined : await this.#needs.outcomes.find(type, outcome)
    if (known) return known.is_contact
    return !(type === 'call' && duration_s === 0)
  }

  #announce(
    tx: Transaction,
    by: Author,
    name: 'activity.logged' | 'activity.edited' | 'activity.deleted',
    lead: HeldLead,
    row: ActivityRow,
    more: Record<string, unknown>,
  ): void {
    announceActivity(tx, name, lead, by.principal.userId, {
      activity_id: row.id,
      type: row.type,
      direction: row.direction,
      is_contact: row.is_contact,
      happened_at: row.happened_at.toISOString(),
      ...more,
    })
  }

  #audit(tx: Transaction, { principal, request }: Author, action: string, id: number): void {
    audit(tx, {
      userId: principal.userId,
      action,
      module: 'CRM',
      recordType: 'activity',
      recordId: id,
      ip: request.ip,
      requestId: request.id,
    })
  }
}

/** Words without what surrounds them; none where there are none. */
function cleaned(words: string | null | undefined): string | null {
  return words?.trim() || null
}

import { can, type Principal } from '@optimwalls/permissions'
import type { Transaction } from '../../platform/database/database.ts'
import { AppError } from '../../platform/errors.ts'
import type { People } from '../access/index.ts'
import type { HeldLead } from '../leads/index.ts'
import type { ActivityLog, Author, LeadDoor } from './activities.neighbours.ts'
import type { ActivityRow } from './activities.repository.ts'
import type { Activity, FollowUp, NextFollowUp } from './activities.schemas.ts'
import { announceActivity } from './activity-facts.ts'
import { toActivity, toFollowUp } from './activity-presenter.ts'
import { isOwnKickOff } from './follow-up-reader.ts'
import {
  deleteFollowUp,
  type FollowUpRow,
  findFollowUp,
  findUntouchedRepeat,
  insertFollowUp,
  nextDueAt,
  saveFollowUp,
} from './follow-ups.repository.ts'
import type { FollowUpCreate, FollowUpDone, FollowUpPatch } from './follow-ups.schemas.ts'
import { firstReminder, type ReminderTimes } from './reminder-times.ts'
import { nextTime, readRepeat } from './repeat-rule.ts'

export interface FollowUpServiceNeeds {
  people: People
  leads: LeadDoor
  /** When this person is reminded. */
  timesOf(userId: number): Promise<ReminderTimes>
  firmTimeZone: string
  now(): Date
}

/** Leads wake soon after midnight; their owner calls in the morning. Milliseconds. */
const AFTER_WAKING_MS = 10 * 3_600_000

/** Plans what is to be done with leads, each call within the caller's transaction. */
export class FollowUpService {
  readonly #needs: FollowUpServiceNeeds

  constructor(needs: FollowUpServiceNeeds) {
    this.#needs = needs
  }

  /** @throws AppError "not-found", "rule-violated" */
  async create(tx: Transaction, by: Author, { lead_id, ...input }: FollowUpCreate): Promise<FollowUp> {
    const lead = await this.#needs.leads.activity.hold(tx, by.principal, lead_id)
    const planned = await this.plan(tx, by, lead, input)
    await this.#noteOnLead(tx, lead.id)
    return planned
  }

  /** Plans a follow-up of a lead that is held. The caller writes on the lead when the next one is due.
   *  @throws AppError "rule-violated" */
  async plan(
    tx: Transaction,
    by: Author,
    lead: HeldLead,
    input: NextFollowUp,
    { activityId }: { activityId?: number } = {},
  ): Promise<FollowUp> {
    const assignee = input.assigned_to ?? by.principal.userId
    await this.#checkAssignee(by.principal, lead, assignee)
    const dueAt = new Date(input.due_at)
    const timeZone = await this.#zoneOf(assignee)
    const repeat = this.#readRepeat(input.repeat, dueAt, timeZone)
    const at = this.#needs.now()
    const row = await insertFollowUp(tx, {
      lead_id: lead.id,
      kind: input.kind ?? 'call',
      title: input.title?.trim() || null,
      priority: input.priority ?? 'normal',
      assigned_to: assignee,
      due_at: dueAt,
      time_zone: timeZone,
      repeat,
      repeats_from: repeat === null ? null : dueAt,
      created_by: by.principal.userId,
      created_at: at,
      ...firstReminder(dueAt, at, await this.#needs.timesOf(assignee)),
    })
    announceActivity(tx, 'follow_up.created', lead, by.principal.userId, {
      ...factsOf(row),
      ...(activityId !== undefined && { activity_id: activityId }),
    })
    return toFollowUp(row, await this.#needs.people.all())
  }

  /** Plans a call for the owner of a lead that woke by itself. Nothing when a step is planned already, so it may be asked twice. */
  async planOnWaking(tx: Transaction, lead: HeldLead): Promise<void> {
    if (lead.assigned_to === null || (await nextDueAt(tx, lead.id)) !== null) return
    const at = this.#needs.now()
    const dueAt = new Date(at.getTime() + AFTER_WAKING_MS)
    const row = await insertFollowUp(tx, {
      lead_id: lead.id,
      kind: 'call',
      title: 'It slept until today',
      priority: 'normal',
      assigned_to: lead.assigned_to,
      due_at: dueAt,
      time_zone: await this.#zoneOf(lead.assigned_to),
      repeat: null,
      repeats_from: null,
      created_by: null,
      created_at: at,
      ...firstReminder(dueAt, at, await this.#needs.timesOf(lead.assigned_to)),
    })
    announceActivity(tx, 'follow_up.created', lead, null, factsOf(row))
    await this.#noteOnLead(tx, lead.id)
  }

  /** Changes a follow-up; with another time it is moved, and reminders follow.
   *  @throws AppError "not-found", "rule-violated", "edit-conflict" */
  async edit(
    tx: Transaction,
    by: Author,
    id: number,
    patch: FollowUpPatch,
    baseVersion?: number,
  ): Promise<FollowUp> {
    const { people, timesOf, now } = this.#needs
    const { row, lead } = await this.#held(tx, by.principal, id)
    if (row.done_at) throw await this.#alreadyDone(row)
    if (baseVersion !== undefined && baseVersion !== row.version) throw await this.#changedMeanwhile(row)
    const wanted: FollowUpRow = {
      ...row,
      ...(patch.kind && { kind: patch.kind }),
      ...(patch.title !== undefined && { title: patch.title?.trim() || null }),
      ...(patch.priority && { priority: patch.priority }),
      ...(patch.assigned_to && { assigned_to: patch.assigned_to }),
      ...(patch.due_at && { due_at: new Date(patch.due_at) }),
    }
    const isGiven = wanted.assigned_to !== row.assigned_to
    if (isGiven) {
      await this.#checkAssignee(by.principal, lead, wanted.assigned_to)
      wanted.time_zone = await this.#zoneOf(wanted.assigned_to)
    }
    if (patch.repeat !== undefined) {
      wanted.repeat = this.#readRepeat(patch.repeat, wanted.due_at, wanted.time_zone)
      wanted.repeats_from = wanted.repeat === null ? null : wanted.due_at
    }
    const isMoved = wanted.due_at.getTime() !== row.due_at.getTime()
    if (isMoved || isGiven)
      Object.assign(wanted, firstReminder(wanted.due_at, now(), await timesOf(wanted.assigned_to)))
    const saved = await saveFollowUp(tx, wanted)
    announceActivity(tx, isMoved ? 'follow_up.moved' : 'follow_up.changed', lead, by.principal.userId, {
      ...factsOf(saved),
      ...(isMoved && { from: row.due_at.toISOString() }),
      ...(isGiven && { was_assigned_to: row.assigned_to }),
    })
    if (isMoved) await this.#noteOnLead(tx, lead.id)
    return toFollowUp(saved, await people.all())
  }

  /** Ticks a follow-up off: logs how it went, and plans the next one. A repeated one comes again by itself, also where something else is
   *  planned with it.
   *  @throws AppError "not-found", "rule-violated", "edit-conflict" when somebody has done it already */
  async done(
    tx: Transaction,
    by: Author,
    id: number,
    input: FollowUpDone,
    activities: ActivityLog,
  ): Promise<{ follow_up: FollowUp; activity: Activity | null; next: FollowUp | null }> {
    const { people, leads } = this.#needs
    const { row, lead } = await this.#held(tx, by.principal, id)
    const { next, ...said } = input
    const isSilent = row.kind === 'task' && !said.note && !said.attachments?.length
    const type = row.kind === 'task' ? 'note' : row.kind
    const outcome = type === 'note' ? {} : { ...(said.outcome && { outcome: said.outcome }) }
    const logged = isSilent
      ? null
      : await activities.logWithin(tx, by, lead, {
          lead_id: lead.id,
          type,
          ...(said.note && { note: said.note }),
          ...(said.mentions && { mentions: said.mentions }),
          ...(said.attachments && { attachments: said.attachments }),
          ...(said.duration_s != null && type !== 'note' && { duration_s: said.duration_s }),
          ...outcome,
        })
    const { done, next: repeated } = await this.complete(tx, by, lead, id, {
      activity: logged?.row ?? null,
      outcome: said.outcome ?? null,
    })
    const planned = next
      ? await this.plan(tx, by, lead, next, logged ? { activityId: logged.row.id } : {})
      : null
    if (logged) await logged.onLead()
    else await this.#noteOnLead(tx, lead.id)
    return {
      follow_up: done,
      activity:
        logged &&
        toActivity(
          logged.row,
          await people.all(),
          by.principal,
          await leads.files.onLead(tx, lead.id, logged.row.file_ids),
        ),
      next: planned ?? repeated,
    }
  }

  /** Marks a follow-up of a held lead as done. */
  async complete(
    tx: Transaction,
    by: Author,
    lead: HeldLead,
    id: number,
    how: { activity: ActivityRow | null; outcome?: string | null },
  ): Promise<{ done: FollowUp; next: FollowUp | null }> {
    const { people, now } = this.#needs
    const row = await findFollowUp(tx, id)
    if (!row || row.lead_id !== lead.id) {
      const error = { path: 'completes', message: 'This lead has no such follow-up' }
      throw new AppError('rule-violated', { errors: [error] })
    }
    if (row.done_at) throw await this.#alreadyDone(row)
    const at = now()
    const saved = await saveFollowUp(tx, {
      ...row,
      done_at: at,
      done_by: by.principal.userId,
      outcome: how.activity?.outcome ?? how.outcome ?? null,
      activity_id: how.activity?.id ?? null,
      remind_stage: null,
      remind_at: null,
    })
    announceActivity(tx, 'follow_up.done', lead, by.principal.userId, {
      ...factsOf(saved),
      ...(how.activity && { activity_id: how.activity.id }),
    })
    const next = await this.#repeat(tx, by, lead, saved, at)
    return { done: toFollowUp(saved, await people.all()), next }
  }

  /** Takes a tick back: the follow-up is open again, and what came of it (the log, the next occurrence) goes.
   *  @throws AppError "not-found" */
  async reopen(tx: Transaction, by: Author, id: number, activities: ActivityLog): Promise<FollowUp> {
    const { people, timesOf, now } = this.#needs
    const { row, lead } = await this.#held(tx, by.principal, id)
    if (row.done_at) {
      if (row.activity_id !== null) {
        await activities.remove(tx, by, row.activity_id).catch(error => {
          // Deleted or somebody else's: the tick is taken back all the same.
          if (!(error instanceof AppError)) throw error
        })
      }
      const repeated = row.repeat === null ? undefined : await findUntouchedRepeat(tx, row)
      if (repeated) await deleteFollowUp(tx, repeated.id)
    } else return toFollowUp(row, await people.all())
    const saved = await saveFollowUp(tx, {
      ...row,
      done_at: null,
      done_by: null,
      outcome: null,
      activity_id: null,
      ...firstReminder(row.due_at, now(), await timesOf(row.assigned_to)),
    })
    announceActivity(tx, 'follow_up.reopened', lead, by.principal.userId, factsOf(saved))
    await this.#noteOnLead(tx, lead.id)
    return toFollowUp(saved, await people.all())
  }

  /** @throws AppError "not-found" */
  async remove(tx: Transaction, by: Author, id: number): Promise<void> {
    const { row, lead } = await this.#held(tx, by.principal, id)
    await deleteFollowUp(tx, id)
    announceActivity(tx, 'follow_up.deleted', lead, by.principal.userId, factsOf(row))
    await this.#noteOnLead(tx, lead.id)
  }

  nextDueAt = nextDueAt

  async #noteOnLead(tx: Transaction, leadId: number): Promise<void> {
    await this.#needs.leads.activity.set(tx, leadId, { next_activity_at: await nextDueAt(tx, leadId) })
  }

  async #held(
    tx: Transaction,
    principal: Principal,
    id: number,
  ): Promise<{ row: FollowUpRow; lead: HeldLead }> {
    const known = await findFollowUp(tx, id)
    if (!known) throw new AppError('not-found')
    const lead = await this.#holdLeadOf(tx, principal, known)
    // Read again, now that nobody else can be at it.
    const row = await findFollowUp(tx, id)
    if (!row) throw new AppError('not-found')
    return { row, lead }
  }

  /** Who has something to do of a kick-off does it wherever the lead is. */
  async #holdLeadOf(tx: Transaction, principal: Principal, known: FollowUpRow): Promise<HeldLead> {
    const { activity } = this.#needs.leads
    if (!isOwnKickOff(principal, known)) {
      if (!can(principal, 'CRM', 'log')) throw new AppError('not-found')
      return activity.hold(tx, principal, known.lead_id)
    }
    const lead = await activity.holdForSystem(tx, known.lead_id)
    if (!lead) throw new AppError('not-found')
    return lead
  }

  async #repeat(
    tx: Transaction,
    by: Author,
    lead: HeldLead,
    row: FollowUpRow,
    at: Date,
  ): Promise<FollowUp | null> {
    if (row.repeat === null || !row.repeats_from) return null
    const after = row.due_at > at ? row.due_at : at
    const dueAt = nextTime(row.repeat, row.repeats_from, row.time_zone, after)
    if (!dueAt) return null
    const next = await insertFollowUp(tx, {
      ...row,
      due_at: dueAt,
      created_by: by.principal.userId,
      created_at: at,
      ...firstReminder(dueAt, at, await this.#needs.timesOf(row.assigned_to)),
    })
    announceActivity(tx, 'follow_up.created', lead, by.principal.userId, {
      ...factsOf(next),
      repeats: row.id,
    })
    return toFollowUp(next, await this.#needs.people.all())
  }

  #readRepeat(text: string | null | undefined, from: Date, timeZone: string): string | null {
    if (!text) return null
    const rule = readRepeat(text, from, timeZone)
    if (rule !== null) return rule
    const error = {
      path: 'repeat',
      message: 'is not a rule such as FREQ=WEEKLY;BYDAY=MO, at most once a day',
    }
    throw new AppError('rule-violated', { errors: [error] })
  }

  /** Oneself, the lead's owner, and whom one may assign leads to. */
  async #checkAssignee(principal: Principal, lead: HeldLead, wanted: number): Promise<void> {
    if (wanted === principal.userId) return
    const person = (await this.#needs.people.all()).get(wanted)
    const isReachable =
      wanted === lead.assigned_to ||
      (await this.#needs.people.assignable(principal)).some(({ id }) => id === wanted)
    if (person?.isActive && person.canOwnLeads && isReachable) return
    const error = {
      path: 'assigned_to',
      message: "Choose yourself, the lead's owner or somebody you assign leads to",
    }
    throw new AppError('rule-violated', { errors: [error] })
  }

  async #zoneOf(userId: number): Promise<string> {
    return (await this.#needs.people.all()).get(userId)?.timeZone ?? this.#needs.firmTimeZone
  }

  async #alreadyDone(row: FollowUpRow): Promise<AppError> {
    const name = row.done_by === null ? undefined : (await this.#needs.people.all()).get(row.done_by)?.name
    return new AppError('edit-conflict', {
      detail: `${name ?? 'Somebody'} has done this already.`,
      version: row.version,
    })
  }

  async #changedMeanwhile(row: FollowUpRow): Promise<AppError> {
    return new AppError('edit-conflict', {
      detail: 'Somebody else changed this follow-up in the meantime.',
      version: row.version,
      current: toFollowUp(row, await this.#needs.people.all()),
    })
  }
}

const factsOf = (row: FollowUpRow) => ({
  follow_up_id: row.id,
  kind: row.kind,
  assigned_to: row.assigned_to,
  due_at: row.due_at.toISOString(),
})

import type { Transaction } from '../../../platform/database/database.ts'
import type { People } from '../../access/index.ts'
import type { LeadDoor } from '../activities.neighbours.ts'
import type { FollowUpKind } from '../activities.schemas.ts'
import { announceActivity } from '../activity-facts.ts'
import { type FollowUpRow, insertFollowUp, type KickOffWho, nextDueAt } from '../follow-ups.repository.ts'
import { firstReminder, type ReminderTimes } from '../reminder-times.ts'

export interface KickOffFollowUpNeeds {
  people: Pick<People, 'all'>
  leads: Pick<LeadDoor, 'activity'>
  /** When this person is reminded. */
  timesOf(userId: number): Promise<ReminderTimes>
  firmTimeZone: string
  now(): Date
}

/** What somebody is to do after a conversion. */
export interface KickOffFollowUp {
  title: string
  kind: FollowUpKind
  who: KickOffWho
  assignedTo: number
  dueAt: Date
}

/** Follow-ups of a kick-off: planned by nobody, for the people of a client. */
export class KickOffFollowUps {
  readonly #needs: KickOffFollowUpNeeds

  constructor(needs: KickOffFollowUpNeeds) {
    this.#needs = needs
  }

  /** Plans them; the caller sees to it that it is once. */
  async plan(
    tx: Transaction,
    { leadId, clientId, conversionId }: { leadId: number; clientId: number; conversionId: number },
    steps: readonly KickOffFollowUp[],
  ): Promise<void> {
    const { leads, people, timesOf, firmTimeZone, now } = this.#needs
    const lead = await leads.activity.holdForSystem(tx, leadId)
    if (!lead || steps.length === 0) return
    const staff = await people.all()
    const at = now()
    for (const { title, kind, who, assignedTo, dueAt } of steps) {
      const row = await insertFollowUp(tx, {
        ...{ lead_id: leadId, kind, title, priority: 'normal', assigned_to: assignedTo, due_at: dueAt },
        time_zone: staff.get(assignedTo)?.timeZone ?? firmTimeZone,
        ...{ repeat: null, repeats_from: null, created_by: null, created_at: at },
        ...{ conversion_id: conversionId, client_id: clientId, kick_off_who: who },
        ...firstReminder(dueAt, at, await timesOf(assignedTo)),
      })
      announceActivity(tx, 'follow_up.created', lead, null, { ...factsOf(row), kick_off: true })
    }
    await leads.activity.set(tx, leadId, { next_activity_at: await nextDueAt(tx, leadId) })
  }

  /** Takes those of a conversion off that nobody has touched. What somebody has touched stays; what is still open of it for the
   *  designer goes to the lead's owner. */
  async takeBack(tx: Transaction, conversionId: number, leadId: number): Promise<void> {
    const { leads } = this.#needs
    const lead = await leads.activity.holdForSystem(tx, leadId)
    const gone = await tx.rows<FollowUpRow>(
      'DELETE FROM follow_ups WHERE conversion_id = $1 AND done_at IS NULL AND version = 1 RETURNING *',
      [conversionId],
    )
    await tx.rows(
      `UPDATE follow_ups f SET conversion_id = NULL, client_id = NULL, kick_off_who = NULL,
         assigned_to = CASE WHEN f.kick_off_who = 'designer' AND f.done_at IS NULL THEN coalesce(l.assigned_to, f.assigned_to)
           ELSE f.assigned_to END
       FROM leads l WHERE f.conversion_id = $1 AND l.id = f.lead_id`,
      [conversionId],
    )
    if (!lead || gone.length === 0) return
    for (const row of gone)
      announceActivity(tx, 'follow_up.deleted', lead, null, { ...factsOf(row), kick_off: true })
    await leads.activity.set(tx, leadId, { next_activity_at: await nextDueAt(tx, leadId) })
  }

  /** Whoever gets a place with a client gets what is still to be done in it. */
  async handOver(tx: Transaction, clientId: number, who: KickOffWho, to: number): Promise<void> {
    await tx.rows(
      `UPDATE follow_ups SET assigned_to = $3, version = version + 1
       WHERE client_id = $1 AND kick_off_who = $2 AND assigned_to <> $3 AND done_at IS NULL`,
      [clientId, who, to],
    )
  }
}

const factsOf = (row: FollowUpRow) => ({
  follow_up_id: row.id,
  kind: row.kind,
  assigned_to: row.assigned_to,
  due_at: row.due_at.toISOString(),
})

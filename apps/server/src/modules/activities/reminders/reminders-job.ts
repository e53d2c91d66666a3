import { Type } from 'typebox'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import { addJob, defineJob, type Job } from '../../../platform/jobs/jobs.ts'
import type { People } from '../../access/index.ts'
import type { LeadDoor } from '../activities.neighbours.ts'
import { announceActivity } from '../activity-facts.ts'
import type { FollowUpRow, RemindStage } from '../follow-ups.repository.ts'
import type { News, Notify } from '../notifications/notify.ts'
import { readSettings } from '../notifications/settings.ts'
import { reminderAfter, stageNow } from '../reminder-times.ts'
import type { FirmSettings } from './firm-settings.ts'
import { holdDue, nextReminderAt, type StageUpdate, saveStages } from './reminders.repository.ts'

export interface RemindersNeeds {
  db: Database
  people: People
  leads: LeadDoor
  firm: FirmSettings
  notify: Notify
  now(): Date
}

const AT_ONCE = 200
/** Reminders within this time are waited for; what comes later is found by a later run. Milliseconds. */
const AHEAD_MS = 60_000

/** Tells people of what is due: each reminder in one transaction with the step to the next one, so exactly once, also when workers
 *  do it side by side and one of them is killed. */
export function remindersJob(needs: RemindersNeeds) {
  const job: Job<object> = defineJob({
    name: 'reminders-run',
    schema: Type.Object({}, { additionalProperties: false }),
    maxAttempts: 3,
    cron: '* * * * *',
    async run(_payload, run) {
      for (;;) {
        run.signal.throwIfAborted()
        if ((await remind(needs)) < AT_ONCE) break
      }
      // To the second rather than to the minute.
      const next = await nextReminderAt(needs.db)
      if (!next || next.getTime() - needs.now().getTime() > AHEAD_MS) return
      await needs.db.inTransaction(tx => addJob(tx, job, {}, { runAt: next, key: 'reminders-next' }))
    },
    async onFailed(_payload, error, run) {
      run.log.error({ err: error }, 'reminders failed; the next minute tries again')
    },
  })
  return job
}

/** One batch. @returns how many reminders went out */
export async function remind(needs: RemindersNeeds): Promise<number> {
  const { db, people, firm, notify, now } = needs
  const { overdue_minutes, escalate_minutes } = await firm.read()
  return db.inTransaction(async tx => {
    const at = now()
    const due = await holdDue(tx, at, AT_ONCE)
    if (due.length === 0) return 0
    const settings = await readSettings(tx, [...new Set(due.map(row => row.assigned_to))])
    const managers = new Map<number, number | null>()
    const news: News[] = []
    const updates: StageUpdate[] = []
    const facts: { row: FollowUpRow; stage: RemindStage }[] = []
    for (const row of due) {
      const times = {
        beforeMinutes: settings.get(row.assigned_to)?.remindBeforeMinutes ?? 15,
        overdueMinutes: overdue_minutes,
        escalateMinutes: escalate_minutes,
      }
      const stage = stageNow(row.remind_stage ?? 'due', row.due_at, at, times)
      const next = reminderAfter(stage, row.due_at, at, times)
      updates.push({ id: row.id, stage: next.remind_stage, at: next.remind_at })
      facts.push({ row, stage })
      if (!managers.has(row.assigned_to))
        managers.set(row.assigned_to, await people.managerOf(row.assigned_to))
      const manager = managers.get(row.assigned_to) ?? null
      const userId = stage === 'escalated' ? manager : row.assigned_to
      if (userId !== null) news.push(newsOf(row, stage, userId))
    }
    await notify(tx, news)
    await saveStages(tx, updates)
    await announce(tx, needs, facts)
    return due.length
  })
}

const newsOf = (row: FollowUpRow, stage: RemindStage, userId: number): News => ({
  userId,
  kind: `follow_up.${stage}`,
  // Moved to another time it is another reminder.
  key: `follow-up:${row.id}:${row.due_at.getTime()}:${stage}`,
  // Who does what a kick-off gave them need not see the lead.
  ...(row.client_id === null && { leadId: row.lead_id }),
  ...(stage === 'escalated' && { actorId: row.assigned_to }),
  data: {
    follow_up_id: row.id,
    kind: row.kind,
    due_at: row.due_at.toISOString(),
    ...(row.client_id !== null && { client_id: row.client_id }),
  },
})

async function announce(
  tx: Transaction,
  { leads }: RemindersNeeds,
  facts: readonly { row: FollowUpRow; stage: RemindStage }[],
): Promise<void> {
  const told = facts.filter(({ stage }) => stage !== 'upcoming')
  const standings = await leads.activity.standings(
    tx,
    told.map(({ row }) => row.lead_id),
  )
  const byId = new Map(standings.map(one => [one.id, one]))
  for (const { row, stage } of told) {
    const lead = byId.get(row.lead_id)
    if (!lead || stage === 'upcoming') continue
    announceActivity(tx, `follow_up.${stage}`, lead, null, {
      follow_up_id: row.id,
      kind: row.kind,
      assigned_to: row.assigned_to,
      due_at: row.due_at.toISOString(),
    })
  }
}

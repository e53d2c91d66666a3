import type { FollowUpRow, RemindStage } from './follow-ups.repository.ts'

/** When reminders of a follow-up go out, in minutes. */
export interface ReminderTimes {
  /** Before it is due; of the person who is reminded. */
  beforeMinutes: number
  /** After it was due: it is called overdue. */
  overdueMinutes: number
  /** After it was due: the manager hears of it. */
  escalateMinutes: number
}

export const DEFAULT_TIMES: ReminderTimes = { beforeMinutes: 15, overdueMinutes: 60, escalateMinutes: 1440 }

export type NextReminder = Pick<FollowUpRow, 'remind_stage' | 'remind_at'>

const NONE: NextReminder = { remind_stage: null, remind_at: null }
const STAGES = ['upcoming', 'due', 'overdue', 'escalated'] as const satisfies readonly RemindStage[]

const later = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000)

export function timeOf(stage: RemindStage, dueAt: Date, times: ReminderTimes): Date {
  if (stage === 'upcoming') return later(dueAt, -times.beforeMinutes)
  if (stage === 'due') return dueAt
  return later(dueAt, stage === 'overdue' ? times.overdueMinutes : times.escalateMinutes)
}

/** The first reminder of a follow-up that is planned or moved at `now`: what would already be late is left out, so that a follow-up
 *  written down in hindsight does not tell at once what its writer knows. */
export function firstReminder(dueAt: Date, now: Date, times: ReminderTimes): NextReminder {
  for (const stage of STAGES) {
    const at = timeOf(stage, dueAt, times)
    if (at > now) return { remind_stage: stage, remind_at: at }
  }
  return NONE
}

/** What comes after a reminder that went out at `now`. Stages whose time has passed as well (the server was down) are left out: one
 *  word is enough, and the last of them says most. */
export function reminderAfter(
  stage: RemindStage,
  dueAt: Date,
  now: Date,
  times: ReminderTimes,
): NextReminder {
  for (const next of STAGES.slice(STAGES.indexOf(stage) + 1)) {
    const at = timeOf(next, dueAt, times)
    if (at > now) return { remind_stage: next, remind_at: at }
  }
  return NONE
}

/** The latest stage whose time has come, from the one that is written down on. */
export function stageNow(stage: RemindStage, dueAt: Date, now: Date, times: ReminderTimes): RemindStage {
  return STAGES.slice(STAGES.indexOf(stage)).findLast(one => timeOf(one, dueAt, times) <= now) ?? stage
}

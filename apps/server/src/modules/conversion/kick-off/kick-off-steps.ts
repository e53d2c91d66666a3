import {
  type KickOffFollowUp,
  lastWorkMorning,
  type WorkingCalendar,
  workMorningAfter,
} from '../../activities/index.ts'
import type { LeadRow } from '../../leads/index.ts'
import type { KickOffStep } from './kick-off.schemas.ts'
import type { StoredKickOff } from './kick-off-plan.repository.ts'

/** Where no move-in date is known, what is counted from it is due so many working days after the conversion. */
const DAYS_WITHOUT_MOVE_IN = 5
const DAY_MS = 86_400_000

export interface KickOffCase {
  lead: Pick<LeadRow, 'project_type' | 'budget' | 'possession_date' | 'assigned_to'>
  people: { account_owner_id: number | null; designer_id: number | null }
  convertedBy: number | null
  convertedAt: Date
  /** Whether somebody still works here. */
  isHere: (userId: number) => boolean
  calendarOf: (userId: number) => WorkingCalendar
  now: Date
}

/** What is to be done after a conversion, by whom and when. What nobody has the place for goes to the account owner, else to who converted. */
export function kickOffSteps(plan: StoredKickOff, given: KickOffCase): KickOffFollowUp[] {
  const { people, convertedBy, lead, isHere, calendarOf } = given
  const places = {
    account_owner: people.account_owner_id,
    designer: people.designer_id,
    converter: convertedBy,
  }
  return stepsOf(plan, lead).flatMap((step): KickOffFollowUp[] => {
    const order = [places[step.who], places.account_owner, places.converter, lead.assigned_to]
    const assignedTo = order.find(id => id !== null && isHere(id))
    if (assignedTo == null) return []
    const { title, kind, who } = step
    return [{ title, kind, who, assignedTo, dueAt: dueAt(step, given, calendarOf(assignedTo)) }]
  })
}

function stepsOf(
  plan: StoredKickOff,
  { project_type, budget }: Pick<LeadRow, 'project_type' | 'budget'>,
): readonly KickOffStep[] {
  const { high_budget_from: from } = plan
  if (project_type === 'high_budget' || (from !== null && budget !== null && budget >= from))
    return plan.high_budget
  return project_type === 'commercial' ? plan.commercial : plan.residential
}

/** In the morning of a working day, and never before tomorrow's. */
function dueAt(
  { anchor, days }: KickOffStep,
  { lead, convertedAt, now }: KickOffCase,
  calendar: WorkingCalendar,
): Date {
  const earliest = workMorningAfter(now, 1, calendar)
  const wanted =
    anchor === 'conversion'
      ? workMorningAfter(convertedAt, days, calendar)
      : lead.possession_date === null
        ? workMorningAfter(convertedAt, DAYS_WITHOUT_MOVE_IN, calendar)
        : lastWorkMorning(daysBefore(lead.possession_date, days), calendar)
  return new Date(Math.max(wanted.getTime(), earliest.getTime()))
}

const daysBefore = (day: string, days: number): string =>
  new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10)

import { readWhoText } from '../today-search.ts'
import { type CalendarView, readDay } from './calendar-days.ts'

/** What the address of the calendar says. */
export interface CalendarSearch {
  /** `week` unless given. */
  view?: CalendarView
  /** A day of what is shown; today unless given. */
  day?: string
  /** Whose, as on the page of the day. */
  who?: string
}

export function readCalendarSearch(search: Record<string, unknown>): CalendarSearch {
  const { view, day, who } = search
  return {
    ...((view === 'day' || view === 'month') && { view }),
    ...(typeof day === 'string' && readDay(day) && { day }),
    ...readWhoText(who),
  }
}

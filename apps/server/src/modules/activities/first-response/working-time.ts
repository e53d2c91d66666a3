import { type DayNumber, dayAt, dayNumberOf, instantOn, isoDayOf, weekdayOf } from './zone-days.ts'

/** Clock times `HH:MM`; `to` is after `from` on the same day. */
export interface DayHours {
  from: string
  to: string
}

/** When a team works. */
export interface WorkingCalendar {
  timeZone: string
  /** Seven, Monday first; null is a day off. */
  days: readonly (DayHours | null)[]
  /** Days `YYYY-MM-DD` on which nobody works. */
  holidays: ReadonlySet<string>
}

/** When somebody of a team works: by hours of their own where they have any, on the days on which the team does. */
export const ofPerson = (
  team: WorkingCalendar,
  { hours, time_zone }: { hours: WorkingCalendar['days'] | null; time_zone: string | null },
): WorkingCalendar => (hours ? { ...team, days: hours, timeZone: time_zone ?? team.timeZone } : team)

/** Instants in milliseconds. */
interface Span {
  start: number
  end: number
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** A firm that works on none of so many days does not work at all. */
const SEARCHED_DAYS = 60
/** What comes outside of hours is answered by this time of the next working day. */
const MORNING = '10:00'

/** The hours of work on a day; none on a day off. A day of a clock change is as long as it is. */
function hoursOn(day: DayNumber, { days, holidays, timeZone }: WorkingCalendar): Span | null {
  const hours = days[weekdayOf(day)]
  if (!hours || (holidays.size > 0 && holidays.has(isoDayOf(day)))) return null
  return { start: instantOn(day, hours.from, timeZone), end: instantOn(day, hours.to, timeZone) }
}

/** Whether it is an hour of work. */
export function isAtWork(at: Date, calendar: WorkingCalendar): boolean {
  const hours = hoursOn(dayAt(at.getTime(), calendar.timeZone), calendar)
  return hours !== null && hours.start <= at.getTime() && at.getTime() < hours.end
}

/** Stretches of work from `from` on, in order. */
function* spansFrom(
  from: Date,
  calendar: WorkingCalendar,
  days: number,
): Generator<Span & { day: DayNumber }> {
  const first = dayAt(from.getTime(), calendar.timeZone)
  for (let day = first; day < first + days; day++) {
    const hours = hoursOn(day, calendar)
    if (hours && hours.end > from.getTime())
      yield { start: Math.max(hours.start, from.getTime()), end: hours.end, day }
  }
}

/** `at` itself at work, else when work begins again; null for who never works. */
export function nextWork(at: Date, calendar: WorkingCalendar): Date | null {
  const [next] = spansFrom(at, calendar, SEARCHED_DAYS)
  return next ? new Date(next.start) : null
}

/** In the morning of a day of work: at ten, or at the opening if that is later. */
function morningOf(day: DayNumber, calendar: WorkingCalendar): Date | null {
  const span = hoursOn(day, calendar)
  if (!span) return null
  const morning = Math.max(span.start, instantOn(day, MORNING, calendar.timeZone))
  return new Date(morning < span.end ? morning : span.start)
}

/** In the morning of the working day that is so many working days after the day of `at`; plain days for a firm that never works. */
export function workMorningAfter(at: Date, workingDays: number, calendar: WorkingCalendar): Date {
  const first = dayAt(at.getTime(), calendar.timeZone)
  let left = workingDays
  for (let i = 1; i <= SEARCHED_DAYS + workingDays * 7; i++) {
    const morning = morningOf(first + i, calendar)
    if (morning) left -= 1
    if (morning && left <= 0) return morning
  }
  return new Date(at.getTime() + workingDays * DAY_MS)
}

/** In the morning of the last working day that is not after this day, `YYYY-MM-DD`; of the day itself for a firm that never works. */
export function lastWorkMorning(day: string, calendar: WorkingCalendar): Date {
  const last = dayNumberOf(day)
  for (let i = 0; i < SEARCHED_DAYS; i++) {
    const morning = morningOf(last - i, calendar)
    if (morning) return morning
  }
  return new Date(instantOn(last, MORNING, calendar.timeZone))
}

/** Until when a lead that came at `at` is to be contacted: so many minutes of work later, or, when it came outside of hours, by ten
 *  (or the opening, if that is later) of the next working day. Plain minutes later for a firm that never works. */
export function responseDue(at: Date, targetMinutes: number, calendar: WorkingCalendar): Date {
  let leftMs = targetMinutes * MINUTE_MS
  let isFirst = true
  for (const { start, end, day } of spansFrom(at, calendar, SEARCHED_DAYS)) {
    if (isFirst && start > at.getTime())
      return new Date(Math.max(start, instantOn(day, MORNING, calendar.timeZone)))
    isFirst = false
    if (end - start >= leftMs) return new Date(start + leftMs)
    leftMs -= end - start
  }
  return new Date(at.getTime() + targetMinutes * MINUTE_MS)
}

/** Whole minutes of work between two instants; 0 when the second is not later. */
export function workingMinutes(from: Date, to: Date, calendar: WorkingCalendar): number {
  const days = dayAt(to.getTime(), calendar.timeZone) - dayAt(from.getTime(), calendar.timeZone) + 1
  let worked = 0
  for (const { start, end } of spansFrom(from, calendar, days)) {
    if (start >= to.getTime()) break
    worked += Math.min(end, to.getTime()) - start
  }
  return Math.floor(worked / MINUTE_MS)
}

import { formatClock } from '../../lib/format-time.ts'

/** A time that is offered for the next step. */
export interface NextTime {
  label: string
  at: Date
}

const MINUTE = 60_000
/** Work ends; what is offered after it lies on the next day. */
const LAST_HOUR = 19
const MORNING = 11

/** Times a salesperson would choose, from `now`: later today if the day has room, tomorrow, in two days, next week. */
export function nextTimes(now: Date): NextTime[] {
  const later = roundUp(new Date(now.getTime() + 180 * MINUTE))
  const evening = atHour(now, 18)
  const times: NextTime[] = []
  if (isSameDay(later, now) && later.getHours() < LAST_HOUR)
    times.push({ label: `Today ${formatClock(later)}`, at: later })
  else if (evening > now) times.push({ label: `Today ${formatClock(evening)}`, at: evening })
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1)
  for (const days of [1, 2, 3, 7]) {
    const at = inDays(now, days)
    // Around a Sunday two of them are the same Monday.
    if (times.some(one => one.at.getTime() === at.getTime())) continue
    const day = isSameDay(at, tomorrow) ? 'Tomorrow' : weekday(at)
    times.push({ label: days === 7 ? 'In a week' : `${day} ${formatClock(at)}`, at })
  }
  return times
}

/** The offered time nearest to what an outcome proposes; none when it proposes nothing. */
export function proposedTime(minutes: number | null | undefined, now: Date): Date | null {
  if (minutes == null) return null
  const wanted = now.getTime() + minutes * MINUTE
  // Within the day it is meant to the hour, else it is meant as a day.
  if (minutes < 600) {
    const at = roundUp(new Date(wanted))
    return isSameDay(at, now) && at.getHours() < LAST_HOUR ? at : inDays(now, 1)
  }
  return inDays(now, Math.max(1, Math.round(minutes / 1440)))
}

const isSameDay = (one: Date, other: Date) => one.toDateString() === other.toDateString()

function atHour(day: Date, hour: number): Date {
  const at = new Date(day)
  at.setHours(hour, 0, 0, 0)
  return at
}

/** Eleven in the morning; on a Sunday the day after. */
function inDays(now: Date, days: number): Date {
  const at = atHour(now, MORNING)
  at.setDate(at.getDate() + days)
  if (at.getDay() === 0) at.setDate(at.getDate() + 1)
  return at
}

function roundUp(at: Date): Date {
  const step = 15 * MINUTE
  return new Date(Math.ceil(at.getTime() / step) * step)
}

const weekday = (at: Date) => at.toLocaleDateString('en-IN', { weekday: 'short' })

/** As `<input type="datetime-local">` writes it, in the viewer's zone. */
export function toLocalInput(at: Date): string {
  const pad = (n: number) => String(n).padStart(2, '0')
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}T${pad(at.getHours())}:${pad(at.getMinutes())}`
}

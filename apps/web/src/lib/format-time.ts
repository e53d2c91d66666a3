const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** After this many days "3 d ago" no longer helps and the date is shown. */
const LAST_RELATIVE_DAY = 30

const LOCALE = 'en-IN'

type Instant = string | number | Date

/** How long ago: `just now`, `41 min ago`, `2 h ago`, `Yesterday`, `3 d ago`, `12 Oct`, `12 Feb 2025`. */
export function formatAgo(instant: Instant | null | undefined, now: Date = new Date()): string {
  if (!instant) return '—'
  const at = new Date(instant)
  const age = now.getTime() - at.getTime()
  if (age < MINUTE) return 'just now'
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`
  const days = daysBetween(at, now)
  if (days === 0 || age < 6 * HOUR) return `${Math.floor(age / HOUR)} h ago`
  if (days === 1) return 'Yesterday'
  if (days <= LAST_RELATIVE_DAY) return `${days} d ago`
  return formatDay(at, now)
}

/** How long nothing was heard: `today`, `1 day`, `23 days`, `4 months`, `2 years`. Whole ones, by the calendar. */
export function formatQuiet(since: Instant, now: Date = new Date()): string {
  const days = daysBetween(new Date(since), now)
  if (days <= 0) return 'today'
  const [count, unit] =
    days < 92
      ? [days, 'day']
      : days < 731
        ? [Math.floor(days / 30.44), 'month']
        : [Math.floor(days / 365.25), 'year']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** How long there is: `9 min left`, `3 h left`, and from tomorrow on when: `Tomorrow 10 am`. */
export function formatLeft(due: Instant, now: Date = new Date()): string {
  const left = new Date(due).getTime() - now.getTime()
  if (left < HOUR) return `${Math.max(1, Math.ceil(left / MINUTE))} min left`
  if (left < 6 * HOUR) return `${Math.floor(left / HOUR)} h left`
  return formatWhen(due, now)
}

/** How late something is: `41 min late`, `3 h late`, `2 d overdue`. */
export function formatLate(due: Instant, now: Date = new Date()): string {
  const at = new Date(due)
  const late = now.getTime() - at.getTime()
  const days = daysBetween(at, now)
  if (late < HOUR) return `${Math.max(1, Math.floor(late / MINUTE))} min late`
  if (days === 0 || late < 6 * HOUR) return `${Math.floor(late / HOUR)} h late`
  return `${Math.max(1, days)} d overdue`
}

/** When it will be or was, near enough to act on: `Today 4:30 pm`, `Tue 11 am`, `Wed 25 Nov`, `12 Feb 2027`. */
export function formatWhen(instant: Instant | null | undefined, now: Date = new Date()): string {
  if (!instant) return '—'
  const at = new Date(instant)
  const days = daysBetween(now, at)
  if (days === 0) return `Today ${formatClock(at)}`
  if (days === 1) return `Tomorrow ${formatClock(at)}`
  if (days === -1) return `Yesterday ${formatClock(at)}`
  if (days > 1 && days < 7) return `${part(at, { weekday: 'short' })} ${formatClock(at)}`
  return formatDay(at, now)
}

/** A day: `Wed 25 Nov` within half a year of the same year or a week of another, else `12 Feb 2027`. A bare `YYYY-MM-DD` is that day in every time zone. */
export function formatDay(day: Instant | null | undefined, now: Date = new Date()): string {
  if (!day) return '—'
  const at = toDay(day)
  const isNear = Math.abs(daysBetween(now, at)) < (at.getFullYear() === now.getFullYear() ? 183 : 7)
  return isNear
    ? `${part(at, { weekday: 'short' })} ${part(at, { day: 'numeric' })} ${monthOf(at)}`
    : `${part(at, { day: 'numeric' })} ${monthOf(at)} ${part(at, { year: 'numeric' })}`
}

/** A day with its year, in a field: `5 Nov 2026`; with its time where it has one: `5 Nov 2026, 4:30 pm`. */
export function formatDayInFull(day: Instant): string {
  const at = toDay(day)
  if (Number.isNaN(at.getTime())) return ''
  const words = `${part(at, { day: 'numeric' })} ${monthOf(at)} ${part(at, { year: 'numeric' })}`
  return typeof day === 'string' && !day.includes('T') ? words : `${words}, ${formatClock(at)}`
}

/** When a home is handed over: `Ready` once the day has passed, else `Feb 2027`. */
export function formatPossession(day: string | null | undefined, now: Date = new Date()): string {
  if (!day) return '—'
  const at = toDay(day)
  return daysBetween(at, now) >= 0 ? 'Ready' : `${monthOf(at)} ${part(at, { year: 'numeric' })}`
}

/** The exact time with its zone, for the tooltip: `Mon 23 Nov 2026, 4:30 pm GMT+5:30`. */
export function formatExact(instant: Instant): string {
  const at = new Date(instant)
  const zone = new Intl.DateTimeFormat(LOCALE, { timeZoneName: 'short' })
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value
  const day = `${part(at, { weekday: 'short' })} ${part(at, { day: 'numeric' })} ${monthOf(at)} ${part(at, { year: 'numeric' })}`
  return `${day}, ${formatClock(at)} ${zone ?? ''}`.trimEnd()
}

/** A clock time: `4:30 pm`, `11 am`. */
export function formatClock(at: Date): string {
  const hours = at.getHours()
  const minutes = at.getMinutes()
  const clock =
    minutes === 0 ? `${hours % 12 || 12}` : `${hours % 12 || 12}:${String(minutes).padStart(2, '0')}`
  return `${clock} ${hours < 12 ? 'am' : 'pm'}`
}

/** Calendar days from one instant to another, in the viewer's time zone; summer time does not shift it. */
function daysBetween(from: Date, to: Date): number {
  return Math.round((dayNumber(to) - dayNumber(from)) / DAY)
}

function dayNumber(at: Date): number {
  return Date.UTC(at.getFullYear(), at.getMonth(), at.getDate())
}

function toDay(day: Instant): Date {
  const bare = typeof day === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) : null
  return bare ? new Date(Number(bare[1]), Number(bare[2]) - 1, Number(bare[3])) : new Date(day)
}

/** Three letters; the locale's own September has four. */
function monthOf(at: Date): string {
  return part(at, { month: 'short' }).slice(0, 3)
}

function part(at: Date, options: Intl.DateTimeFormatOptions): string {
  return at.toLocaleDateString(LOCALE, options)
}

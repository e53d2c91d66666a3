/** How much of the calendar is shown at once. */
export type CalendarView = 'day' | 'week' | 'month'

/** A day as it stands in an address: `2026-11-27`, of the viewer's own calendar. */
export const dayText = (day: Date): string =>
  `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`

/** The day of such a text at its first moment; null when there is no such day. */
export function readDay(text: string): Date | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!parts) return null
  const day = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]))
  return dayText(day) === text ? day : null
}

/** A day at its first moment. */
export const startOfDay = (at: Date): Date => new Date(at.getFullYear(), at.getMonth(), at.getDate())

/** So many calendar days on, at the same time of the clock, whatever the clocks do in between. */
export function addDays(at: Date, days: number): Date {
  const moved = new Date(at)
  moved.setDate(moved.getDate() + days)
  return moved
}

/** The days that a view around `day` shows: one, Monday to Sunday, or the whole weeks of a month. */
export function daysOf(view: CalendarView, day: Date): Date[] {
  if (view === 'day') return [startOfDay(day)]
  const first = view === 'week' ? startOfDay(day) : new Date(day.getFullYear(), day.getMonth(), 1)
  const monday = addDays(first, -weekdayOf(first))
  if (view === 'week') return Array.from({ length: 7 }, (_, i) => addDays(monday, i))
  const last = new Date(day.getFullYear(), day.getMonth() + 1, 0)
  const weeks = Math.ceil((weekdayOf(first) + last.getDate()) / 7)
  return Array.from({ length: weeks * 7 }, (_, i) => addDays(monday, i))
}

/** The same view before (-1) or after (1) the one around `day`. */
export function turn(view: CalendarView, day: Date, by: -1 | 1): Date {
  if (view === 'day') return addDays(startOfDay(day), by)
  if (view === 'week') return addDays(startOfDay(day), 7 * by)
  return new Date(day.getFullYear(), day.getMonth() + by, 1)
}

/** Monday is 0. */
const weekdayOf = (day: Date) => (day.getDay() + 6) % 7

/** What stands in a column of hours: `minute` of the day, in lane `lane` of `lanes` beside each other. */
export interface Laid<T> {
  item: T
  minute: number
  lane: number
  lanes: number
}

/** How long an entry is drawn, in minutes: a follow-up has a time and no length. */
export const DRAWN_MINUTES = 30

/** Sets what falls into the same half hour side by side. */
export function layOut<T>(items: readonly T[], minuteOf: (item: T) => number): Laid<T>[] {
  const sorted = items.map(item => ({ item, minute: minuteOf(item) })).sort((a, b) => a.minute - b.minute)
  const laid: Laid<T>[] = []
  let together: Laid<T>[] = []
  let end = -1
  const close = () => {
    const lanes = Math.max(1, ...together.map(({ lane }) => lane + 1))
    laid.push(...together.map(one => ({ ...one, lanes })))
    together = []
  }
  for (const { item, minute } of sorted) {
    if (minute >= end) close()
    const taken = new Set(together.filter(one => one.minute + DRAWN_MINUTES > minute).map(({ lane }) => lane))
    let lane = 0
    while (taken.has(lane)) lane += 1
    together.push({ item, minute, lane, lanes: 1 })
    end = Math.max(end, minute + DRAWN_MINUTES)
  }
  close()
  return laid
}

/** Minutes of the day that has begun at midnight. */
export const minuteOfDay = (at: Date): number => at.getHours() * 60 + at.getMinutes()

/** The quarter of an hour nearest to a minute of the day. */
export const toQuarter = (minute: number): number =>
  Math.min(23 * 60 + 45, Math.max(0, Math.round(minute / 15) * 15))

/** That day at that minute. */
export const atMinute = (day: Date, minute: number): Date =>
  new Date(day.getFullYear(), day.getMonth(), day.getDate(), Math.floor(minute / 60), minute % 60)

/** What the view shows, in words: `Fri 27 Nov 2026`, `23 – 29 Nov 2026`, `November 2026`. */
export function spanWords(view: CalendarView, day: Date): string {
  const words = (at: Date, options: Intl.DateTimeFormatOptions) => at.toLocaleDateString('en-IN', options)
  if (view === 'day')
    return words(day, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).replace(',', '')
  if (view === 'month') return words(day, { month: 'long', year: 'numeric' })
  const days = daysOf('week', day)
  const [from, to] = [days[0] ?? day, days[6] ?? day]
  const end = words(to, { day: 'numeric', month: 'short', year: 'numeric' })
  if (from.getFullYear() !== to.getFullYear())
    return `${words(from, { day: 'numeric', month: 'short', year: 'numeric' })} – ${end}`
  if (from.getMonth() !== to.getMonth()) return `${words(from, { day: 'numeric', month: 'short' })} – ${end}`
  return `${from.getDate()} – ${end}`
}

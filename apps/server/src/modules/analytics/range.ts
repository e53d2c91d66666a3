import { invalidInput } from '../../platform/errors.ts'
import type { Range, ReportQuery } from './reports.schemas.ts'

const DAY_MS = 86_400_000
/** A report is of so many days at most. */
const MOST_DAYS = 3700

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

/** Made once for each zone: that takes longer than all they then do. */
const calendars = new Map<string, Intl.DateTimeFormat>()

/** The day of the calendar at an instant. */
export function todayIn(timeZone: string, at: Date): string {
  const calendar =
    calendars.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' })
  calendars.set(timeZone, calendar)
  return calendar.format(at)
}

/** The range that a report is of and the one that it is compared with.
 *  @throws AppError "invalid-input" naming the end that does not fit */
export function rangesOf(query: ReportQuery, today: string): { range: Range; compared: Range | null } {
  const to = query.to ?? today
  const range = checked({ from: query.from ?? twelveMonthsTo(to), to }, 'from', 'to')
  const { compare_from, compare_to } = query
  if (compare_from === undefined && compare_to === undefined) return { range, compared: null }
  if (compare_from === undefined) throw invalidInput('compare_from', 'is missing beside compare_to')
  if (compare_to === undefined) throw invalidInput('compare_to', 'is missing beside compare_from')
  return { range, compared: checked({ from: compare_from, to: compare_to }, 'compare_from', 'compare_to') }
}

/** The first day of the twelve calendar months of which that of `to` is the last. Whole months: beside a rest of one, at the beginning, the others cannot be read. */
function twelveMonthsTo(to: string): string {
  const [year = 0, month = 1] = to.split('-').map(Number)
  if (year <= 1) return to
  return dayOf(new Date(Date.UTC(year, month - 12, 1)))
}

function checked(range: Range, first: string, last: string): Range {
  const days = (Date.parse(range.to) - Date.parse(range.from)) / DAY_MS
  if (Number.isNaN(days) || days < 0) throw invalidInput(first, `must not be after ${last}`)
  if (days > MOST_DAYS) throw invalidInput(first, 'must be within ten years')
  return range
}

/** The days of a part of the calendar that lie within the range. `start` is its first day. */
export function daysOf(unit: 'day' | 'week' | 'month', start: string, { from, to }: Range): Range {
  const [year = 0, month = 1, day = 1] = start.split('-').map(Number)
  const ends = {
    day: Date.UTC(year, month - 1, day),
    week: Date.UTC(year, month - 1, day + 6),
    month: Date.UTC(year, month, 0),
  }
  const end = dayOf(new Date(ends[unit]))
  return { from: start < from ? from : start, to: end > to ? to : end }
}

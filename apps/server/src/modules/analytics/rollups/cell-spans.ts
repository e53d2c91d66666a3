import type { Range } from '../reports.schemas.ts'
import { DAY_MS, monthAfter, monthOf, textOf } from './cell-months.ts'

/** Days from one on, up to another that is not among them. */
export interface Span {
  from: string
  before: string
}

/** The cells that a range is taken from: months, and thirds of the months at its ends. */
export interface CellSpans extends Span {
  months: Span
  thirds: readonly Span[]
}

/** A month is parted by these days: its thirds begin on the 1st, the 11th and the 21st. */
const THIRDS = [1, 11, 21]

/** The first days of the thirds of a month, and that of the next month. */
const bordersOf = (month: Date): Date[] => [
  ...THIRDS.map(day => new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), day))),
  monthAfter(month),
]

/** The border of thirds that is the fewest days away: those are read one by one. */
const nearest = (day: Date): Date =>
  bordersOf(monthOf(day)).reduce((best, border) =>
    Math.abs(+border - +day) < Math.abs(+best - +day) ? border : best,
  )

/** The cells of a range, where there are some of thirds of months. Hardly a lead came after `today`, so a month that is under way is taken whole. Null
 *  where the range is too short for any. */
export function cellSpans({ from, to }: Range, today: string): CellSpans | null {
  const first = nearest(new Date(from))
  const end = new Date(Date.parse(to) + DAY_MS)
  const before = to >= today ? monthAfter(monthOf(new Date(to))) : nearest(end)
  if (first >= before) return null
  const firstMonth = +first === +monthOf(first) ? first : monthAfter(monthOf(first))
  const lastMonth = monthOf(before)
  const span = (start: Date, stop: Date): Span => ({ from: textOf(start), before: textOf(stop) })
  return {
    ...span(first, before),
    ...(firstMonth <= lastMonth
      ? { months: span(firstMonth, lastMonth), thirds: [span(first, firstMonth), span(lastMonth, before)] }
      : { months: span(before, before), thirds: [span(first, before), span(before, before)] }),
  }
}

/** The first days of the months of a span, or of the thirds of months. */
export function startsIn({ from, before }: Span, isThird: boolean): string[] {
  const starts: string[] = []
  for (let month = monthOf(new Date(from)); textOf(month) < before; month = monthAfter(month))
    starts.push(...(isThird ? bordersOf(month).slice(0, -1) : [month]).map(textOf))
  return starts.filter(day => day >= from && day < before)
}

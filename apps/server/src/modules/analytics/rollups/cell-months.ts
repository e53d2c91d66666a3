import type { Range } from '../reports.schemas.ts'

export const DAY_MS = 86_400_000
export const monthOf = (day: Date): Date => new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth()))
export const monthAfter = (month: Date): Date =>
  new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1))
export const textOf = (day: Date): string => day.toISOString().slice(0, 10)

/** The months of a range that are taken from cells, up to the first that is not: also one of which the range has but a part, where the days to take
 *  off again are fewer than those to add one by one. Hardly a lead came after `today`, so a month that is under way is taken. Null where the range is
 *  too short for any. */
export function cellMonths({ from, to }: Range, today: string): { from: string; before: string } | null {
  const start = new Date(from)
  const end = new Date(Date.parse(to) + DAY_MS)
  const first = monthOf(start)
  const last = monthOf(end)
  const takesFirst = +start - +first <= +monthAfter(first) - +start
  const takesLast = +end > +last && (to >= today || +end - +last >= +monthAfter(last) - +end)
  const months = {
    from: textOf(takesFirst ? first : monthAfter(first)),
    before: textOf(takesLast ? monthAfter(last) : last),
  }
  return months.from < months.before ? months : null
}

/** Days of which leads are read one by one, since cells lack them (1) or have them for nothing (-1). */
export interface Edge {
  sign: 1 | -1
  from: string
  to: string
}

/** What makes the days that cells have the range. */
export function edgesOf({ from, to }: Range, cells: { from: string; before: string } | null): Edge[] {
  if (!cells) return [{ sign: 1, from, to }]
  const dayBefore = (day: string) => textOf(new Date(Date.parse(day) - DAY_MS))
  const dayAfter = (day: string) => textOf(new Date(Date.parse(day) + DAY_MS))
  const edges: Edge[] = []
  if (from < cells.from) edges.push({ sign: 1, from, to: dayBefore(cells.from) })
  if (from > cells.from) edges.push({ sign: -1, from: cells.from, to: dayBefore(from) })
  const last = dayBefore(cells.before)
  if (to > last) edges.push({ sign: 1, from: cells.before, to })
  if (to < last) edges.push({ sign: -1, from: dayAfter(to), to: last })
  return edges
}

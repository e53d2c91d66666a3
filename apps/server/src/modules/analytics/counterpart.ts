import type { DimensionName, Range } from './reports.schemas.ts'

const DAY_MS = 86_400_000
const UNITS: ReadonlySet<DimensionName> = new Set(['day', 'week', 'month'])

/** The values of a group's counterpart in the range that this one is compared with: a period has that which lies as many periods after the first day
 *  of the other range as it does after that of this one; everything else has its like. */
export function counterpartOf(
  by: readonly DimensionName[],
  values: readonly (string | null)[],
  range: Range,
  compared: Range,
): (string | null)[] {
  return values.map((value, place) => {
    const name = by[place]
    if (value === null || name === undefined || !UNITS.has(name)) return value
    return name === 'month' ? monthAt(value, range, compared) : dayAt(name, value, range, compared)
  })
}

const write = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Months since the year 0. */
const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1

function monthAt(value: string, range: Range, compared: Range): string {
  const month = monthOf(value) - monthOf(range.from) + monthOf(compared.from)
  return write(Date.UTC(Math.floor(month / 12), month % 12, 1))
}

/** The Monday of a day. */
const weekOf = (at: number): number => at - ((new Date(at).getUTCDay() + 6) % 7) * DAY_MS

function dayAt(unit: DimensionName, value: string, range: Range, compared: Range): string {
  const [first, other] = [range, compared].map(({ from }) =>
    unit === 'week' ? weekOf(Date.parse(from)) : Date.parse(from),
  ) as [number, number]
  return write(Date.parse(value) - first + other)
}

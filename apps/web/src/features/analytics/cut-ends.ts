import { unitOf } from '@optimwalls/contract/reports'

const DAY_MS = 86_400_000

/** Whether the first and the last period of a report lie only partly in its days: their figures are no fall and no rise.
 *  @param rows periods by their first days */
export function cutEnds(
  rows: readonly { key: string }[],
  range: { from: string; to: string },
): { first: boolean; last: boolean; unit: 'day' | 'week' | 'month' } {
  const unit = unitOf(range)
  const [first, last] = [rows[0]?.key ?? range.from, rows.at(-1)?.key ?? range.to]
  // Alone, or two, there is no line within whole ones to set them off from.
  const areDays = [first, last].every(day => !Number.isNaN(Date.parse(day)))
  if (unit === 'day' || rows.length < 4 || !areDays) return { first: false, last: false, unit }
  return { first: first < range.from, last: lastDayOf(unit, last) > range.to, unit }
}

function lastDayOf(unit: 'week' | 'month', first: string): string {
  const [year = 0, month = 1] = first.split('-').map(Number)
  const at = unit === 'week' ? Date.parse(first) + 6 * DAY_MS : Date.UTC(year, month, 0)
  return new Date(at).toISOString().slice(0, 10)
}

import { PARTS, type Part, REPORT_NAMES, REPORTS, type ReportName } from '@optimwalls/contract/reports'

/** Ranges that end today. */
export const SPANS = { '30d': '30 days', '90d': '90 days', '12m': '12 months' } as const
export type Span = keyof typeof SPANS

/** Everything about the page that stands in the address. */
export interface ReportSearch {
  report?: ReportName
  span?: Span
  /** Both or none: a range of one's own. */
  from?: string
  to?: string
  compare?: true
  by?: Part
  pipeline?: number
  as?: 'table'
}

const day = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined
const isIn = <T extends string>(known: readonly T[], value: unknown): value is T => known.includes(value as T)

/** Reads the address; what it does not understand is left out, so that no link breaks the page. */
export function readReportSearch(search: Record<string, unknown>): ReportSearch {
  const report = isIn(REPORT_NAMES, search.report) ? search.report : 'conversions'
  const by = isIn(Object.keys(PARTS) as Part[], search.by) ? search.by : undefined
  const [from, to] = [day(search.from), day(search.to)]
  const pipeline = Number(search.pipeline)
  return {
    ...(report !== 'conversions' && { report }),
    ...(isIn(Object.keys(SPANS) as Span[], search.span) && search.span !== '12m' && { span: search.span }),
    ...(from && to && from <= to && { from, to }),
    ...(search.compare === true || search.compare === 'true' ? { compare: true as const } : {}),
    ...(by && REPORTS[report].parts.includes(by) && by !== REPORTS[report].parts[0] && { by }),
    ...(report === 'funnel' && Number.isSafeInteger(pipeline) && pipeline > 0 && { pipeline }),
    ...(search.as === 'table' && { as: 'table' as const }),
  }
}

export interface Range {
  from: string
  to: string
}

const DAY_MS = 86_400_000
const write = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** The days that a search is of, and with `compare` as many days before them. `now` is read by the viewer's clock. */
export function rangesOf(search: ReportSearch, now: Date): { range: Range; compared: Range | null } {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())
  const starts: Record<Span, number> = {
    '30d': today - 29 * DAY_MS,
    '90d': today - 89 * DAY_MS,
    '12m': Date.UTC(now.getFullYear() - 1, now.getMonth(), now.getDate() + 1),
  }
  const range =
    search.from && search.to
      ? { from: search.from, to: search.to }
      : { from: write(starts[search.span ?? '12m']), to: write(today) }
  if (!search.compare) return { range, compared: null }
  const [from, to] = [Date.parse(range.from), Date.parse(range.to)]
  return { range, compared: { from: write(from - (to - from) - DAY_MS), to: write(from - DAY_MS) } }
}

/** The days of a report in words: `28 Nov 2025 to 27 Nov 2026, compared with …`. */
export function sayRange(range: Range, compared: Range | null): string {
  const day = (text: string) =>
    new Date(`${text}T00:00:00`).toLocaleDateString('en-IN', {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    })
  const days = ({ from, to }: Range) => `${day(from)} to ${day(to)}`
  return compared ? `${days(range)}, compared with ${days(compared)}` : days(range)
}

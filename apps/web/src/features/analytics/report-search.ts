import { PARTS, type Part, REPORT_NAMES, REPORTS, type ReportName } from '@optimwalls/contract/reports'

/** Ranges that end today; those of months begin with the first of one. */
export const SPANS = { '30d': '30 days', '90d': '90 days', '12m': '12 months', '10y': '10 years' } as const
export type Span = keyof typeof SPANS

/** With which days a report is compared: as many before, or the same a year before. */
export type Comparison = true | 'year'

/** Everything about the page that stands in the address. */
export interface ReportSearch {
  report?: ReportName
  span?: Span
  /** Both or none: a range of one's own. */
  from?: string
  to?: string
  compare?: Comparison
  /** Both or none: the days to compare with, of one's own choice. */
  compare_from?: string
  compare_to?: string
  by?: Part
  /** A second dimension beside `by`. */
  and?: Part
  pipeline?: number
  as?: 'table'
  source?: string[]
  campaign_id?: number[]
  project_type?: string[]
  location?: string[]
  assigned_to?: string[]
  team_id?: string[]
  pipeline_id?: number[]
}

/** What narrows a report, by the part whose values it takes. */
export const FILTERS = {
  source: 'source',
  campaign: 'campaign_id',
  project_type: 'project_type',
  location: 'location',
  owner: 'assigned_to',
  team: 'team_id',
  pipeline: 'pipeline_id',
} as const satisfies Partial<Record<Part, keyof ReportSearch>>
export type FilterPart = keyof typeof FILTERS
export const FILTER_PARTS = Object.keys(FILTERS) as FilterPart[]
export const isFilterPart = (part: string): part is FilterPart => part in FILTERS

/** "By source". */
export function sayPart(part: Part): string {
  if (part === 'time') return PARTS.time
  return part === 'competitor' ? 'By competitor' : `By ${PARTS[part].toLowerCase()}`
}

/** Whether a report is parted by two dimensions at once. */
export const takesTwo = (report: ReportName): boolean =>
  REPORTS[report].parts.length > 2 && report !== 'response-times'

/** The filters of the address. */
export function filtersOf(search: ReportSearch): Pick<ReportSearch, (typeof FILTERS)[FilterPart]> {
  return Object.fromEntries(
    FILTER_PARTS.flatMap(part => {
      const values = search[FILTERS[part]]
      return values?.length ? [[FILTERS[part], values]] : []
    }),
  )
}

/** The page narrowed to one value of a part, parted by the next that tells more. Null where the value cannot be asked for. */
export function narrowed(search: ReportSearch, part: Part, value: string | null): ReportSearch | null {
  if (!isFilterPart(part)) return null
  if (value === null && part !== 'owner' && part !== 'team') return null
  const isId = part === 'campaign' || part === 'pipeline'
  const wanted = [isId ? Number(value) : (value ?? 'none')]
  const report = search.report ?? 'conversions'
  const next = { ...search, [FILTERS[part]]: wanted, and: undefined }
  const isNarrowed = (one: Part) => isFilterPart(one) && next[FILTERS[one]] !== undefined
  const by = REPORTS[report].parts.find(one => one !== 'arrival' && !isNarrowed(one))
  return { ...next, by: by ?? search.by }
}

const listOf = (value: unknown, isId: boolean): (string | number)[] | undefined => {
  const all: unknown[] = Array.isArray(value) ? value : [value]
  const values = all.flatMap((one): (string | number)[] => {
    if (!isId) return typeof one === 'string' || typeof one === 'number' ? [String(one)] : []
    const id = Number(one)
    return Number.isSafeInteger(id) && id > 0 && id < 2 ** 31 ? [id] : []
  })
  return values.length > 0 ? values.slice(0, 50) : undefined
}

const day = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined
const isIn = <T extends string>(known: readonly T[], value: unknown): value is T => known.includes(value as T)

/** Reads the address; what it does not understand is left out, so that no link breaks the page. */
export function readReportSearch(search: Record<string, unknown>): ReportSearch {
  const report = isIn(REPORT_NAMES, search.report) ? search.report : 'conversions'
  const { parts } = REPORTS[report]
  const by = isIn(parts, search.by) ? search.by : undefined
  const and = takesTwo(report) && isIn(parts, search.and) && search.and !== (by ?? parts[0])
  const [from, to] = [day(search.from), day(search.to)]
  const [otherFrom, otherTo] = [day(search.compare_from), day(search.compare_to)]
  const pipeline = Number(search.pipeline)
  return {
    ...(report !== 'conversions' && { report }),
    ...(isIn(Object.keys(SPANS) as Span[], search.span) && search.span !== '12m' && { span: search.span }),
    ...(from && to && from <= to && { from, to }),
    ...(otherFrom && otherTo && otherFrom <= otherTo
      ? { compare_from: otherFrom, compare_to: otherTo }
      : comparisonOf(search.compare)),
    ...(by && by !== parts[0] && { by }),
    ...(and && { and: search.and as Part }),
    ...(report === 'funnel' && Number.isSafeInteger(pipeline) && pipeline > 0 && { pipeline }),
    ...(search.as === 'table' && { as: 'table' as const }),
    ...Object.fromEntries(
      FILTER_PARTS.flatMap(part => {
        const values = listOf(search[FILTERS[part]], part === 'campaign' || part === 'pipeline')
        return values ? [[FILTERS[part], values]] : []
      }),
    ),
  }
}

function comparisonOf(compare: unknown): Pick<ReportSearch, 'compare'> {
  if (compare === 'year') return { compare }
  return compare === true || compare === 'true' ? { compare: true } : {}
}

export interface Range {
  from: string
  to: string
}

const DAY_MS = 86_400_000
const write = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** The same day of the year before; the last of February where that has no 29th. */
function yearBefore(day: string): string {
  const [year = 0, month = 1, of = 1] = day.split('-').map(Number)
  return write(
    Date.UTC(year - 1, month - 1, Math.min(of, new Date(Date.UTC(year - 1, month, 0)).getUTCDate())),
  )
}

/** The days that a search is of, and those that it is compared with. `now` is read by the viewer's clock. */
export function rangesOf(search: ReportSearch, now: Date): { range: Range; compared: Range | null } {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())
  const starts: Record<Span, number> = {
    '30d': today - 29 * DAY_MS,
    '90d': today - 89 * DAY_MS,
    '12m': Date.UTC(now.getFullYear(), now.getMonth() - 11, 1),
    '10y': Date.UTC(now.getFullYear() - 10, now.getMonth() + 1, 1),
  }
  const span = search.span ?? '12m'
  const own = search.from && search.to ? { from: search.from, to: search.to } : null
  const range = own ?? { from: write(starts[span]), to: write(today) }
  if (search.compare_from && search.compare_to)
    return { range, compared: { from: search.compare_from, to: search.compare_to } }
  if (!search.compare) return { range, compared: null }
  // Twelve months before are the same of the year before: months stand beside months.
  if (search.compare === 'year' || (span === '12m' && !own))
    return { range, compared: { from: yearBefore(range.from), to: yearBefore(range.to) } }
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

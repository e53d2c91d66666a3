import {
  type Column,
  type Leads,
  type ReportKind,
  type ReportRow,
  type ReportView,
  sayFigure,
} from '@optimwalls/contract/reports'

/** One kind of mark of a chart: what its legend names and switches. */
export interface Series {
  name: string
  label: string
  /** Of the six colours that charts have. */
  tint: 1 | 2 | 3 | 4 | 5 | 6
}

export interface Point {
  value: number | null
  text: string
  /** That of the range it is compared with; absent where there is none. */
  before?: { value: number; text: string }
  leads: Leads | null
}

export interface ChartRow {
  key: string
  label: string
  /** Of the dimension that the rows are of; null where there is none. */
  value: string | null
  /** One for each series, in their order. */
  points: readonly Point[]
}

/** What bars and lines are drawn from, on the page and in a picture of it. */
export interface ChartModel {
  series: readonly Series[]
  rows: readonly ChartRow[]
}

const NOTHING: Point = { value: null, text: '—', leads: null }

/** A series for the whole and one for the part of it that is drawn. */
export function modelOf(view: ReportView, drawn: ReportKind['drawn']): ChartModel {
  const places = [drawn.whole, drawn.part].flatMap(name => {
    const place = view.columns.findIndex(column => column.name === name)
    return place < 0 ? [] : [place]
  })
  return {
    series: places.map((place, at) => ({
      name: view.columns[place]?.name ?? '',
      label: view.columns[place]?.label ?? '',
      tint: at === 0 ? 1 : 2,
    })),
    rows: view.rows.map(row => ({
      key: row.key,
      label: row.label,
      value: row.parts[0]?.value ?? null,
      points: places.map(place => pointOf(row, place)),
    })),
  }
}

/** Values of the second dimension that have a colour of their own. */
const MOST_SERIES = 5

/** A report parted by two dimensions: rows of the one, a series for each frequent value of the other and one for all others.
 *  @param rowsAt the place of the dimension that the rows are of */
export function crossModel(
  view: ReportView,
  drawn: ReportKind['drawn'],
  rowsAt: 0 | 1,
  currency: string,
): ChartModel {
  const place = view.columns.findIndex(column => column.name === drawn.whole)
  const column = view.columns[place]
  const seriesAt = rowsAt === 0 ? 1 : 0
  const heads = new Map<string, { label: string; sum: number }>()
  const lines = new Map<string, { label: string; value: string | null; of: Map<string, Point> }>()
  for (const row of view.rows) {
    const [head, line] = [row.parts[seriesAt], row.parts[rowsAt]]
    if (!head || !line) continue
    const { before: _before, ...point } = pointOf(row, place)
    const [headKey, lineKey] = [head.value ?? '', line.value ?? '']
    const known = heads.get(headKey) ?? { label: head.label, sum: 0 }
    heads.set(headKey, { ...known, sum: known.sum + (point.value ?? 0) })
    const found = lines.get(lineKey) ?? { label: line.label, value: line.value, of: new Map() }
    lines.set(lineKey, found)
    found.of.set(headKey, point)
  }
  const ranked = [...heads].sort(([, a], [, b]) => b.sum - a.sum)
  const [shown, rest] = [ranked.slice(0, MOST_SERIES), ranked.slice(MOST_SERIES)]
  const rows = [...lines].map(([key, { label, value, of }]): ChartRow => {
    const points = shown.map(([name]) => of.get(name) ?? zero(column, currency))
    if (rest.length > 0)
      points.push(
        sumOf(
          rest.flatMap(([name]) => of.get(name) ?? []),
          column,
          currency,
        ),
      )
    return { key, label, value, points }
  })
  const sum = (row: ChartRow) => row.points.reduce((all, point) => all + (point.value ?? 0), 0)
  return {
    series: [
      ...shown.map(([name, { label }], at) => ({ name, label, tint: (at + 1) as Series['tint'] })),
      ...(rest.length > 0 ? [{ name: '\u0000others', label: 'All others', tint: 6 as const }] : []),
    ],
    rows: /^\d{4}-\d{2}-\d{2}$/.test(rows[0]?.key ?? '')
      ? rows.sort((a, b) => a.key.localeCompare(b.key))
      : rows.sort((a, b) => sum(b) - sum(a)),
  }
}

const zero = (column: Column | undefined, currency: string): Point => sumOf([], column, currency)

function sumOf(points: readonly Point[], column: Column | undefined, currency: string): Point {
  const value = points.reduce((sum, point) => sum + (point.value ?? 0), 0)
  return { value, text: sayFigure(value, column?.kind ?? 'count', currency), leads: null }
}

function pointOf(row: ReportRow, place: number): Point {
  const figure = row.figures[place]
  if (!figure) return NOTHING
  const { value, text, leads, before, valueBefore } = figure
  return {
    value,
    text,
    leads,
    ...(before !== null && valueBefore !== null && { before: { value: valueBefore, text: before } }),
  }
}

/** Whether marks of another range stand beside the first series. */
export const isCompared = ({ rows }: ChartModel): boolean => rows.some(({ points }) => points[0]?.before)

/** The most that the first series comes to, now or before: what a chart is as wide or high as. */
export const mostOf = (rows: readonly ChartRow[]): number =>
  Math.max(1, ...rows.flatMap(({ points: [first] }) => [first?.value ?? 0, first?.before?.value ?? 0]))

/** The chart with only those series that are not switched off. */
export function without({ series, rows }: ChartModel, off: ReadonlySet<string>): ChartModel {
  const kept = series.flatMap((one, place) => (off.has(one.name) ? [] : [place]))
  return {
    series: kept.flatMap(place => series[place] ?? []),
    rows: rows.map(row => ({ ...row, points: kept.map(place => row.points[place] ?? NOTHING) })),
  }
}

/** One of what a label names: "Leads" is lead. */
const ONE_OF: Readonly<Record<string, string>> = { leads: 'lead', clients: 'client', activities: 'activity' }

/** The row in words: "Website: 120 leads (before: 98), 14 clients". */
export function sayRow({ label, points }: ChartRow, series: readonly Series[]): string {
  const told = points.map(({ value, text, before }, place) => {
    const of = series[place]?.label.toLowerCase() ?? ''
    return `${text} ${(value === 1 && ONE_OF[of]) || of}${before ? ` (before: ${before.text})` : ''}`
  })
  return `${label}: ${told.join(', ')}`
}

/** The next figure of 1, 2, 4, 6, 8, 10, 20 …, so that gridlines stand at round ones. */
export function roundUp(value: number): number {
  if (value <= 1) return 1
  const size = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 4, 6, 8, 10].find(times => times * size >= value) ?? 10) * size
}

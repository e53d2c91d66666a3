import type { Leads, ReportKind, ReportRow, ReportView } from '@optimwalls/contract/reports'

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
  leads: Leads | null
}

export interface ChartRow {
  key: string
  label: string
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
      points: places.map(place => pointOf(row, place)),
    })),
  }
}

function pointOf(row: ReportRow, place: number): Point {
  const figure = row.figures[place]
  return figure ? { value: figure.value, text: figure.text, leads: figure.leads } : NOTHING
}

/** The chart with only those series that are not switched off. */
export function without({ series, rows }: ChartModel, off: ReadonlySet<string>): ChartModel {
  const kept = series.flatMap((one, place) => (off.has(one.name) ? [] : [place]))
  return {
    series: kept.flatMap(place => series[place] ?? []),
    rows: rows.map(row => ({ ...row, points: kept.map(place => row.points[place] ?? NOTHING) })),
  }
}

/** The row in words: "Website: 120 leads, 14 clients". */
export const sayRow = ({ label, points }: ChartRow, series: readonly Series[]): string =>
  `${label}: ${points.map(({ text }, place) => `${text} ${series[place]?.label.toLowerCase()}`).join(', ')}`

/** The next figure of 1, 2, 5, 10, 20 …, so that gridlines stand at round ones. */
export function roundUp(value: number): number {
  if (value <= 1) return 1
  const size = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5, 10].find(times => times * size >= value) ?? 10) * size
}

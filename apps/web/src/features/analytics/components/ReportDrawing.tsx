import { kindOf, REPORTS, type ReportView } from '@optimwalls/contract/reports'
import { isCompared, without } from '../chart-model.ts'
import type { Chart } from '../chart-of.ts'
import { narrowed, type ReportSearch } from '../report-search.ts'
import { offOf, type SeriesSwitch } from '../use-series-off.ts'
import { BarChart } from './BarChart.tsx'
import { FunnelChart } from './FunnelChart.tsx'
import { HeatMap } from './HeatMap.tsx'
import { Legend } from './Legend.tsx'
import { StackChart } from './StackChart.tsx'
import { TimeChart } from './TimeChart.tsx'

export interface ReportDrawingProps extends SeriesSwitch {
  search: ReportSearch
  view: ReportView
  chart: Chart
  /** Changes what the page is of, by what is drawn; absent on a dashboard. */
  onSearch?: (search: ReportSearch) => void
  /** The days of the report. */
  range: { from: string; to: string }
}

/** A report as a drawing: a funnel, a heat map, lines over time, or bars. */
export function ReportDrawing(props: ReportDrawingProps) {
  const { search, view, chart, off, onToggle, onSearch, range } = props
  const name = search.report ?? 'conversions'
  if (name === 'funnel') return <FunnelChart view={view} />
  if (kindOf(name, search.by).isByHour) return <HeatMap view={view} />
  const { shape, model, sayTotal } = chart
  const hidden = offOf(model.series, off)
  const shown = without(model, hidden)
  const part = search.by ?? REPORTS[name].parts[0]
  const narrow =
    onSearch &&
    ((row: (typeof model.rows)[number]) => {
      const next = part && narrowed(search, part, row.value)
      return next ? () => onSearch(next) : null
    })
  const choose = onSearch && ((from: number, to: number) => onSearch({ ...search, ...daysBetween(from, to) }))

  /** From the first day of one period to the last of another, within the range. */
  function daysBetween(first: number, last: number) {
    const start = model.rows[first]?.key ?? range.from
    const next = model.rows[last + 1]?.key
    const end = next ? new Date(Date.parse(next) - 86_400_000).toISOString().slice(0, 10) : range.to
    return { from: [start, range.from].sort()[1], to: [end, range.to].sort()[0] }
  }

  return (
    <>
      <Legend
        series={model.series}
        marks={shape}
        off={hidden}
        onToggle={onToggle}
        isCompared={shape !== 'stack' && isCompared(shown)}
      />
      {shape === 'lines' && <TimeChart model={shown} range={range} onChoose={choose} />}
      {shape === 'overlay' && <BarChart model={shown} narrow={narrow} />}
      {shape === 'stack' && <StackChart model={shown} sayTotal={sayTotal} narrow={narrow} />}
    </>
  )
}

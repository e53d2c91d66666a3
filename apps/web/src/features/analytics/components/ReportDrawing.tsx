import { REPORTS, type ReportKind, type ReportView } from '@optimwalls/contract/reports'
import { modelOf, without } from '../chart-model.ts'
import type { ReportSearch } from '../report-search.ts'
import { offOf, type SeriesSwitch } from '../use-series-off.ts'
import { BarChart } from './BarChart.tsx'
import { FunnelChart } from './FunnelChart.tsx'
import { HeatMap } from './HeatMap.tsx'
import { Legend } from './Legend.tsx'
import { TimeChart } from './TimeChart.tsx'

export interface ReportDrawingProps extends SeriesSwitch {
  search: ReportSearch
  view: ReportView
  /** What is drawn as bars or lines; by default as the report has it. */
  drawn?: ReportKind['drawn'] | undefined
}

/** Whether the report is drawn as lines. */
export const isOverTime = ({ report = 'conversions', by }: ReportSearch): boolean =>
  (by ?? REPORTS[report].parts[0]) === 'time'

/** A report as a drawing: a funnel, a heat map, lines over time, or bars. */
export function ReportDrawing({ search, view, drawn, off, onToggle }: ReportDrawingProps) {
  const name = search.report ?? 'conversions'
  if (name === 'funnel') return <FunnelChart view={view} />
  if (name === 'response-times') return <HeatMap view={view} />
  const model = modelOf(view, drawn ?? REPORTS[name].drawn)
  const hidden = offOf(model.series, off)
  const shown = without(model, hidden)
  const isTime = isOverTime(search)
  return (
    <>
      <Legend series={model.series} marks={isTime ? 'lines' : 'overlay'} off={hidden} onToggle={onToggle} />
      {isTime ? <TimeChart model={shown} /> : <BarChart model={shown} />}
    </>
  )
}

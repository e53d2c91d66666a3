import type { ReportSearch } from '../report-search.ts'
import type { ReportView } from '../report-view.ts'
import { REPORTS, type ReportKind } from '../reports.ts'
import { BarChart } from './BarChart.tsx'
import { FunnelChart } from './FunnelChart.tsx'
import { HeatMap } from './HeatMap.tsx'
import { TimeChart } from './TimeChart.tsx'

export interface ReportDrawingProps {
  search: ReportSearch
  view: ReportView
  /** What is drawn as bars or lines; by default as the report has it. */
  drawn?: ReportKind['drawn'] | undefined
}

/** A report as a drawing: a funnel, a heat map, lines over time, or bars. */
export function ReportDrawing({ search, view, drawn: wanted }: ReportDrawingProps) {
  const name = search.report ?? 'conversions'
  const { drawn: usual, parts } = REPORTS[name]
  const drawn = wanted ?? usual
  if (name === 'funnel') return <FunnelChart view={view} />
  if (name === 'response-times') return <HeatMap view={view} />
  if ((search.by ?? parts[0]) === 'time') return <TimeChart view={view} drawn={drawn} />
  return <BarChart view={view} drawn={drawn} />
}

import { kindOf, REPORTS, type ReportKind, type ReportView, sayFigure } from '@optimwalls/contract/reports'
import { type ChartModel, crossModel, modelOf } from './chart-model.ts'
import { type ReportSearch, takesTwo } from './report-search.ts'

export interface Chart {
  shape: 'lines' | 'overlay' | 'stack'
  model: ChartModel
  /** A sum in words. */
  sayTotal: (value: number) => string
}

/** How a report that is neither funnel nor heat map is drawn: lines where it is parted by time, else bars; a second dimension parts
 *  these. */
export function chartOf(
  search: ReportSearch,
  view: ReportView,
  currency: string,
  drawn: ReportKind['drawn'] = kindOf(search.report ?? 'conversions', search.by).drawn,
): Chart {
  const report = search.report ?? 'conversions'
  const by = search.by ?? REPORTS[report].parts[0]
  const and = takesTwo(report) ? search.and : undefined
  const isTime = by === 'time' || and === 'time'
  const kind = view.columns.find(column => column.name === drawn.whole)?.kind ?? 'count'
  return {
    shape: isTime ? 'lines' : and ? 'stack' : 'overlay',
    model: and ? crossModel(view, drawn, and === 'time' ? 1 : 0, currency) : modelOf(view, drawn),
    sayTotal: value => sayFigure(value, kind, currency),
  }
}

import { REPORTS, type ReportAnswer, viewOf } from '@optimwalls/contract/reports'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { WidgetCard } from '../../../ui/WidgetCard.tsx'
import { reportQuery } from '../api.ts'
import { chartOf } from '../chart-of.ts'
import { type ReportSearch, SPANS } from '../report-search.ts'
import { useFreshFigures } from '../use-fresh-figures.ts'
import { useSeriesOff } from '../use-series-off.ts'
import { ReportDrawing } from './ReportDrawing.tsx'
import { ReportTiles } from './ReportTiles.tsx'
import classes from './ReportWidget.module.css'

export interface ReportWidgetProps {
  title: string
  /** The report, as its page has it in the address. */
  search: ReportSearch
  /** Names of figures to show in place of the drawing. */
  figures?: readonly string[]
  /** Leaves out the group of leads that have none of what the report is parted by. */
  areNamed?: boolean
}

/** Groups drawn on a dashboard. */
export const MOST_ROWS = 8

/** A report on the dashboard: its drawing, its sentence, and the way to all of it. */
export function ReportWidget({ title, search, figures, areNamed = false }: ReportWidgetProps) {
  const [now] = useState(() => new Date())
  useFreshFigures()
  const series = useSeriesOff()
  const name = search.report ?? 'conversions'
  const { data, error, refetch } = useQuery(reportQuery(search, now))
  const view = data && viewOf(name, REPORTS[name], areNamed ? namedOf(data) : data)
  const isShort = name !== 'response-times' && (search.by ?? REPORTS[name].parts[0]) !== 'time'
  return (
    <WidgetCard
      title={title}
      of={search.from ? undefined : SPANS[search.span ?? '12m']}
      isPadded={!figures}
      more={className => (
        <Link to="/reports" search={search} className={className} aria-label={`Open report: ${title}`}>
          Open report
        </Link>
      )}
    >
      {!view && error && <ErrorState error={error} onRetry={() => void refetch()} level={3} />}
      {!view && !error && <SkeletonRows of={title} rows={figures ? 2 : 8} />}
      {view && figures && <ReportTiles view={view} only={figures} isFlush />}
      {view && !figures && (
        <>
          <p className={classes.summary}>{view.summary}</p>
          {view.rows.length > 0 && (
            <ReportDrawing
              {...series}
              search={search}
              view={view}
              chart={chartOf(
                search,
                isShort ? { ...view, rows: view.rows.slice(0, MOST_ROWS) } : view,
                data.currency ?? 'INR',
              )}
              range={data.range}
            />
          )}
        </>
      )}
    </WidgetCard>
  )
}

const namedOf = (report: ReportAnswer): ReportAnswer => ({
  ...report,
  groups: report.groups.filter(({ keys }) => keys?.every(({ value }) => value !== null)),
})

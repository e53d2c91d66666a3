import { REPORTS, type ReportKind, viewOf } from '@optimwalls/contract/reports'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useLive } from '../../../lib/live.ts'
import { throttle } from '../../../lib/throttle.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { WidgetCard } from '../../../ui/WidgetCard.tsx'
import { reportKeys, reportQuery } from '../api.ts'
import { chartOf } from '../chart-of.ts'
import type { ReportSearch } from '../report-search.ts'
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
  /** What is drawn and told, where that is not what the page of the report draws. */
  drawn?: ReportKind['drawn']
}

const PAUSE_MS = 5000
/** Groups drawn on a dashboard. */
const MOST_ROWS = 8

/** A report on the dashboard: its drawing, its sentence, and the way to all of it. */
export function ReportWidget({ title, search, figures, drawn }: ReportWidgetProps) {
  const client = useQueryClient()
  const [now] = useState(() => new Date())
  const [refresh] = useState(() =>
    throttle(() => void client.invalidateQueries({ queryKey: reportKeys.all }), PAUSE_MS),
  )
  useLive('lead', refresh)
  const series = useSeriesOff()
  const name = search.report ?? 'conversions'
  const { data, error, refetch } = useQuery(reportQuery(search, now))
  const view = data && viewOf(name, { ...REPORTS[name], ...(drawn && { drawn }) }, data)
  const isShort = name !== 'response-times' && (search.by ?? REPORTS[name].parts[0]) !== 'time'
  return (
    <WidgetCard
      title={title}
      isPadded
      more={className => (
        <Link to="/reports" search={search} className={className} aria-label={`Open report: ${title}`}>
          Open report
        </Link>
      )}
    >
      {!view && error && <ErrorState error={error} onRetry={() => void refetch()} level={3} />}
      {!view && !error && <SkeletonRows of={title} rows={5} />}
      {view && figures && <ReportTiles view={view} only={figures} />}
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
                drawn,
              )}
              range={data.range}
            />
          )}
        </>
      )}
    </WidgetCard>
  )
}

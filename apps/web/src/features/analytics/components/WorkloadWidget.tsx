import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { WidgetCard } from '../../../ui/WidgetCard.tsx'
import { without } from '../chart-model.ts'
import { useFreshFigures } from '../use-fresh-figures.ts'
import { offOf, useSeriesOff } from '../use-series-off.ts'
import { workloadChart, workloadQuery } from '../workload.ts'
import { BarChart } from './BarChart.tsx'
import { Legend } from './Legend.tsx'
import classes from './ReportWidget.module.css'
import { MOST_ROWS } from './ReportWidget.tsx'

/** How many leads each person has open now, and how many of them stand still. */
export function WorkloadWidget() {
  useFreshFigures()
  const { off, onToggle } = useSeriesOff()
  const { data, error, refetch } = useQuery(workloadQuery)
  const model = data && workloadChart({ people: data.people.slice(0, MOST_ROWS) })
  const hidden = model && offOf(model.series, off)
  return (
    <WidgetCard
      title="Workload"
      of="open now"
      isPadded
      more={className => (
        <Link to="/board" className={className} aria-label="Open board: Workload">
          Open board
        </Link>
      )}
    >
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} level={3} />}
      {!data && !error && <SkeletonRows of="Workload" rows={8} />}
      {data && (
        <p className={classes.summary}>
          {data.open === 0
            ? 'No lead is open.'
            : `${data.open.toLocaleString('en-IN')} open leads, ${data.stale.toLocaleString('en-IN')} of them too long in their stage.`}
        </p>
      )}
      {model && hidden && model.rows.length > 0 && (
        <>
          <Legend series={model.series} marks="overlay" off={hidden} onToggle={onToggle} />
          <BarChart model={without(model, hidden)} />
        </>
      )}
    </WidgetCard>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { formatDay } from '../../../lib/format-time.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { Tiles } from '../../../ui/Tiles.tsx'
import { WidgetCard } from '../../../ui/WidgetCard.tsx'
import { type SystemHealth, saySignIns, systemFigures, systemQuery } from '../system-view.ts'
import classes from './SystemWidget.module.css'

/** How the system is used and whether its work gets done. */
export function SystemWidget() {
  const { data, error, refetch } = useQuery(systemQuery)
  return (
    <WidgetCard title="System" isPadded>
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} level={3} />}
      {!data && !error && <SkeletonRows of="System" rows={4} />}
      {data && (
        <>
          <Tiles
            tiles={systemFigures(data).map(({ to, ...tile }) => ({
              ...tile,
              link:
                to &&
                ((className, content) => (
                  <Link to={to} className={className}>
                    {content}
                  </Link>
                )),
            }))}
          />
          {data.jobs.failing.length > 0 && (
            <p className={classes.failing}>
              Failed jobs: {data.jobs.failing.map(({ name, count }) => `${name} (${count})`).join(', ')}
            </p>
          )}
          <SignIns days={data.sign_ins} />
        </>
      )}
    </WidgetCard>
  )
}

function SignIns({ days }: { days: SystemHealth['sign_ins'] }) {
  const most = Math.max(1, ...days.map(({ signed_in, failed }) => signed_in + failed))
  const part = (n: number) => `${(n / most) * 100}%`
  return (
    <>
      <p className={classes.summary}>{saySignIns(days)}</p>
      <ol className={classes.days}>
        {days.map(({ day, signed_in, failed }) => {
          const words = `${formatDay(day)}: ${signed_in} signed in, ${failed} failed`
          return (
            <li key={day} className={classes.day} title={words}>
              <span className={classes.words}>{words}</span>
              <span className={classes.failed} style={{ height: part(failed) }} />
              <span className={classes.came} style={{ height: part(signed_in) }} />
            </li>
          )
        })}
      </ol>
      <p className={classes.ends} aria-hidden>
        <span>{formatDay(days[0]?.day ?? '')}</span>
        <span className={classes.legend}>
          <i data-kind="came" /> signed in <i data-kind="failed" /> failed
        </span>
        <span>today</span>
      </p>
    </>
  )
}

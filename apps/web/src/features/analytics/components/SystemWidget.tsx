import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { Tiles } from '../../../ui/Tiles.tsx'
import { WidgetCard } from '../../../ui/WidgetCard.tsx'
import { systemFigures, systemQuery } from '../system-view.ts'
import { SignIns } from './SignIns.tsx'
import classes from './SystemWidget.module.css'

/** How the system is used and whether its work gets done. */
export function SystemWidget() {
  const { data, error, refetch } = useQuery(systemQuery)
  return (
    <WidgetCard title="System">
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} level={3} />}
      {!data && !error && (
        <div className={classes.coming}>
          <SkeletonRows of="System" rows={6} />
        </div>
      )}
      {data && (
        <>
          <Tiles
            isFlush
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
          <div className={classes.body}>
            {data.jobs.failing.length > 0 && (
              <p className={classes.failing}>
                Failed jobs: {data.jobs.failing.map(({ name, count }) => `${name} (${count})`).join(', ')}
              </p>
            )}
            <SignIns days={data.sign_ins} />
          </div>
        </>
      )}
    </WidgetCard>
  )
}

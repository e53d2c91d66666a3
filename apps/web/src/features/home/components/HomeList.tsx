import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useId } from 'react'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { type HomeFilter, homeListQuery } from '../api.ts'
import { HomeLeadRow } from './HomeLeadRow.tsx'
import classes from './HomeList.module.css'

export interface HomeListProps {
  title: string
  filter: HomeFilter
  sort: '-created_at' | '-updated_at'
  /** What the time at the right tells. */
  time: 'created_at' | 'updated_at'
  showsOwner: boolean
  /** What colleagues did while the page was open, by lead. */
  fresh: ReadonlyMap<number, string>
  /** Said when there is none. */
  empty: ReactNode
}

/** A few leads with the way to all of them. */
export function HomeList({ title, filter, sort, time, showsOwner, fresh, empty }: HomeListProps) {
  const headingId = useId()
  const { data, error, refetch } = useQuery(homeListQuery(filter, sort))
  return (
    <section aria-labelledby={headingId} className={classes.list}>
      <header className={classes.head}>
        <h2 id={headingId} className={classes.title}>
          {title}
        </h2>
        {data && data.length > 0 && (
          <Link
            to="/leads"
            search={sort === '-created_at' ? filter : { ...filter, sort }}
            className={classes.all}
            aria-label={`Show all: ${title}`}
          >
            Show all
          </Link>
        )}
      </header>
      {!data && !error && <SkeletonRows of={title} rows={4} />}
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} level={3} />}
      {data?.length === 0 && <p className={classes.empty}>{empty}</p>}
      {data && data.length > 0 && (
        <ul>
          {data.map(lead => (
            <HomeLeadRow
              key={lead.id}
              lead={lead}
              time={time}
              showsOwner={showsOwner}
              deed={fresh.get(lead.id)}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

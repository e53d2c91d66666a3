import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { WidgetCard } from '../../../ui/WidgetCard.tsx'
import { type HomeFilter, type HomeSort, homeListQuery } from '../api.ts'
import { HomeLeadRow, type HomeLeadRowProps } from './HomeLeadRow.tsx'
import classes from './HomeList.module.css'

export interface HomeListProps extends Pick<HomeLeadRowProps, 'tells' | 'showsOwner'> {
  title: string
  filter: HomeFilter
  sort: HomeSort
  /** What colleagues did while the page was open, by lead. */
  fresh: ReadonlyMap<number, string>
  /** Said when there is none. */
  empty: ReactNode
}

/** A few leads with the way to all of them. */
export function HomeList({ title, filter, sort, tells, showsOwner, fresh, empty }: HomeListProps) {
  const { data, error, refetch } = useQuery(homeListQuery(filter, sort))
  const hasSome = data !== undefined && data.length > 0
  const all = (className: string | undefined) => (
    <Link
      to="/leads"
      search={sort === '-created_at' ? filter : { ...filter, sort }}
      className={className}
      aria-label={`Show all: ${title}`}
    >
      Show all
    </Link>
  )
  return (
    <WidgetCard title={title} more={hasSome ? all : undefined}>
      {!data && !error && <SkeletonRows of={title} rows={7} />}
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} level={3} />}
      {data?.length === 0 && <p className={classes.empty}>{empty}</p>}
      {hasSome && (
        <ul>
          {data.map(lead => (
            <HomeLeadRow
              key={lead.id}
              lead={lead}
              tells={tells}
              showsOwner={showsOwner}
              deed={fresh.get(lead.id)}
            />
          ))}
        </ul>
      )}
    </WidgetCard>
  )
}

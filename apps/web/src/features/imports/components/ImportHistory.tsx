import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { When } from '../../../ui/When.tsx'
import { importsQuery } from '../api.ts'
import { countOf, type Import } from '../import.ts'
import classes from './ImportHistory.module.css'

/** The imports of this person, newest first. */
export function ImportHistory() {
  const imports = useInfiniteQuery(importsQuery)
  if (imports.isPending) return <SkeletonRows of="imports" rows={3} />
  if (imports.isError) return <ErrorState error={imports.error} onRetry={() => void imports.refetch()} />
  const shown = imports.data.pages.flatMap(({ data }) => data)
  if (shown.length === 0) return null
  return (
    <section aria-label="Past imports">
      <h2 className={classes.title}>Past imports</h2>
      <ul className={classes.list}>
        {shown.map(each => (
          <li key={each.id} className={classes.item}>
            <Link to="/import/$importId" params={{ importId: String(each.id) }} className={classes.name}>
              {each.file_name}
            </Link>
            <span className={classes.told}>{tell(each)}</span>
            <span className={classes.time}>
              <When at={each.created_at} />
            </span>
          </li>
        ))}
      </ul>
      {imports.hasNextPage && (
        <Button
          variant="subtle"
          size="sm"
          loading={imports.isFetchingNextPage}
          onClick={() => void imports.fetchNextPage()}
        >
          Show older ones
        </Button>
      )}
    </section>
  )
}

function tell({ status, rows_total, rows_done, created, updated, matched, refused }: Import): string {
  switch (status) {
    case 'uploaded':
      return `${countOf(rows_total)} rows, not imported yet`
    case 'queued':
    case 'running':
      return `Under way, ${countOf(rows_done)} of ${countOf(rows_total)} rows`
    case 'failed':
      return `Did not finish, ${countOf(rows_done)} of ${countOf(rows_total)} rows`
    case 'cancelled':
      return `Stopped after ${countOf(rows_done)} of ${countOf(rows_total)} rows`
    case 'undoing':
      return 'Being undone'
    case 'undone':
      return 'Undone'
    case 'done':
      return [
        `${countOf(created)} new`,
        updated > 0 && `${countOf(updated)} changed`,
        matched > 0 && `${countOf(matched)} there already`,
        refused > 0 && `${countOf(refused)} refused`,
      ]
        .filter(Boolean)
        .join(', ')
  }
}

import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { formatDay } from '../../../lib/format-time.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { When } from '../../../ui/When.tsx'
import { mergesQuery } from './api.ts'
import classes from './RequestList.module.css'
import { useUndoMerge } from './use-merging.ts'

/** Merges that stand, newest first, each with the way back while there is one. */
export function MergeHistory() {
  const merges = useInfiniteQuery(mergesQuery)
  const undo = useUndoMerge()
  if (merges.isPending) return <SkeletonLine width="80%" />
  if (merges.isError && !merges.data) {
    return <ErrorState error={merges.error} onRetry={() => void merges.refetch()} />
  }
  const shown = merges.data.pages.flatMap(page => page?.data ?? [])
  if (shown.length === 0) {
    return (
      <EmptyState title="Nothing was merged yet">
        Merges stand here for as long as they can be undone, 30 days.
      </EmptyState>
    )
  }
  return (
    <>
      <ul className={classes.list} aria-label="Merges">
        {shown.map(merge => (
          <li key={merge.id} className={classes.row}>
            <p className={classes.words}>
              {merge.merged_by ? <b>{merge.merged_by.name}</b> : 'Somebody'} merged{' '}
              {merge.loser.name ?? 'a lead that is gone'} into{' '}
              <Link to="/leads/$leadId" params={{ leadId: String(merge.winner.id) }} className={classes.link}>
                {merge.winner.name}
              </Link>
              <span className={classes.when}>
                <When at={merge.merged_at} />
                {merge.undo_until && ` · can be undone until ${formatDay(merge.undo_until)}`}
              </span>
            </p>
            {merge.undo_until && (
              <Button
                size="sm"
                loading={undo.isPending && undo.variables.id === merge.id}
                onClick={() => undo.mutate({ id: merge.id })}
              >
                Undo
              </Button>
            )}
          </li>
        ))}
      </ul>
      {merges.hasNextPage && (
        <Button loading={merges.isFetchingNextPage} onClick={() => void merges.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  )
}

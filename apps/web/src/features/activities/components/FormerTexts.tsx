import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { formatExact } from '../../../lib/format-time.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { type Activity, TYPE_WORDS } from '../activity.ts'
import { entryHistoryQuery } from '../api.ts'
import classes from './FormerTexts.module.css'

/** What an entry said before it was changed, the latest first. */
export function FormerTexts({ activity, onClose }: { activity: Activity; onClose: () => void }) {
  const { data, error, refetch } = useQuery(entryHistoryQuery(activity.id, activity.version))
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="What it said before"
      actions={<Button onClick={onClose}>Close</Button>}
    >
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} level={3} />}
      {!data && !error && <SkeletonRows of="former texts" rows={2} />}
      <ol className={classes.texts}>
        {data?.map(former => (
          <li key={former.version}>
            <p className={classes.when}>
              {TYPE_WORDS[former.type]}
              {former.outcome && `, ${former.outcome.toLowerCase()}`} · until{' '}
              {formatExact(former.replaced_at)}
              {former.replaced_by && `, changed by ${former.replaced_by.name}`}
            </p>
            <p className={classes.note}>{former.note ?? 'No words'}</p>
          </li>
        ))}
      </ol>
    </Dialog>
  )
}

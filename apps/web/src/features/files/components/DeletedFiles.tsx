import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { formatAgo } from '../../../lib/format-time.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { filesQuery } from '../api.ts'
import type { LeadFile } from '../file.ts'
import classes from './DeletedFiles.module.css'

export interface DeletedFilesProps {
  leadId: number
  onRestore: (file: LeadFile) => void
}

/** What was deleted within 30 days and can still be brought back. */
export function DeletedFiles({ leadId, onRestore }: DeletedFilesProps) {
  const deleted = useQuery(filesQuery(leadId, true))
  if (deleted.isError)
    return <ErrorState error={deleted.error} onRetry={() => void deleted.refetch()} level={3} />
  if (!deleted.data) return <SkeletonLine width="70%" />
  if (deleted.data.length === 0)
    return <p className={classes.none}>Nothing of yours was deleted in the last 30 days.</p>
  return (
    <ul className={classes.list} aria-label="Deleted files">
      {deleted.data.map(file => (
        <li key={file.id} className={classes.file}>
          <div className={classes.words}>
            <p className={classes.name} title={file.name}>
              {file.name}
            </p>
            <p className={classes.when}>Deleted {formatAgo(file.deleted_at)}</p>
          </div>
          <Button size="sm" onClick={() => onRestore(file)} aria-label={`Bring back ${file.name}`}>
            Bring back
          </Button>
        </li>
      ))}
    </ul>
  )
}

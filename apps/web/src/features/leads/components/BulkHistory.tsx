import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useLive } from '../../../lib/live.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { When } from '../../../ui/When.tsx'
import { type Bulk, bulkFailuresQuery, bulkKeys, bulksQuery, isUnderWay, undoBulk } from '../bulk.ts'
import { deedWords, endWords } from '../bulk-words.ts'
import { useNames } from '../use-names.ts'
import classes from './BulkHistory.module.css'

/** This person's changes of many leads: how each ended, what failed and why, undo. */
export function BulkHistory() {
  const client = useQueryClient()
  const names = useNames()
  const bulks = useQuery({
    ...bulksQuery,
    refetchInterval: query => (query.state.data?.some(isUnderWay) ? 2000 : false),
  })
  const [shown, setShown] = useState<Bulk | null>(null)
  useLive('bulk', () => void client.invalidateQueries({ queryKey: bulkKeys.list }))
  const undo = useMutation({
    mutationFn: undoBulk,
    onSuccess: () => client.invalidateQueries({ queryKey: bulkKeys.list }),
    onError: error => showToast({ message: `Not undone: ${error.message}`, tone: 'problem' }),
  })

  if (bulks.isPending) return <SkeletonRows of="changes" rows={4} />
  if (bulks.isError) return <ErrorState error={bulks.error} onRetry={() => void bulks.refetch()} />
  if (bulks.data.length === 0) {
    return (
      <EmptyState
        title="No bulk changes yet"
        actions={
          <Button component={Link} to="/leads">
            Show leads
          </Button>
        }
      >
        Tick some leads in the list to assign, move, tag, edit or delete them together.
      </EmptyState>
    )
  }
  return (
    <>
      <ul className={classes.list} aria-label="Bulk changes">
        {bulks.data.map(bulk => (
          <li key={bulk.id} className={classes.item}>
            <span className={classes.words}>
              <span className={classes.what}>{sayBulk(bulk, names)}</span>
              <span className={classes.told}>
                <When at={bulk.created_at} />
                {bulk.same > 0 && ` · ${bulk.same.toLocaleString('en-IN')} were so already`}
                {bulk.undone_by !== null && ' · undone'}
              </span>
            </span>
            {bulk.failed > 0 && (
              <Button size="sm" variant="subtle" onClick={() => setShown(bulk)}>
                Show why
              </Button>
            )}
            {bulk.may_undo && (
              <Button
                size="sm"
                loading={undo.isPending && undo.variables === bulk.id}
                onClick={() => undo.mutate(bulk.id)}
              >
                Undo
              </Button>
            )}
          </li>
        ))}
      </ul>
      {shown && <Failures bulk={shown} onClose={() => setShown(null)} />}
    </>
  )
}

function sayBulk(bulk: Bulk, names: Parameters<typeof endWords>[1]): string {
  if (!isUnderWay(bulk)) return endWords(bulk, names)
  const total = bulk.total === null ? 'all' : bulk.total.toLocaleString('en-IN')
  return `Under way: ${bulk.done.toLocaleString('en-IN')} of ${total} ${deedWords(bulk, names)}`
}

function Failures({ bulk, onClose }: { bulk: Bulk; onClose: () => void }) {
  const failures = useQuery(bulkFailuresQuery(bulk.id))
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title={
        bulk.failed === 1
          ? '1 lead was left as it is'
          : `${bulk.failed.toLocaleString('en-IN')} leads were left as they are`
      }
      actions={<Button onClick={onClose}>Close</Button>}
    >
      {failures.isPending && <SkeletonRows of="leads" rows={3} />}
      {failures.isError && <ErrorState error={failures.error} onRetry={() => void failures.refetch()} />}
      <ul className={classes.failures}>
        {failures.data?.data.map(({ lead_id, name, reason }) => (
          <li key={lead_id} className={classes.failure}>
            {name === null ? (
              <span className={classes.unseen}>A lead you do not see</span>
            ) : (
              <Link to="/leads/$leadId" params={{ leadId: String(lead_id) }}>
                {name}
              </Link>
            )}
            <span className={classes.reason}>{reason}</span>
          </li>
        ))}
      </ul>
      {failures.data?.next_cursor && <p className={classes.told}>These are the first 200.</p>}
    </Dialog>
  )
}

import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'
import { celebrate } from '../../../lib/celebrations.ts'
import { useLive } from '../../../lib/live.ts'
import { showToast } from '../../../ui/toast.ts'
import { leadKeys } from '../api.ts'
import {
  type Bulk,
  bulkKeys,
  bulksQuery,
  cancelBulk,
  followBulk,
  isFollowed,
  isUnderWay,
  undoBulk,
} from '../bulk.ts'
import { deedWords, endWords } from '../bulk-words.ts'
import { useNames } from '../use-names.ts'
import classes from './BulkBar.module.css'

/** Without a word over the socket, how far it is is asked for. Milliseconds. */
const ASK_EVERY_MS = 2000

/** How far the change under way is, with a way to stop it; tells of its end, and offers to undo it. */
export function BulkProgress() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const names = useNames()
  const bulks = useQuery({
    ...bulksQuery,
    refetchInterval: query => (query.state.data?.some(isUnderWay) ? ASK_EVERY_MS : false),
  }).data
  const running = bulks?.find(isUnderWay)

  useLive('bulk', frame => {
    client.setQueryData(bulksQuery.queryKey, before =>
      before?.map(bulk =>
        bulk.id === frame.id ? { ...bulk, ...frame, status: frame.status as Bulk['status'] } : bulk,
      ),
    )
    if (!isUnderWay(frame as Bulk)) void client.invalidateQueries({ queryKey: bulkKeys.list })
  })

  const undo = useMutation({
    mutationFn: undoBulk,
    onSuccess: bulk => {
      followBulk(client, bulk.id)
      return client.invalidateQueries({ queryKey: bulkKeys.list })
    },
    onError: error => showToast({ message: `Not undone: ${error.message}`, tone: 'problem' }),
  })
  const cancel = useMutation({
    mutationFn: cancelBulk,
    onError: () => client.invalidateQueries({ queryKey: bulkKeys.list }),
  })

  const sayEnd = useEffectEvent((bulk: Bulk) => {
    void client.invalidateQueries({ queryKey: leadKeys.pages })
    void client.invalidateQueries({ queryKey: leadKeys.counts })
    if (bulk.action === 'convert' && bulk.changed > 0) void celebrate(client)
    const message = endWords(bulk, names)
    const isBad = bulk.failed > 0 || bulk.status === 'failed'
    const action = isBad
      ? { label: 'Show why', run: () => void navigate({ to: '/settings/bulk' }) }
      : bulk.may_undo
        ? { label: 'Undo', run: () => undo.mutate(bulk.id) }
        : undefined
    showToast({ message, ...(action && { action }), ...(isBad && { tone: 'problem' as const }) })
  })
  useEffect(() => {
    if (running) followBulk(client, running.id)
    const ended = bulks?.find(
      bulk => isFollowed(client, bulk) && !isUnderWay(bulk) && bulk.finished_at !== null,
    )
    if (!ended) return
    followBulk(client, null)
    sayEnd(ended)
  }, [bulks, running, client])

  // A few leads are done before anyone could read this.
  if (!running || (running.total !== null && running.total <= 50)) return null
  const share = running.total ? running.done / running.total : 0
  return (
    <div className={classes.bar} role="status" aria-label="Change under way">
      <span className={classes.count}>
        {running.total === null
          ? 'Looking for the leads…'
          : `${running.done.toLocaleString('en-IN')} of ${running.total.toLocaleString('en-IN')} ${deedWords(running, names)}`}
      </span>
      <div className={classes.meter} aria-hidden>
        <div className={classes.filled} style={{ width: `${Math.round(share * 100)}%` }} />
      </div>
      <Button
        variant="subtle"
        size="sm"
        disabled={cancel.isPending || cancel.variables === running.id}
        onClick={() => cancel.mutate(running.id)}
      >
        Stop
      </Button>
    </div>
  )
}

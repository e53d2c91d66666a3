import { Button, Progress } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useLive } from '../../../lib/live.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { When } from '../../../ui/When.tsx'
import { cancelExport, download, type Export, exportKeys, exportsQuery, isWriting } from '../api.ts'
import classes from './ExportHistory.module.css'

/** The exports of this person, newest first; those under way show how far they are. */
export function ExportHistory() {
  const client = useQueryClient()
  const exports = useInfiniteQuery(exportsQuery)
  useLive('export', () => void client.invalidateQueries({ queryKey: exportKeys.all }))
  if (exports.isPending) return <SkeletonRows of="exports" rows={3} />
  if (exports.isError) return <ErrorState error={exports.error} onRetry={() => void exports.refetch()} />
  const shown = exports.data.pages.flatMap(({ data }) => data)
  if (shown.length === 0)
    return (
      <EmptyState title="No files yet">Files you write stand here for 7 days, to download again.</EmptyState>
    )
  return (
    <section aria-label="Your exports">
      <h2 className={classes.title}>Your exports</h2>
      <ul className={classes.list}>
        {shown.map(each => (
          <ExportItem key={each.id} each={each} />
        ))}
      </ul>
      {exports.hasNextPage && (
        <Button
          variant="subtle"
          size="sm"
          loading={exports.isFetchingNextPage}
          onClick={() => void exports.fetchNextPage()}
        >
          Show older ones
        </Button>
      )}
    </section>
  )
}

function ExportItem({ each }: { each: Export }) {
  const client = useQueryClient()
  const deed = useMutation({
    mutationFn: async (work: (id: number) => Promise<unknown>) => work(each.id),
    onSuccess: () => client.invalidateQueries({ queryKey: exportKeys.all }),
    onError: error => showToast({ message: error.message, tone: 'problem' }),
  })
  const format = each.format === 'xlsx' ? 'Excel' : 'CSV'
  return (
    <li className={classes.item}>
      <div className={classes.words}>
        <p className={classes.name}>
          {leads(each.rows_done)} <span className={classes.format}>{format}</span>
        </p>
        <p className={classes.told}>
          {told(each)}
          {each.status === 'done' && each.bytes !== null && ` · ${sizeOf(each.bytes)}`} ·{' '}
          <When at={each.created_at} />
        </p>
        {isWriting(each) && <Progress value={100} animated size={4} aria-label="The file is being written" />}
      </div>
      {each.status === 'done' && (
        <Button
          size="sm"
          loading={deed.isPending}
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
          onClick={() => deed.mutate(download)}
        >
          Download
        </Button>
      )}
      {isWriting(each) && (
        <Button size="sm" loading={deed.isPending} onClick={() => deed.mutate(cancelExport)}>
          Stop
        </Button>
      )}
    </li>
  )
}

const leads = (count: number): string => `${count.toLocaleString('en-IN')} ${count === 1 ? 'lead' : 'leads'}`

const FILTER_WORDS: Record<string, string> = {
  q: 'search',
  assigned_to: 'owner',
  stage_id: 'stage',
  campaign_id: 'campaign',
  location: 'city',
}

function told({ status, filters, failure }: Export): string {
  const names = [
    ...new Set(
      Object.keys(filters).map(
        name => FILTER_WORDS[name] ?? name.replace(/_(min|max|from|to)$/, '').replaceAll('_', ' '),
      ),
    ),
  ]
  const which = names.length === 0 ? 'All of them' : `By ${names.join(', ')}`
  switch (status) {
    case 'queued':
    case 'running':
      return 'Being written'
    case 'done':
      return which
    case 'cancelled':
      return 'Stopped'
    case 'stopped':
    case 'failed':
      return failure ?? 'Not written'
  }
}

function sizeOf(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

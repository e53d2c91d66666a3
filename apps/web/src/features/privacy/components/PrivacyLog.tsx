import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useCan } from '../../../lib/can.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { When } from '../../../ui/When.tsx'
import { type Erasure, erasuresQuery, exportsQuery, linkOf, type PrivacyExport } from '../api.ts'
import classes from './PrivacyLog.module.css'

/** What was taken out of people and who was erased, newest first. */
export function PrivacyLog() {
  const can = useCan()
  return (
    <>
      {can('CRM', 'export_person') && <Exports />}
      {can('CRM', 'erase') && <Erasures />}
    </>
  )
}

const leadsWords = (ids: readonly number[]) =>
  ids.length === 1 ? `lead ${ids[0]}` : `leads ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ' …' : ''}`

const EXPORT_WORDS: Record<PrivacyExport['status'], string> = {
  queued: 'being written',
  done: 'ready',
  failed: 'failed',
  forgotten: 'deleted',
}

function Exports() {
  const { data, error, refetch } = useQuery(exportsQuery)
  const open = useMutation({
    mutationFn: linkOf,
    onSuccess: url => window.location.assign(url),
    onError: problem => showToast({ message: problem.message, tone: 'problem' }),
  })
  return (
    <section className={classes.part} aria-labelledby="privacy-exports">
      <h2 id="privacy-exports">Your exports of people</h2>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <SkeletonRows of="exports" />}
      {data?.length === 0 && (
        <p>None yet. “Export all data” on the page of a lead writes all that is held on its person.</p>
      )}
      <ul>
        {data?.map(({ id, status, lead_ids, created_at }) => (
          <li key={id}>
            <span>
              {leadsWords(lead_ids)} · <When at={created_at} isInSentence /> · {EXPORT_WORDS[status]}
            </span>
            {status === 'done' && (
              <Button
                size="xs"
                aria-label={`Download the export of ${leadsWords(lead_ids)}`}
                loading={open.isPending && open.variables === id}
                onClick={() => open.mutate(id)}
              >
                Download
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

const ERASURE_WORDS: Record<Erasure['status'], string> = {
  queued: 'begun',
  rows: 'under way',
  done: 'erased',
  failed: 'failed: begin it again',
}

function Erasures() {
  const { data, error, refetch } = useQuery(erasuresQuery)
  return (
    <section className={classes.part} aria-labelledby="privacy-erasures">
      <h2 id="privacy-erasures">Erased people</h2>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <SkeletonRows of="erasures" />}
      {data?.length === 0 && <p>Nobody yet. “Erase person” on the page of a lead begins it.</p>}
      <ul>
        {data?.map(({ id, status, lead_ids, requested_by, reason, created_at }) => (
          <li key={id}>
            <span>
              {leadsWords(lead_ids)} · <When at={created_at} isInSentence /> ·{' '}
              {requested_by ? `by ${requested_by.name}` : 'by retention'} · {ERASURE_WORDS[status]}
              {reason && ` · ${reason}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
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

/** "Meera Kulkarni", or what is left to say of a person. */
const personWords = ({ name, lead_ids }: Pick<PrivacyExport, 'name' | 'lead_ids'>) =>
  name ?? `A person with ${lead_ids.length === 1 ? 'one lead' : `${lead_ids.length} leads`}`

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
        {data?.map(({ id, status, name, lead_ids, created_at }) => (
          <li key={id}>
            <span>
              <LeadLink leadId={lead_ids[0]}>{personWords({ name, lead_ids })}</LeadLink>
              <small>
                <When at={created_at} isInSentence /> · {EXPORT_WORDS[status]}
              </small>
            </span>
            {status === 'done' && (
              <Button
                size="xs"
                aria-label={`Download the export of ${personWords({ name, lead_ids })}`}
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

/** Leads to the lead, or to what is left of it. */
function LeadLink({ leadId, children }: { leadId: number | undefined; children: string }) {
  if (leadId === undefined) return children
  return (
    <Link to="/leads/$leadId" params={{ leadId: String(leadId) }} className={classes.person}>
      {children}
    </Link>
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
              <LeadLink leadId={lead_ids[0]}>{personWords({ name: null, lead_ids })}</LeadLink>
              <small>
                <When at={created_at} isInSentence /> ·{' '}
                {requested_by ? `by ${requested_by.name}` : 'by retention'} · {ERASURE_WORDS[status]}
                {reason && ` · ${reason}`}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

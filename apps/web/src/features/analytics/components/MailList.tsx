import { ActionIcon, Button } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { formatWhen } from '../../../lib/format-time.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import {
  deleteReportMail,
  type ReportMail,
  reportMailsQuery,
  SPAN_WORDS,
  sayHour,
  sayReportMail,
  sendReportMail,
  WEEKDAYS,
} from '../mailing-api.ts'
import classes from './MailDialog.module.css'

/** The reports that are sent to oneself each week; each is sent now, or ended. */
export function MailList() {
  const { data, error, refetch } = useQuery(reportMailsQuery)
  return (
    <section className={classes.list} aria-label="Your weekly mails">
      <h3 className={classes.title}>Your weekly mails</h3>
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} level={3} />}
      {!data && !error && <SkeletonRows of="your weekly mails" rows={2} />}
      {data?.length === 0 && <p className={classes.none}>None yet.</p>}
      {data && data.length > 0 && (
        <ul>
          {data.map(one => (
            <MailLine key={one.id} one={one} />
          ))}
        </ul>
      )}
    </section>
  )
}

function MailLine({ one }: { one: ReportMail }) {
  const client = useQueryClient()
  const again = () => client.invalidateQueries({ queryKey: reportMailsQuery.queryKey })
  const onError = (error: Error) => showToast({ message: `Not done: ${error.message}`, tone: 'problem' })
  const end = useMutation({ mutationFn: () => deleteReportMail(one.id), onSuccess: again, onError })
  const send = useMutation({
    mutationFn: () => sendReportMail(one.id),
    onSuccess: () => showToast({ message: 'On its way to your mailbox' }),
    onError,
  })
  const name = sayReportMail(one)
  return (
    <li className={classes.line}>
      <div className={classes.words}>
        <span>{name}</span>
        <span className={classes.when}>
          {one.stopped
            ? 'Stopped: your role no longer opened reports. Mail it weekly again to go on.'
            : `${WEEKDAYS[one.weekday - 1]} at ${sayHour(one.hour)}, ${SPAN_WORDS[one.span]}; next ${formatWhen(one.next_at)}`}
        </span>
      </div>
      {!one.stopped && (
        <Button
          size="sm"
          variant="subtle"
          aria-label={`Send now: ${name}`}
          loading={send.isPending}
          onClick={() => send.mutate()}
        >
          Send now
        </Button>
      )}
      <ActionIcon aria-label={`End: ${name}`} loading={end.isPending} onClick={() => end.mutate()}>
        <IconTrash size={16} stroke={1.75} aria-hidden />
      </ActionIcon>
    </li>
  )
}

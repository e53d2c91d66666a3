import { Button } from '@mantine/core'
import { REPORT_NAMES, REPORTS } from '@optimwalls/contract/reports'
import { useMutation } from '@tanstack/react-query'
import { answer, api } from '../../../lib/api.ts'
import { isOffline } from '../../../lib/problem.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { StandalonePage } from '../../../ui/StandalonePage.tsx'

/** Ends the weekly mail that a link at its end names: nobody needs to sign in for it, and no program that looks at links does it. */
export function StopMail({ token }: { token: string }) {
  const stop = useMutation({
    mutationFn: () => answer(api.POST('/api/report-mails/stop', { body: { token } })),
  })
  const name = REPORT_NAMES.find(one => one === stop.data?.report)
  const isDead = stop.isError && !isOffline(stop.error)
  return (
    <StandalonePage title="Weekly mail">
      {stop.isSuccess && (
        <EmptyState title="It has ended" level={1}>
          {name ? `No more weekly mails of ${REPORTS[name].label} are sent to you.` : 'It had ended before.'}
        </EmptyState>
      )}
      {isDead && (
        <EmptyState title="This link does not work" level={1}>
          Your weekly mails are listed under Reports, Weekly mail.
        </EmptyState>
      )}
      {!stop.isSuccess && !isDead && (
        <EmptyState
          title="End this weekly mail?"
          level={1}
          actions={
            <Button variant="filled" loading={stop.isPending} onClick={() => stop.mutate()}>
              End it
            </Button>
          }
        >
          {stop.isError
            ? 'There is no connection. Try again.'
            : 'You can have it sent again at any time, under Reports.'}
        </EmptyState>
      )}
    </StandalonePage>
  )
}

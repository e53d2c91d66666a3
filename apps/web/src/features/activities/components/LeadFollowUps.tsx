import { ActionIcon } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useCan } from '../../../lib/can.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { followUpsQuery } from '../api.ts'
import { nextStep } from '../log-sheet.ts'
import type { LoggedLead } from '../use-log.ts'
import { FollowUpRow } from './FollowUpRow.tsx'
import classes from './LeadFollowUps.module.css'

export interface LeadFollowUpsProps {
  lead: LoggedLead
  /** Nothing more is planned with it: it is deleted, or its person was erased. */
  isReadOnly: boolean
}

/** What is planned with a lead. */
export function LeadFollowUps({ lead, isReadOnly }: LeadFollowUpsProps) {
  const mayPlan = useCan()('CRM', 'log') && !isReadOnly
  const { data, error, isPending, refetch } = useInfiniteQuery(followUpsQuery({ lead_id: lead.id }))
  const followUps = data?.pages.flatMap(page => page.data) ?? []
  return (
    <section aria-label="Follow-ups" className={classes.section}>
      <header className={classes.head}>
        <h2>Follow-ups</h2>
        {mayPlan && (
          <ActionIcon
            variant="subtle"
            size="sm"
            aria-label="Plan a follow-up"
            title="Plan a follow-up"
            onClick={() => nextStep.open({ lead })}
          >
            <IconPlus size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        )}
      </header>
      {isPending && <SkeletonLine width="64%" />}
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} level={3} />}
      {data && followUps.length === 0 && (
        <p className={classes.none}>
          No next step.{' '}
          {mayPlan && (
            <button type="button" className={classes.add} onClick={() => nextStep.open({ lead })}>
              Add a next step
            </button>
          )}
        </p>
      )}
      <ul>
        {followUps.map(one => (
          <FollowUpRow key={one.id} followUp={one} isOnLead showsPerson />
        ))}
      </ul>
    </section>
  )
}

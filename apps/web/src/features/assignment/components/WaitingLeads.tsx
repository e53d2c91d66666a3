import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { type Choices, type Outcome, runAssignment, waitingQuery } from '../api.ts'
import { outcomeWords } from '../outcome-words.ts'
import classes from './AssignmentSettings.module.css'

export interface WaitingLeadsProps {
  /** Whether rules assign at all, as saved. */
  isOn: boolean
  people: Choices['people']
}

/** Open leads that are nobody's, to be given out now by the rules as they are saved. */
export function WaitingLeads({ isOn, people }: WaitingLeadsProps) {
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(waitingQuery)
  const run = useMutation({
    mutationFn: (ids: number[]) => runAssignment(ids),
    onSuccess: () => client.invalidateQueries({ queryKey: waitingQuery.queryKey }),
  })
  return (
    <section className={classes.part} aria-label="Leads without an owner">
      <h2>Leads without an owner</h2>
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} level={3} />}
      {!error && !data && <SkeletonLine width="48%" />}
      {data?.ids.length === 0 && <p className={classes.words}>Every open lead has an owner.</p>}
      {data && data.ids.length > 0 && (
        <>
          <p className={classes.words}>
            <Link to="/leads" search={{ assigned_to: ['none'] }}>
              {`${data.ids.length}${data.hasMore ? ' or more' : ''} open ${data.ids.length === 1 ? 'lead' : 'leads'}`}
            </Link>{' '}
            {isOn ? 'wait for one.' : 'wait for one. Switch the rules on and save them to give these out.'}
          </p>
          <div>
            <Button size="sm" disabled={!isOn} loading={run.isPending} onClick={() => run.mutate(data.ids)}>
              Give them out now
            </Button>
          </div>
        </>
      )}
      <p role="status" className={classes.words}>
        {told(run.data, people)}
      </p>
      {run.error && (
        <p role="alert" className={classes.problem}>
          {run.error.message}
        </p>
      )}
    </section>
  )
}

const told = (done: Outcome[] | undefined, people: Choices['people']): string =>
  done === undefined ? '' : outcomeWords(done, people)

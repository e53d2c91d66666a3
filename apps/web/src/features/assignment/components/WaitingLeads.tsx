import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { type Choices, giveOutAll, type Outcome, waitingQuery } from '../api.ts'
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
  const [stop, setStop] = useState<AbortController>()
  const [done, setDone] = useState<readonly Outcome[]>([])
  const run = useMutation({
    mutationFn: (stopping: AbortController) => giveOutAll(stopping.signal, setDone),
    onSettled: () => client.invalidateQueries({ queryKey: waitingQuery.queryKey }),
  })
  const start = () => {
    const stopping = new AbortController()
    setStop(stopping)
    setDone([])
    run.mutate(stopping)
  }
  const halt = () => {
    stop?.abort()
    setStop(undefined)
  }
  return (
    <section className={classes.part} aria-label="Leads without an owner">
      <h2>Leads without an owner</h2>
      {error && data === undefined && <ErrorState error={error} onRetry={() => void refetch()} level={3} />}
      {!error && data === undefined && <SkeletonLine width="48%" />}
      {data === 0 && <p className={classes.words}>Every open lead has an owner.</p>}
      {data !== undefined && data > 0 && (
        <>
          <p className={classes.words}>
            <Link to="/leads" search={{ assigned_to: ['none'] }}>
              {`${data.toLocaleString('en-IN')} open ${data === 1 ? 'lead' : 'leads'}`}
            </Link>{' '}
            {isOn ? 'wait for one.' : 'wait for one. Switch the rules on and save them to give these out.'}
          </p>
          <div className={classes.deeds}>
            <Button size="sm" disabled={!isOn} loading={run.isPending} onClick={start}>
              Give them out now
            </Button>
            {run.isPending && (
              <Button size="sm" variant="subtle" disabled={!stop} onClick={halt}>
                Stop
              </Button>
            )}
          </div>
        </>
      )}
      <p role="status" className={classes.words}>
        {run.isPending && data !== undefined
          ? `${done.length.toLocaleString('en-IN')} of ${data.toLocaleString('en-IN')} done`
          : (run.isSuccess || done.length > 0) && outcomeWords(done, people)}
      </p>
      {run.error && (
        <p role="alert" className={classes.problem}>
          {done.length > 0 && 'The others still wait. '}
          {run.error.message}
        </p>
      )}
    </section>
  )
}

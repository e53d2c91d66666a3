import { IconCheck, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { leadAccessQuery, type Why } from './api.ts'
import classes from './LeadAccess.module.css'

const DEEDS: Readonly<Record<Why['deed'], string>> = {
  view: 'See it',
  edit: 'Change it',
  move: 'Move it to another stage',
  log: 'Log calls and notes',
  assign: 'Give it to others',
  delete: 'Delete it',
  restore: 'Bring it back',
  export: 'Export it',
  merge: 'Merge it',
}

export interface AccessAnswerProps {
  leadId: number
  personId: number
}

/** What a person may do with a lead, deed by deed, each with what decides. */
export function AccessAnswer({ leadId, personId }: AccessAnswerProps) {
  const access = useQuery(leadAccessQuery(leadId, personId))
  if (access.isError)
    return <ErrorState error={access.error} level={3} onRetry={() => void access.refetch()} />
  if (!access.data) {
    return (
      <div className={classes.waiting} role="status" aria-label="Asking what decides">
        {['70%', '84%', '76%', '80%'].map(width => (
          <SkeletonLine key={width} width={width} />
        ))}
      </div>
    )
  }
  const { data, person } = access.data
  return (
    <ul className={classes.deeds} aria-label={`What ${person.name} may do`}>
      {data.map(({ deed, allowed, reason }) => (
        <li key={deed} className={classes.deed} data-allowed={allowed}>
          {allowed ? <IconCheck {...ICON} /> : <IconX {...ICON} />}
          <span className={classes.what}>
            <b>
              {DEEDS[deed]}: {allowed ? 'yes' : 'no'}
            </b>
            <span>{reason}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

const ICON = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

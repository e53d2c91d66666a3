import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Badge } from '../../../ui/Badge.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonLine } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { When } from '../../../ui/When.tsx'
import { type AccessRequest, accessRequestsQuery, decideAccess } from './api.ts'
import classes from './RequestList.module.css'
import { refreshLeads } from './use-merging.ts'

/** Who asks for leads that this person decides on. */
export function RequestsToDecide() {
  const requests = useQuery(accessRequestsQuery('others'))
  const client = useQueryClient()
  const decide = useMutation({
    mutationFn: ({ request, decision }: { request: AccessRequest; decision: 'grant' | 'decline' }) =>
      decideAccess(request.id, decision),
    onSuccess: (_answer, { request, decision }) => {
      void refreshLeads(client)
      const name = request.lead?.name ?? 'The lead'
      const message =
        decision === 'grant' ? `${name} is with ${request.requester.name} now` : `${name} stays where it is`
      showToast({ message })
    },
    onError: error => showToast({ message: `This did not work: ${error.message}`, tone: 'problem' }),
  })
  return (
    <section className={classes.section} aria-labelledby="requests-to-decide">
      <h2 id="requests-to-decide" className={classes.title}>
        Waiting for your answer
      </h2>
      <Loaded
        query={requests}
        none="Nobody asks for your leads"
        words="When a colleague has the same person on the phone, they can ask you for the lead."
      >
        {request => (
          <>
            <p className={classes.words}>
              <b>{request.requester.name}</b> asks for{' '}
              {request.lead && (
                <Link
                  to="/leads/$leadId"
                  params={{ leadId: String(request.lead.id) }}
                  className={classes.link}
                >
                  {request.lead.name}
                </Link>
              )}
              {request.owner && `, a lead of ${request.owner.name}`}
              {request.reason && <span className={classes.reason}>“{request.reason}”</span>}
              <span className={classes.when}>
                <When at={request.created_at} />
              </span>
            </p>
            <Button
              size="sm"
              disabled={decide.isPending}
              onClick={() => decide.mutate({ request, decision: 'decline' })}
            >
              Decline
            </Button>
            <Button
              size="sm"
              disabled={decide.isPending}
              onClick={() => decide.mutate({ request, decision: 'grant' })}
            >
              Hand over
            </Button>
          </>
        )}
      </Loaded>
    </section>
  )
}

const TONES = { open: 'neutral', granted: 'green', declined: 'red', closed: 'neutral' } as const
const WORDS = {
  open: 'Waiting',
  granted: 'Yours now',
  declined: 'Declined',
  closed: 'Settled otherwise',
} as const

/** What this person asked for, and what came of it. */
export function RequestsOfMine() {
  const requests = useQuery(accessRequestsQuery('me'))
  return (
    <section className={classes.section} aria-labelledby="requests-of-mine">
      <h2 id="requests-of-mine" className={classes.title}>
        What you asked for
      </h2>
      <Loaded
        query={requests}
        none="You asked for no lead"
        words="When a phone number is on a lead you do not see, the notice offers to ask for it."
      >
        {request => (
          <>
            <p className={classes.words}>
              {request.lead ? (
                <Link
                  to="/leads/$leadId"
                  params={{ leadId: String(request.lead.id) }}
                  className={classes.link}
                >
                  {request.lead.name}
                </Link>
              ) : (
                `A lead of ${request.owner?.name ?? 'nobody yet'}`
              )}
              {request.reason && <span className={classes.reason}>“{request.reason}”</span>}
              <span className={classes.when}>
                <When at={request.created_at} />
              </span>
            </p>
            <Badge tone={TONES[request.status]}>{WORDS[request.status]}</Badge>
          </>
        )}
      </Loaded>
    </section>
  )
}

interface LoadedProps {
  query: ReturnType<typeof useQuery<AccessRequest[]>>
  none: string
  words: string
  children: (request: AccessRequest) => React.ReactNode
}

function Loaded({ query, none, words, children }: LoadedProps) {
  if (query.isPending) return <SkeletonLine width="80%" />
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} level={3} />
  if (query.data.length === 0) {
    return (
      <EmptyState title={none} level={3}>
        {words}
      </EmptyState>
    )
  }
  return (
    <ul className={classes.list}>
      {query.data.map(request => (
        <li key={request.id} className={classes.row}>
          {children(request)}
        </li>
      ))}
    </ul>
  )
}

import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createFileRoute, Link, useRouter } from '@tanstack/react-router'
import { invitationQuery } from '../features/access/api.ts'
import { AccessPage } from '../features/access/components/AccessPage.tsx'
import { InvitationForm } from '../features/access/components/InvitationForm.tsx'
import { ProblemError } from '../lib/problem.ts'
import { ErrorState } from '../ui/ErrorState.tsx'
import { SkeletonRows } from '../ui/Skeletons.tsx'

export const Route = createFileRoute('/invitation')({
  staticData: { isPublic: true },
  validateSearch: search => ({ token: typeof search.token === 'string' ? search.token : '' }),
  component: Invitation,
})

function Invitation() {
  const { token } = Route.useSearch()
  const invitation = useQuery(invitationQuery(token))
  const router = useRouter()
  const queryClient = useQueryClient()
  const enter = () => {
    // Nothing of whoever used this browser before.
    queryClient.clear()
    void router.navigate({ to: '/', replace: true })
  }
  if (invitation.error instanceof ProblemError && invitation.error.status < 500)
    return (
      <AccessPage
        title="This link no longer works"
        lead="It was used, taken back, or has run out after seven days."
      >
        <Button component={Link} to="/sign-in" size="lg">
          Go to sign-in
        </Button>
      </AccessPage>
    )
  return (
    <AccessPage
      title="Welcome to OptimWalls"
      lead={invitation.data && `${invitation.data.invited_by} invited you. One step and you are in.`}
    >
      {invitation.isPending && <SkeletonRows of="the invitation" rows={3} />}
      {invitation.isError && (
        <ErrorState error={invitation.error} onRetry={() => void invitation.refetch()} />
      )}
      {invitation.data && (
        <InvitationForm
          token={token}
          name={invitation.data.name}
          email={invitation.data.email}
          onDone={enter}
        />
      )}
    </AccessPage>
  )
}

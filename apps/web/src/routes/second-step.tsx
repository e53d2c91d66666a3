import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createFileRoute, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { AccessPage } from '../features/access/components/AccessPage.tsx'
import { hasPasskeys } from '../features/access/has-passkeys.ts'
import { secondFactorQuery } from '../features/access/second-factor/api.ts'
import { AddPasskeyDialog } from '../features/access/second-factor/PasskeyDialogs.tsx'
import { SetUpSteps } from '../features/access/second-factor/SetUpSteps.tsx'
import { useSignOut } from '../features/shell/use-sign-out.ts'
import { safeNext } from '../lib/safe-next.ts'
import { ErrorState } from '../ui/ErrorState.tsx'
import { SkeletonRows } from '../ui/Skeletons.tsx'

/** Where those are led whose role needs a second step and who have none. */
export const Route = createFileRoute('/second-step')({
  staticData: { isPublic: true },
  validateSearch: (search): { next?: string } =>
    typeof search.next === 'string' ? { next: search.next } : {},
  component: SecondStep,
})

function SecondStep() {
  const { next } = Route.useSearch()
  const router = useRouter()
  const queryClient = useQueryClient()
  const state = useQuery(secondFactorQuery)
  const signOut = useSignOut()
  const [isByPasskey, setIsByPasskey] = useState(false)
  const enter = () => {
    queryClient.clear()
    void router.navigate({ href: safeNext(next), replace: true })
  }
  return (
    <AccessPage
      title="Set up your second step"
      lead="Your role signs in with a password and a code of an app on the phone, or with a passkey. It takes a minute."
    >
      {state.isPending && <SkeletonRows of="your second step" rows={2} />}
      {state.isError && <ErrorState error={state.error} onRetry={() => void state.refetch()} />}
      {state.data && <SetUpSteps state={state.data} onDone={enter} />}
      {state.data && hasPasskeys() && (
        <Button onClick={() => setIsByPasskey(true)}>Use a passkey instead…</Button>
      )}
      {state.data && isByPasskey && (
        <AddPasskeyDialog state={state.data} onDone={enter} onClose={() => setIsByPasskey(false)} />
      )}
      <Button variant="subtle" loading={signOut.isPending} onClick={() => signOut.mutate()}>
        Sign out
      </Button>
    </AccessPage>
  )
}

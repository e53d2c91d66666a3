import { useQueryClient } from '@tanstack/react-query'
import { createFileRoute, useRouter } from '@tanstack/react-router'
import { signInOptionsQuery } from '../features/access/api.ts'
import { AccessPage } from '../features/access/components/AccessPage.tsx'
import { SignInForm } from '../features/access/components/SignInForm.tsx'
import { safeNext } from '../lib/safe-next.ts'

interface SignInSearch {
  /** Where to go afterwards. */
  next?: string
  /** Why the firm's provider did not let them in. */
  problem?: string
}

export const Route = createFileRoute('/sign-in')({
  staticData: { isPublic: true },
  validateSearch: (search): SignInSearch => ({
    ...(typeof search.next === 'string' && { next: search.next }),
    ...(typeof search.problem === 'string' && { problem: search.problem }),
  }),
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(signInOptionsQuery)
  },
  component: SignIn,
})

function SignIn() {
  const { next, problem } = Route.useSearch()
  const router = useRouter()
  const queryClient = useQueryClient()
  const enter = () => {
    // Nothing of whoever used this browser before.
    queryClient.removeQueries({ predicate: query => query.queryKey[0] !== 'sign-in-options' })
    void router.navigate({ href: safeNext(next), replace: true })
  }
  return (
    <AccessPage title="Sign in" lead="With your work e-mail.">
      <SignInForm next={next} problem={problem} onSignedIn={enter} />
    </AccessPage>
  )
}

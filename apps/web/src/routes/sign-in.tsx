import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createFileRoute, useRouter } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { signInOptionsQuery } from '../features/access/api.ts'
import { AccessPage } from '../features/access/components/AccessPage.tsx'
import { SignInForm } from '../features/access/components/SignInForm.tsx'
import { safeNext } from '../lib/safe-next.ts'

// Few need it, and a first visit is short of room.
const SecondStepForm = lazy(async () => ({
  default: (await import('../features/access/second-factor/SecondStepForm.tsx')).SecondStepForm,
}))

interface SignInSearch {
  /** Where to go afterwards. */
  next?: string
  /** Why the firm's provider did not let them in. */
  problem?: string
  /** The first step is taken. */
  step?: 'second'
}

export const Route = createFileRoute('/sign-in')({
  staticData: { isPublic: true },
  validateSearch: (search): SignInSearch => ({
    ...(typeof search.next === 'string' && { next: search.next }),
    ...(typeof search.problem === 'string' && { problem: search.problem }),
    ...(search.step === 'second' && { step: 'second' }),
  }),
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(signInOptionsQuery)
  },
  component: SignIn,
})

function SignIn() {
  const { next, problem, step } = Route.useSearch()
  const { data: options } = useQuery(signInOptionsQuery)
  const router = useRouter()
  const queryClient = useQueryClient()
  const enter = () => {
    // Nothing of whoever used this browser before.
    queryClient.removeQueries({ predicate: query => query.queryKey[0] !== 'sign-in-options' })
    void router.navigate({ href: safeNext(next), replace: true })
  }
  const show = (which: SignInSearch['step']) =>
    void router.navigate({
      to: '/sign-in',
      search: { ...(next !== undefined && { next }), ...(which && { step: which }) },
    })
  if (step === 'second')
    return (
      <AccessPage title="Second step" lead="Show once more that it is you.">
        <Suspense>
          <SecondStepForm onSignedIn={enter} onBack={() => show(undefined)} />
        </Suspense>
      </AccessPage>
    )
  return (
    <AccessPage title="Sign in" lead={options?.passwords === false ? undefined : 'With your work e-mail.'}>
      <SignInForm next={next} problem={problem} onSignedIn={enter} onSecondStep={() => show('second')} />
    </AccessPage>
  )
}

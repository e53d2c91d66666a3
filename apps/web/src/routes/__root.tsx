import { type QueryClient, useQueryErrorResetBoundary } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  type ErrorComponentProps,
  Navigate,
  Outlet,
  redirect,
  useMatches,
  useRouter,
} from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { LogSheetPlace } from '../features/activities/components/LogSheetPlace.tsx'
import { NotificationBell } from '../features/activities/components/NotificationBell.tsx'
import { LossDialogPlace } from '../features/losses/components/LossDialogPlace.tsx'
import { FirmBands } from '../features/scoring/components/FirmBands.tsx'
import { AppShell } from '../features/shell/components/AppShell.tsx'
import { meQuery, useMe } from '../lib/me.ts'
import { ProblemError } from '../lib/problem.ts'
import { useStarted } from '../lib/start-shell.ts'
import { ErrorState } from '../ui/ErrorState.tsx'
import { HeaderExtra } from '../ui/HeaderExtra.ts'
import { StandalonePage } from '../ui/StandalonePage.tsx'
import { Toasts } from '../ui/Toasts.tsx'

// A first visit is short of room.
const ConsentWarning = lazy(async () => ({
  default: (await import('../features/privacy/components/ConsentWarning.tsx')).ConsentWarning,
}))

interface RouterContext {
  queryClient: QueryClient
}

export const Route = createRootRouteWithContext<RouterContext>()({
  beforeLoad: async ({ context, matches, location }) => {
    if (matches.some(match => match.staticData.isPublic)) return
    try {
      const me = await context.queryClient.ensureQueryData(meQuery)
      // All else would be refused.
      if (me.second_factor_due) throw redirect({ to: '/second-step', search: { next: location.href } })
    } catch (error) {
      if (error instanceof ProblemError && error.status === 401)
        throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } })
      throw error
    }
  },
  component: Root,
  errorComponent: StartError,
})

function Root() {
  const isPublic = useMatches({ select: matches => matches.some(match => match.staticData.isPublic) })
  useStarted(!isPublic)
  return (
    <>
      {isPublic ? (
        <Outlet />
      ) : (
        <HeaderExtra value={<NotificationBell />}>
          <AppShell>
            <Outlet />
          </AppShell>
          <LedToSecondStep />
          <LogSheetPlace
            before={(leadId, type) => (
              <Suspense>
                <ConsentWarning leadId={leadId} activity={type} />
              </Suspense>
            )}
          />
          <LossDialogPlace />
          <FirmBands />
        </HeaderExtra>
      )}
      <Toasts />
    </>
  )
}

/** A role may come to need a second step while its people are at work. */
function LedToSecondStep() {
  return useMe().second_factor_due ? <Navigate to="/second-step" /> : null
}

/** Not even the shell could be shown: nobody knows who is here. */
function StartError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const queries = useQueryErrorResetBoundary()
  useStarted(false)
  const retry = () => {
    queries.reset()
    reset()
    void router.invalidate()
  }
  return (
    <StandalonePage title="OptimWalls">
      <ErrorState error={error} onRetry={retry} level={1} />
    </StandalonePage>
  )
}

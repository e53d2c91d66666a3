import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { ProblemError } from '../lib/problem.ts'
import { ErrorState } from './ErrorState.tsx'
import { PageBody } from './PageBody.tsx'
import { PageHeader } from './PageHeader.tsx'

/** A page that failed, inside the shell: no right, not there, no connection, or our fault. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const queries = useQueryErrorResetBoundary()
  const retry = () => {
    queries.reset()
    reset()
    void router.invalidate()
  }
  const isFinal = error instanceof ProblemError && (error.status === 403 || error.status === 404)
  return (
    <>
      <PageHeader title={titleOf(error)} />
      <PageBody>
        <ErrorState error={error} onRetry={isFinal ? undefined : retry} />
      </PageBody>
    </>
  )
}

function titleOf(error: unknown): string {
  if (error instanceof ProblemError && error.status === 403) return 'No access'
  if (error instanceof ProblemError && error.status === 404) return 'Not found'
  return 'Not loaded'
}

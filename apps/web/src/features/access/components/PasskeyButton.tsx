import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { ProblemError } from '../../../lib/problem.ts'
import { hasPasskeys } from '../has-passkeys.ts'
import { FormProblem } from './FormProblem.tsx'

/** Signing in with a passkey alone; nothing where the browser has none. */
export function PasskeyButton({ onSignedIn }: { onSignedIn: () => void }) {
  const attempt = useMutation({
    // Few use it, and a first visit is short of room.
    mutationFn: async () => (await import('../second-factor/api.ts')).signInByPasskey(),
    onSuccess: onSignedIn,
  })
  if (!hasPasskeys()) return null
  return (
    <>
      <Button size="lg" loading={attempt.isPending} onClick={() => attempt.mutate()}>
        Sign in with a passkey
      </Button>
      <FormProblem message={attempt.error ? wordsFor(attempt.error) : undefined} />
    </>
  )
}

function wordsFor(error: Error): string {
  if (!(error instanceof ProblemError)) return error.message
  if (error.status === 401) return 'This passkey is not known here. Sign in with your password.'
  if (error.status === 429) return 'Too many tries. Wait a quarter of an hour, then try again.'
  return error.message
}

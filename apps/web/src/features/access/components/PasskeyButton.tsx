import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { signInByChosenPasskey, signInByPasskey } from '../second-factor/api.ts'
import { tooManyTries } from '../too-many-tries.ts'
import { FormProblem } from './FormProblem.tsx'

/** Signing in with a passkey alone, by the button or by choosing one in the e-mail field; for browsers that have them. */
export function PasskeyButton({ onSignedIn }: { onSignedIn: () => void }) {
  const attempt = useMutation({
    mutationFn: signInByPasskey,
    onSuccess: onSignedIn,
  })
  const choice = useMutation({
    mutationFn: (signal: AbortSignal) => signInByChosenPasskey(signal),
    onSuccess: isIn => isIn && onSignedIn(),
  })
  const waiting = useRef<AbortController>(undefined)
  const { mutate: awaitChoice } = choice
  useEffect(() => {
    const controller = new AbortController()
    waiting.current = controller
    awaitChoice(controller.signal)
    return () => controller.abort()
  }, [awaitChoice])
  const press = () => {
    // A browser asks for one at a time.
    waiting.current?.abort()
    choice.reset()
    attempt.mutate()
  }
  // Nobody asked for what was merely waited for: only what came of it is said.
  const error = attempt.error ?? (choice.error instanceof ProblemError ? choice.error : null)
  return (
    <>
      <Button size="lg" loading={attempt.isPending} onClick={press}>
        Sign in with a passkey
      </Button>
      <FormProblem message={error ? wordsFor(error) : undefined} />
    </>
  )
}

function wordsFor(error: Error): string {
  if (!(error instanceof ProblemError)) return error.message
  if (error.status === 401) return 'This passkey is not known here. Sign in with your password.'
  if (error.status === 429) return tooManyTries(error)
  return error.message
}

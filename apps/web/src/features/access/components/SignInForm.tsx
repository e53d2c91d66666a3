import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, lazy, Suspense } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { type Credentials, signIn, signInOptionsQuery } from '../api.ts'
import { textOf } from '../form-text.ts'
import { hasPasskeys } from '../has-passkeys.ts'
import { tooManyTries } from '../too-many-tries.ts'
import classes from './AccessForm.module.css'
import { DemoLogins } from './DemoLogins.tsx'
import { FormProblem } from './FormProblem.tsx'
import { PasswordField } from './PasswordField.tsx'
import { SsoButton } from './SsoButton.tsx'

// Not every address has passkeys, and a first visit is short of room.
const PasskeyButton = lazy(async () => ({
  default: (await import('./PasskeyButton.tsx')).PasskeyButton,
}))

const SsoProblem = lazy(async () => ({ default: (await import('./SsoProblem.tsx')).SsoProblem }))

export interface SignInFormProps {
  /** Where to go afterwards, for the way through the firm's provider. */
  next?: string | undefined
  /** Why that way did not let them in. */
  problem?: string | undefined
  onSignedIn: () => void
  /** The password was right, and the second step is to be taken. */
  onSecondStep: () => void
}

/** E-mail and password; the firm's own provider where there is one; on the demo firm also its people, one tap each. */
export function SignInForm({ next, problem, onSignedIn, onSecondStep }: SignInFormProps) {
  const attempt = useMutation({
    mutationFn: (credentials: Credentials) => signIn(credentials),
    onSuccess: answer => ('second_step' in answer ? onSecondStep() : onSignedIn()),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    attempt.mutate({ email: textOf(form, 'email').trim(), password: textOf(form, 'password') })
  }
  const { data: options } = useQuery(signInOptionsQuery)
  const whyNot = problem !== undefined && (
    <Suspense>
      <SsoProblem problem={problem} />
    </Suspense>
  )
  if (options?.passwords === false)
    return (
      <div className={classes.form}>
        {whyNot}
        <SsoButton next={next} />
        {options.sso?.sign_up === false && (
          <p className={classes.hint}>New here? Ask your admin for an invitation.</p>
        )}
      </div>
    )
  return (
    <>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          name="email"
          type="email"
          label="E-mail"
          autoComplete="username webauthn"
          autoFocus
          required
          withAsterisk={false}
        />
        <div className={classes.withLink}>
          <PasswordField label="Password" autoComplete="current-password" />
          <Link to="/forgot-password" className={classes.link}>
            Forgot it?
          </Link>
        </div>
        <FormProblem message={attempt.error ? wordsFor(attempt.error) : undefined} />
        {!attempt.error && whyNot}
        <Button type="submit" variant="filled" size="lg" loading={attempt.isPending}>
          Sign in
        </Button>
        <SsoButton next={next} />
        {hasPasskeys() && (
          <Suspense fallback={<Button size="lg" loading aria-label="Sign in with a passkey" />}>
            <PasskeyButton onSignedIn={onSignedIn} />
          </Suspense>
        )}
        <p className={classes.hint}>New here? Ask your admin for an invitation.</p>
      </form>
      <DemoLogins isBusy={attempt.isPending} onChoose={attempt.mutate} />
    </>
  )
}

function wordsFor(error: Error): string {
  if (!(error instanceof ProblemError)) return error.message
  if (error.status === 401) return 'E-mail or password is not right.'
  if (error.status === 429) return tooManyTries(error)
  return error.message
}

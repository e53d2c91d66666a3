import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { type Credentials, signIn } from '../api.ts'
import { textOf } from '../form-text.ts'
import classes from './AccessForm.module.css'
import { DemoLogins } from './DemoLogins.tsx'
import { FormProblem } from './FormProblem.tsx'
import { PasswordField } from './PasswordField.tsx'

/** E-mail and password; on the demo firm also its people, one tap each. */
export function SignInForm({ onSignedIn }: { onSignedIn: () => void }) {
  const attempt = useMutation({
    mutationFn: (credentials: Credentials) => signIn(credentials),
    onSuccess: onSignedIn,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    attempt.mutate({ email: textOf(form, 'email').trim(), password: textOf(form, 'password') })
  }
  return (
    <>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          name="email"
          type="email"
          label="E-mail"
          autoComplete="username"
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
        <Button type="submit" variant="filled" size="lg" loading={attempt.isPending}>
          Sign in
        </Button>
        <p className={classes.hint}>New here? Ask your admin for an invitation.</p>
      </form>
      <DemoLogins isBusy={attempt.isPending} onChoose={attempt.mutate} />
    </>
  )
}

function wordsFor(error: Error): string {
  if (!(error instanceof ProblemError)) return error.message
  if (error.status === 401) return 'E-mail or password is not right.'
  if (error.status === 429) return 'Too many tries. Wait a minute, then try again.'
  return error.message
}

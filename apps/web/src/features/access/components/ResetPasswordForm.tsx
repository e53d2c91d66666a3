import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { resetPassword } from '../api.ts'
import { textOf } from '../form-text.ts'
import { PASSWORD_HINT, passwordProblem } from '../password-hint.ts'
import classes from './AccessForm.module.css'
import { FormProblem } from './FormProblem.tsx'
import { PasswordField } from './PasswordField.tsx'

export interface ResetPasswordFormProps {
  /** From the link in the mail; works once. */
  token: string
  onDone: () => void
}

/** Sets a new password. */
export function ResetPasswordForm({ token, onDone }: ResetPasswordFormProps) {
  const reset = useMutation({
    mutationFn: (password: string) => resetPassword(token, password),
    onSuccess: onDone,
  })
  const problem = reset.error instanceof ProblemError ? reset.error : undefined
  const ofField = passwordProblem(problem?.messageOf('newPassword'))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    reset.mutate(textOf(new FormData(event.currentTarget), 'password'))
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <PasswordField label="New password" autoComplete="new-password" hint={PASSWORD_HINT} error={ofField} />
      <FormProblem message={ofField ? undefined : wordsFor(reset.error)} />
      <Button type="submit" variant="filled" size="lg" loading={reset.isPending}>
        Set the password
      </Button>
      <Link to="/forgot-password" className={classes.link}>
        Send another mail
      </Link>
    </form>
  )
}

function wordsFor(error: Error | null): string | undefined {
  if (error instanceof ProblemError && error.messageOf('token'))
    return 'This link has run out or was used already. Another mail brings a new one.'
  return error?.message
}

import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { makeFirstAdmin, signInOptionsQuery } from '../api.ts'
import { textOf } from '../form-text.ts'
import { PASSWORD_HINT, passwordProblem } from '../password-hint.ts'
import classes from './AccessForm.module.css'
import { FormProblem } from './FormProblem.tsx'
import { PasswordField } from './PasswordField.tsx'

export interface FirstAdminFormProps {
  /** The one-time token that the start printed. */
  token: string
  onDone: () => void
}

/** Makes the first Super Admin of an empty firm. */
export function FirstAdminForm({ token, onDone }: FirstAdminFormProps) {
  const make = useMutation({
    mutationFn: (person: Parameters<typeof makeFirstAdmin>[1]) => makeFirstAdmin(token, person),
    onSuccess: onDone,
  })
  const { data: options } = useQuery(signInOptionsQuery)
  const hasPasswords = options?.passwords !== false
  const problem = make.error instanceof ProblemError ? make.error : undefined
  const hasFieldErrors = (problem?.errors.length ?? 0) > 0
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    make.mutate({
      name: textOf(form, 'name').trim(),
      email: textOf(form, 'email').trim(),
      ...(hasPasswords && { password: textOf(form, 'password') }),
    })
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        name="name"
        label="Your name"
        autoComplete="name"
        autoFocus
        required
        withAsterisk={false}
        error={problem?.messageOf('name')}
      />
      <TextInput
        name="email"
        type="email"
        label="E-mail"
        description={
          hasPasswords ? undefined : `Of your account: you come in with ${options?.sso?.name} next.`
        }
        autoComplete="username"
        required
        withAsterisk={false}
        error={problem?.messageOf('email')}
      />
      {hasPasswords && (
        <PasswordField
          label="Password"
          autoComplete="new-password"
          hint={PASSWORD_HINT}
          error={passwordProblem(problem?.messageOf('password'))}
        />
      )}
      <FormProblem message={hasFieldErrors ? undefined : make.error?.message} />
      <Button type="submit" variant="filled" size="lg" loading={make.isPending}>
        Open the firm
      </Button>
    </form>
  )
}

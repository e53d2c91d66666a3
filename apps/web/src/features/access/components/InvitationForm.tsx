import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { acceptInvitation, signInOptionsQuery } from '../api.ts'
import { textOf } from '../form-text.ts'
import { PASSWORD_HINT, passwordProblem } from '../password-hint.ts'
import classes from './AccessForm.module.css'
import { FormProblem } from './FormProblem.tsx'
import { PasswordField } from './PasswordField.tsx'
import { SsoButton } from './SsoButton.tsx'

export interface InvitationFormProps {
  /** From the link in the mail; works once. */
  token: string
  /** As whoever invited them wrote it; it can be put right. */
  name: string
  email: string
  onDone: () => void
}

/** Takes up an invitation: name and password, and one is in. */
export function InvitationForm({ token, name, email, onDone }: InvitationFormProps) {
  const accept = useMutation({
    mutationFn: (person: { name: string; password: string }) => acceptInvitation({ token, ...person }),
    onSuccess: onDone,
  })
  const problem = accept.error instanceof ProblemError ? accept.error : undefined
  const [ofName, ofPassword] = [problem?.messageOf('name'), passwordProblem(problem?.messageOf('password'))]
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    accept.mutate({ name: textOf(form, 'name').trim(), password: textOf(form, 'password') })
  }
  const { data: options } = useQuery(signInOptionsQuery)
  if (options?.passwords === false)
    return (
      <div className={classes.form}>
        <TextInput
          label="E-mail"
          value={email}
          readOnly
          description="Come with the account of this address."
        />
        <SsoButton next={undefined} />
      </div>
    )
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput name="email" label="E-mail" value={email} readOnly autoComplete="username" />
      <TextInput
        name="name"
        label="Your name"
        defaultValue={name}
        autoComplete="name"
        required
        withAsterisk={false}
        autoFocus
        error={ofName}
      />
      <PasswordField label="Password" autoComplete="new-password" hint={PASSWORD_HINT} error={ofPassword} />
      <FormProblem message={ofName || ofPassword ? undefined : accept.error?.message} />
      <Button type="submit" variant="filled" size="lg" loading={accept.isPending}>
        Come in
      </Button>
    </form>
  )
}

import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { requestReset, signInOptionsQuery } from '../api.ts'
import { textOf } from '../form-text.ts'
import classes from './AccessForm.module.css'
import { FormProblem } from './FormProblem.tsx'

/** Asks for the mail that sets a new password. Says the same whether the account exists or not. */
export function ForgotPasswordForm() {
  const request = useMutation({ mutationFn: (email: string) => requestReset(email) })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    request.mutate(textOf(new FormData(event.currentTarget), 'email').trim())
  }
  const { data: options } = useQuery(signInOptionsQuery)
  if (options?.passwords === false)
    return (
      <div className={classes.done}>
        <p>
          Your firm signs in through {options.sso?.name ?? 'its provider'}: there is no password here to
          forget. Set a new one there, or ask your admin.
        </p>
        <BackToSignIn />
      </div>
    )
  if (request.isSuccess)
    return (
      <div className={classes.done} role="status">
        <p>
          If {request.variables} has an account, the mail is on its way. Its link sets a new password, once,
          within an hour.
        </p>
        <BackToSignIn />
      </div>
    )
  return (
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
      <FormProblem message={request.error?.message} />
      <Button type="submit" variant="filled" size="lg" loading={request.isPending}>
        Send the mail
      </Button>
      <BackToSignIn />
    </form>
  )
}

function BackToSignIn() {
  return (
    <Link to="/sign-in" className={classes.link}>
      Back to sign in
    </Link>
  )
}

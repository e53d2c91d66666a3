import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import classes from '../components/AccessForm.module.css'
import { FormProblem } from '../components/FormProblem.tsx'
import { textOf } from '../form-text.ts'
import { takeSecondStep } from './api.ts'
import { CodeField } from './CodeField.tsx'

export interface SecondStepFormProps {
  onSignedIn: () => void
  /** Back to the first step. */
  onBack: () => void
}

/** The second step of signing in: a code of the app, or a recovery code for whoever does not have it at hand. */
export function SecondStepForm({ onSignedIn, onBack }: SecondStepFormProps) {
  const [isRecovering, setIsRecovering] = useState(false)
  const attempt = useMutation({ mutationFn: takeSecondStep, onSuccess: onSignedIn })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    attempt.mutate(
      isRecovering
        ? { recovery_code: textOf(form, 'recovery_code').trim() }
        : { code: textOf(form, 'code').trim() },
    )
  }
  const turn = () => {
    attempt.reset()
    setIsRecovering(!isRecovering)
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      {isRecovering ? (
        <TextInput
          key="recovery"
          name="recovery_code"
          label="Recovery code"
          description="One of the ten you kept when you set it up; each works once."
          placeholder="abcde-fghjk"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
          required
          withAsterisk={false}
          autoFocus
        />
      ) : (
        <CodeField key="code" autoFocus />
      )}
      <FormProblem message={attempt.error ? wordsFor(attempt.error, isRecovering) : undefined} />
      <Button type="submit" variant="filled" size="lg" loading={attempt.isPending}>
        Sign in
      </Button>
      <Button variant="subtle" onClick={turn}>
        {isRecovering ? 'Use a code of the app' : 'Use a recovery code'}
      </Button>
      <Button variant="subtle" onClick={onBack}>
        Back to e-mail and password
      </Button>
      <p className={classes.hint}>Neither at hand? Your admin can reset your second step.</p>
    </form>
  )
}

function wordsFor(error: Error, isRecovering: boolean): string {
  if (!(error instanceof ProblemError)) return error.message
  if (error.status === 429) return 'Too many tries. Wait a quarter of an hour, then try again.'
  if (error.problem.reason === 'expired') return 'That took too long. Go back and sign in anew.'
  if (isRecovering) return 'This is no code of yours, or it was used already.'
  return 'The code is not right. Each works once, for half a minute: take the next one.'
}

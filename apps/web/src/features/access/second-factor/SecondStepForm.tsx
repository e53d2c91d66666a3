import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import classes from '../components/AccessForm.module.css'
import { FormProblem } from '../components/FormProblem.tsx'
import { textOf } from '../form-text.ts'
import { hasPasskeys } from '../has-passkeys.ts'
import { tooManyTries } from '../too-many-tries.ts'
import { secondStepAheadQuery, takeSecondStep, takeSecondStepByPasskey } from './api.ts'
import { CodeField } from './CodeField.tsx'

export interface SecondStepFormProps {
  onSignedIn: () => void
  /** Back to the first step. */
  onBack: () => void
}

type Way = 'passkey' | 'totp' | 'recovery_code'

const OTHERWISE: Record<Way, string> = {
  passkey: 'Use a passkey',
  totp: 'Use a code of the app',
  recovery_code: 'Use a recovery code',
}

/** The second step of signing in: a passkey, a code of the app, or a recovery code for whoever has neither at hand. */
export function SecondStepForm({ onSignedIn, onBack }: SecondStepFormProps) {
  const ahead = useQuery(secondStepAheadQuery)
  const [chosen, setChosen] = useState<Way | null>(null)
  const ways = (ahead.data?.second_step ?? ['totp', 'recovery_code']).filter(
    each => each !== 'passkey' || hasPasskeys(),
  )
  const way = chosen ?? ways[0] ?? 'recovery_code'
  const attempt = useMutation({
    mutationFn: (form: FormData) => {
      if (way === 'passkey') return takeSecondStepByPasskey()
      if (way === 'totp') return takeSecondStep({ code: textOf(form, 'code').trim() })
      return takeSecondStep({ recovery_code: textOf(form, 'recovery_code').trim() })
    },
    onSuccess: onSignedIn,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    attempt.mutate(new FormData(event.currentTarget))
  }
  if (ahead.isPending) return <SkeletonRows of="your second step" rows={2} />
  const error = attempt.error ?? (ahead.error instanceof ProblemError ? ahead.error : null)
  return (
    <form className={classes.form} onSubmit={submit}>
      {way === 'recovery_code' && (
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
      )}
      {way === 'totp' && <CodeField key="code" autoFocus />}
      <FormProblem message={error ? wordsFor(error, way) : undefined} />
      <Button
        type="submit"
        variant="filled"
        size="lg"
        loading={attempt.isPending}
        {...(way === 'passkey' && { autoFocus: true })}
      >
        {way === 'passkey' ? 'Use my passkey' : 'Sign in'}
      </Button>
      {ways
        .filter(each => each !== way)
        .map(other => (
          <Button
            key={other}
            variant="subtle"
            onClick={() => {
              attempt.reset()
              setChosen(other)
            }}
          >
            {OTHERWISE[other]}
          </Button>
        ))}
      <Button variant="subtle" onClick={onBack}>
        Back to e-mail and password
      </Button>
      <p className={classes.hint}>Nothing at hand? Your admin can reset your second step.</p>
    </form>
  )
}

function wordsFor(error: Error, way: Way): string {
  if (!(error instanceof ProblemError)) return error.message
  if (error.status === 429) return tooManyTries(error)
  if (error.problem.reason === 'expired') return 'That took too long. Go back and sign in anew.'
  if (way === 'passkey') return 'This passkey is not known here, or took too long. Try again.'
  if (way === 'recovery_code') return 'This is no code of yours, or it was used already.'
  return 'The code is not right. Each works once, for half a minute: take the next one.'
}

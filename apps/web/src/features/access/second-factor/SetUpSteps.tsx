import { Button, CopyButton } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { FormProblem } from '../components/FormProblem.tsx'
import { PasswordField } from '../components/PasswordField.tsx'
import { textOf } from '../form-text.ts'
import { beginTotp, confirmTotp } from './api.ts'
import { CodeField } from './CodeField.tsx'
import { QrCode } from './QrCode.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import classes from './SecondFactor.module.css'

export interface SetUpStepsProps {
  hasPassword: boolean
  onDone: () => void
  onCancel?: () => void
}

/** Setting up codes of an app: the password again, the QR code, a first code, and recovery codes. */
export function SetUpSteps({ hasPassword, onDone, onCancel }: SetUpStepsProps) {
  const begin = useMutation({ mutationFn: beginTotp })
  const confirm = useMutation({ mutationFn: confirmTotp })
  const fieldOf = (event: FormEvent<HTMLFormElement>, name: string) => {
    event.preventDefault()
    return textOf(new FormData(event.currentTarget), name)
  }
  const cancel = onCancel && (
    <Button variant="subtle" onClick={onCancel}>
      Cancel
    </Button>
  )

  if (confirm.data) return <RecoveryCodes codes={confirm.data.recovery_codes} onDone={onDone} />
  if (!begin.data) {
    const ofPassword = messageOf(begin.error, 'password')
    return (
      <form
        className={classes.form}
        onSubmit={event => {
          const password = fieldOf(event, 'password')
          begin.mutate(hasPassword ? password : undefined)
        }}
      >
        {hasPassword && (
          <PasswordField
            label="Your password"
            autoComplete="current-password"
            {...(ofPassword && { error: 'This is not your password.' })}
          />
        )}
        <FormProblem message={ofPassword ? undefined : wordsFor(begin.error)} />
        <div className={classes.deeds}>
          <Button type="submit" variant="filled" loading={begin.isPending}>
            Continue
          </Button>
          {cancel}
        </div>
      </form>
    )
  }
  const { key, uri } = begin.data
  const ofCode = messageOf(confirm.error, 'code')
  return (
    <form className={classes.form} onSubmit={event => confirm.mutate(fieldOf(event, 'code').trim())}>
      <p className={classes.say}>
        Scan this with an authenticator app: Google Authenticator, Microsoft Authenticator, 1Password and
        others do alike.
      </p>
      <QrCode text={uri} label="QR code for your authenticator app" />
      <div>
        <p className={classes.say}>No camera? Type this key into the app:</p>
        <p className={classes.key}>{key.match(/.{1,4}/g)?.join(' ')}</p>
        <CopyButton value={key}>
          {({ copied, copy }) => (
            <Button size="sm" onClick={copy} style={{ marginTop: 8 }}>
              {copied ? 'Copied' : 'Copy key'}
            </Button>
          )}
        </CopyButton>
      </div>
      <CodeField
        label="The code it shows now"
        error={ofCode && 'The code is not right. Look whether the clock of your phone is.'}
        autoFocus
      />
      <FormProblem message={ofCode ? undefined : wordsFor(confirm.error)} />
      <div className={classes.deeds}>
        <Button type="submit" variant="filled" loading={confirm.isPending}>
          Turn it on
        </Button>
        {cancel}
      </div>
    </form>
  )
}

/** What the answer says of one field. */
export function messageOf(error: Error | null, path: string): string | undefined {
  return error instanceof ProblemError ? error.messageOf(path) : undefined
}

/** Why it was refused, where no field is to blame. */
export function wordsFor(error: Error | null): string | undefined {
  if (error instanceof ProblemError && error.status === 429)
    return 'Too many tries. Wait a quarter of an hour, then try again.'
  return error?.message
}

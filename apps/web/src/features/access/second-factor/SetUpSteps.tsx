import { Button, CopyButton } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { FormProblem } from '../components/FormProblem.tsx'
import { textOf } from '../form-text.ts'
import { beginTotp, confirmTotp, type SecondFactorState } from './api.ts'
import { CodeField } from './CodeField.tsx'
import { messageOf, wordsFor } from './messages.ts'
import { isOfField, ProofFields, readProof, waysOf } from './ProofFields.tsx'
import { QrCode } from './QrCode.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import classes from './SecondFactor.module.css'

export interface SetUpStepsProps {
  state: SecondFactorState
  onDone: () => void
  onCancel?: () => void
}

/** Setting up codes of an app: who is there, the QR code, a first code, and recovery codes. */
export function SetUpSteps({ state, onDone, onCancel }: SetUpStepsProps) {
  const ways = waysOf(state)
  const [way, setWay] = useState(ways[0] ?? 'none')
  const begin = useMutation({
    mutationFn: async (fields: FormData) => beginTotp(await readProof(way, state.has_password, fields)),
  })
  const confirm = useMutation({
    mutationFn: confirmTotp,
    onSuccess: answer => answer.recovery_codes.length === 0 && onDone(),
  })
  const fieldOf = (event: FormEvent<HTMLFormElement>, name: string) => {
    event.preventDefault()
    return textOf(new FormData(event.currentTarget), name)
  }
  const cancel = onCancel && (
    <Button variant="subtle" onClick={onCancel}>
      Cancel
    </Button>
  )

  if (confirm.data?.recovery_codes.length)
    return <RecoveryCodes codes={confirm.data.recovery_codes} onDone={onDone} />
  if (!begin.data) {
    return (
      <form
        className={classes.form}
        onSubmit={event => {
          event.preventDefault()
          begin.mutate(new FormData(event.currentTarget))
        }}
      >
        <ProofFields
          way={way}
          ways={ways}
          onWay={next => {
            begin.reset()
            setWay(next)
          }}
          hasPassword={state.has_password}
          error={begin.error}
        />
        <FormProblem message={isOfField(begin.error) ? undefined : wordsFor(begin.error)} />
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

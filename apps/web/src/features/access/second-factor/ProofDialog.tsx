import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId } from 'react'
import { Dialog } from '../../../ui/Dialog.tsx'
import { FormProblem } from '../components/FormProblem.tsx'
import { PasswordField } from '../components/PasswordField.tsx'
import { textOf } from '../form-text.ts'
import type { Proof } from './api.ts'
import { CodeField } from './CodeField.tsx'
import classes from './SecondFactor.module.css'
import { messageOf, wordsFor } from './SetUpSteps.tsx'

export interface ProofDialogProps<T> {
  title: string
  lead: string
  /** What the button says. */
  deed: string
  isDangerous?: boolean
  hasPassword: boolean
  work: (proof: Proof) => Promise<T>
  onDone: (answer: T) => void
  onClose: () => void
}

/** Asks for password and code before the second step is changed. */
export function ProofDialog<T>(props: ProofDialogProps<T>) {
  const form = useId()
  const change = useMutation({ mutationFn: props.work, onSuccess: props.onDone })
  const [ofPassword, ofCode] = [messageOf(change.error, 'password'), messageOf(change.error, 'code')]
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const code = textOf(fields, 'code').trim()
    change.mutate(props.hasPassword ? { password: textOf(fields, 'password'), code } : { code })
  }
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={props.title}
      lead={props.lead}
      actions={
        <>
          <Button variant="subtle" onClick={props.onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={form}
            variant={props.isDangerous ? 'danger' : 'filled'}
            loading={change.isPending}
          >
            {props.deed}
          </Button>
        </>
      }
    >
      <form id={form} className={classes.form} onSubmit={submit}>
        {props.hasPassword && (
          <PasswordField
            label="Your password"
            autoComplete="current-password"
            {...(ofPassword && { error: 'This is not your password.' })}
          />
        )}
        <CodeField error={ofCode && 'The code is not right. Each works once: take the next one.'} />
        <FormProblem message={ofPassword || ofCode ? undefined : wordsFor(change.error)} />
      </form>
    </Dialog>
  )
}

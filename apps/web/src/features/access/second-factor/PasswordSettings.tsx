import { Button } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { Dialog } from '../../../ui/Dialog.tsx'
import { showToast } from '../../../ui/toast.ts'
import { FormProblem } from '../components/FormProblem.tsx'
import { PasswordField } from '../components/PasswordField.tsx'
import { textOf } from '../form-text.ts'
import { PASSWORD_HINT, passwordProblem } from '../password-hint.ts'
import { changePassword, secondFactorQuery } from './api.ts'
import { messageOf, wordsFor } from './messages.ts'
import classes from './SecondFactor.module.css'

/** One's own password; nothing for whoever has none. */
export function PasswordSettings() {
  const { data: state } = useSuspenseQuery(secondFactorQuery)
  const [isOpen, setOpen] = useState(false)
  if (!state.has_password) return null
  return (
    <section className={classes.section} aria-labelledby="password">
      <div className={classes.partHead}>
        <div className={classes.words}>
          <h2 id="password" className={classes.title}>
            Password
          </h2>
          <p className={classes.say}>A new one signs you out on your other devices.</p>
        </div>
        <Button onClick={() => setOpen(true)}>Change it…</Button>
      </div>
      {isOpen && <ChangePasswordDialog onClose={() => setOpen(false)} />}
    </section>
  )
}

function ChangePasswordDialog({ onClose }: { onClose: () => void }) {
  const form = useId()
  const change = useMutation({
    mutationFn: (fields: FormData) => changePassword(textOf(fields, 'password'), textOf(fields, 'new')),
    onSuccess: () => {
      showToast({ message: 'Your password is changed' })
      onClose()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    change.mutate(new FormData(event.currentTarget))
  }
  const isWrong = messageOf(change.error, 'currentPassword') !== undefined
  const flaw = passwordProblem(messageOf(change.error, 'newPassword'))
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Change your password"
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="filled" loading={change.isPending}>
            Change
          </Button>
        </>
      }
    >
      <form id={form} className={classes.form} onSubmit={submit}>
        <PasswordField
          label="Your present password"
          autoComplete="current-password"
          {...(isWrong && { error: 'This is not your password.' })}
        />
        <PasswordField
          name="new"
          label="New password"
          autoComplete="new-password"
          hint={PASSWORD_HINT}
          {...(flaw && { error: flaw })}
        />
        <FormProblem message={isWrong || flaw ? undefined : wordsFor(change.error)} />
      </form>
    </Dialog>
  )
}

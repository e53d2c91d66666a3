import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { Dialog } from '../../../ui/Dialog.tsx'
import { FormProblem } from '../components/FormProblem.tsx'
import { textOf } from '../form-text.ts'
import { addPasskey, type OwnPasskey, renamePasskey, type SecondFactorState } from './api.ts'
import { ProofDialog } from './ProofDialog.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import classes from './SecondFactor.module.css'

export interface AddPasskeyDialogProps {
  state: SecondFactorState
  onDone: () => void
  onClose: () => void
}

/** Makes a passkey on this device; with the first come recovery codes. */
export function AddPasskeyDialog({ state, onDone, onClose }: AddPasskeyDialogProps) {
  const [codes, setCodes] = useState<readonly string[]>([])
  if (codes.length > 0)
    return (
      <Dialog isOpen onClose={onDone} title="Your recovery codes">
        <RecoveryCodes codes={codes} onDone={onDone} />
      </Dialog>
    )
  return (
    <ProofDialog
      title="Add a passkey"
      lead="Your finger, face or PIN signs you in on this device, or wherever your password manager carries it."
      deed="Add passkey"
      state={state}
      work={(proof, fields) => addPasskey(proof, textOf(fields, 'name').trim())}
      onDone={answer => (answer.recovery_codes.length > 0 ? setCodes(answer.recovery_codes) : onDone())}
      onClose={onClose}
    >
      <NameField name={nameOfDevice()} />
    </ProofDialog>
  )
}

export interface RenamePasskeyDialogProps {
  passkey: OwnPasskey
  onDone: () => void
  onClose: () => void
}

export function RenamePasskeyDialog({ passkey, onDone, onClose }: RenamePasskeyDialogProps) {
  const form = useId()
  const rename = useMutation({ mutationFn: renamePasskey, onSuccess: onDone })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    rename.mutate({ id: passkey.id, name: textOf(new FormData(event.currentTarget), 'name').trim() })
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Rename the passkey"
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="filled" loading={rename.isPending}>
            Rename
          </Button>
        </>
      }
    >
      <form id={form} className={classes.form} onSubmit={submit}>
        <NameField name={passkey.name} />
        <FormProblem message={rename.error?.message} />
      </form>
    </Dialog>
  )
}

function NameField({ name }: { name: string }) {
  return (
    <TextInput
      name="name"
      label="Name"
      description="By which you know it again."
      defaultValue={name}
      maxLength={60}
      pattern=".*\S.*"
      title="A name"
      autoComplete="off"
      required
      withAsterisk={false}
      data-autofocus
    />
  )
}

const DEVICES = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android phone'],
  [/Mac OS/, 'Mac'],
  [/Windows/, 'Windows computer'],
] as const

/** What somebody is likely to call the device they are at. */
const nameOfDevice = (): string =>
  DEVICES.find(([pattern]) => pattern.test(navigator.userAgent))?.[1] ?? 'This computer'

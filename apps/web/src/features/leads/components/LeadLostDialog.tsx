import { Button, Chip, TextInput } from '@mantine/core'
import { type FormEvent, useId, useState } from 'react'
import { Dialog } from '../../../ui/Dialog.tsx'
import classes from './LeadLostDialog.module.css'

export interface LeadLostDialogProps {
  name: string
  isOpen: boolean
  onClose: () => void
  onLose: (reason: string) => void
}

const REASONS = ['Price too high', 'Chose someone else', 'Plans put off', 'No answer', 'Not a real lead']

/** Asks why a lead got away; the reports live on it. */
export function LeadLostDialog({ name, isOpen, onClose, onLose }: LeadLostDialogProps) {
  const form = useId()
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(false)

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (reason.trim() !== '') onLose(reason.trim())
  }

  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Why was ${name} lost?`}
      lead="The reason is what the firm learns from."
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="filled">
            Mark as lost
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form} noValidate>
        <Chip.Group value={reason} onChange={value => setReason(String(value))}>
          <div className={classes.reasons}>
            {REASONS.map(each => (
              <Chip key={each} value={each} variant="outline">
                {each}
              </Chip>
            ))}
          </div>
        </Chip.Group>
        <TextInput
          label="Reason"
          value={reason}
          maxLength={200}
          onChange={event => setReason(event.currentTarget.value)}
          error={isTried && reason.trim() === '' && 'Say in a few words why it was lost.'}
          data-autofocus
        />
      </form>
    </Dialog>
  )
}

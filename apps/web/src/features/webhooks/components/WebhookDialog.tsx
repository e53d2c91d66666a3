import { Button, Checkbox, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useId, useState } from 'react'
import { ProblemError } from '../../../lib/problem.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { deeds, useDeed, type Webhook, type WebhookEvent } from '../api.ts'
import { EVENT_WORDS, EVENTS } from '../words.ts'
import { SecretDialog } from './SecretDialog.tsx'
import classes from './Webhooks.module.css'

export interface WebhookDialogProps {
  /** The one to be changed; a new one without. */
  webhook?: Webhook
  onClose: () => void
}

/** Says where messages go and what they tell. A new one is shown its secret, this once. */
export function WebhookDialog({ webhook, onClose }: WebhookDialogProps) {
  const form = useId()
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [description, setDescription] = useState(webhook?.description ?? '')
  const [events, setEvents] = useState<string[]>(webhook?.events ?? ['lead.converted'])
  const [withContact, setWithContact] = useState(webhook?.with_contact ?? false)
  const add = useDeed(deeds.add, { showsError: true })
  const change = useDeed(deeds.change, { showsError: true, says: () => 'Webhook saved', onDone: onClose })
  const error = add.error ?? change.error
  const problems = error instanceof ProblemError ? error : undefined
  const urlProblem = problems?.messageOf('url')

  function submit(event: FormEvent) {
    event.preventDefault()
    const body = {
      url: url.trim(),
      description: description.trim(),
      events: events as WebhookEvent[],
      with_contact: withContact,
    }
    if (webhook) change.mutate({ id: webhook.id, ...body })
    else add.mutate(body)
  }

  if (add.data) return <SecretDialog secret={add.data.secret} isNew onClose={onClose} />
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title={webhook ? 'Edit webhook' : 'New webhook'}
      lead="Each message is signed, so that the other side knows it is from here."
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={form}
            variant="filled"
            loading={add.isPending || change.isPending}
            disabled={events.length === 0}
          >
            {webhook ? 'Save' : 'Make webhook'}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className={classes.form}>
        <TextInput
          label="Address"
          placeholder="https://hooks.example.com/crm"
          required
          withAsterisk={false}
          inputMode="url"
          maxLength={2000}
          value={url}
          error={urlProblem && `The address ${urlProblem}`}
          onChange={event => setUrl(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label="Name"
          placeholder="Accounting"
          maxLength={200}
          value={description}
          onChange={event => setDescription(event.currentTarget.value)}
        />
        <Checkbox.Group label="What it is told" value={events} onChange={setEvents}>
          <div className={classes.events}>
            {EVENTS.map(event => (
              <Checkbox key={event} value={event} label={EVENT_WORDS[event]} />
            ))}
          </div>
        </Checkbox.Group>
        <Switch
          label="With contact details"
          description="E-mail, phones and address of the lead leave this system too. It is noted in the audit log."
          checked={withContact}
          onChange={event => setWithContact(event.currentTarget.checked)}
        />
        {error && !urlProblem && (
          <p role="alert" className={classes.problem}>
            {error.message}
          </p>
        )}
      </form>
    </Dialog>
  )
}

import { Button, Select, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ConsentPurpose } from '../../../lib/consent-purposes.ts'
import { formatDay } from '../../../lib/format-time.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { DayField } from '../../../ui/DayField.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { showToast } from '../../../ui/toast.ts'
import { type ConsentChannel, type ConsentEntry, type NewConsent, recordConsent } from '../api.ts'
import { answerWord, CHANNEL_NAMES, SOURCE_NAMES } from '../consent.ts'
import classes from './ConsentDialog.module.css'

export interface ConsentDialogProps {
  leadId: number
  leadName: string
  purposes: readonly ConsentPurpose[]
  entries: readonly ConsentEntry[]
  isReadOnly: boolean
  isOpen: boolean
  onClose: () => void
}

const CHANNELS: readonly ConsentChannel[] = ['call', 'whatsapp', 'email', 'sms']
const ANSWERS = [
  { value: 'true', label: 'Agreed' },
  { value: 'false', label: 'Objected, or took it back' },
]
const SOURCES = (['client', 'hand', 'form'] as const).map(value => ({ value, label: SOURCE_NAMES[value] }))
const today = () => new Date().toLocaleDateString('en-CA')

/** Records what somebody agreed to, and shows all that they ever answered. */
export function ConsentDialog(props: ConsentDialogProps) {
  const { leadName, entries, isReadOnly, isOpen, onClose } = props
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={`What ${leadName} agreed to`} isWide>
      {!isReadOnly && <ConsentForm {...props} />}
      <h3 className={classes.title}>All answers</h3>
      {entries.length === 0 && <p className={classes.none}>Nobody has asked yet.</p>}
      <ul className={classes.entries}>
        {entries.map(entry => (
          <li key={entry.id}>
            <span>
              {answerWord(entry.given)} · {CHANNEL_NAMES[entry.channel]}
              {entry.is_current && <em> (holds)</em>}
            </span>
            <span className={classes.told}>
              {[
                entry.purpose,
                formatDay(entry.at),
                SOURCE_NAMES[entry.source],
                entry.recorded_by && `recorded by ${entry.recorded_by.name}`,
                entry.note,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function ConsentForm({ leadId, purposes, onClose }: ConsentDialogProps) {
  const client = useQueryClient()
  const asked = purposes.filter(purpose => !purpose.is_retired)
  const [purposeId, setPurposeId] = useState(String(asked[0]?.id ?? ''))
  const [channel, setChannel] = useState<ConsentChannel>('call')
  const [given, setGiven] = useState('true')
  const [source, setSource] = useState<NewConsent['source']>('client')
  const [day, setDay] = useState(today)
  const [note, setNote] = useState('')
  const purpose = asked.find(({ id }) => String(id) === purposeId)
  const save = useMutation({
    mutationFn: () =>
      recordConsent(leadId, {
        purpose_id: Number(purposeId),
        channel: purpose?.has_channels ? channel : 'any',
        given: given === 'true',
        ...(source && { source }),
        // Of today it is now: what was said in the morning does not go before what is known since.
        ...(day !== today() && { at: new Date(`${day}T12:00:00`).toISOString() }),
        ...(note.trim() && { note: note.trim() }),
      }),
    onSuccess: async () => {
      showToast({ message: 'Consent recorded' })
      onClose()
      await client.invalidateQueries({ queryKey: ['leads'] })
    },
  })
  const errorOf = (path: string) =>
    save.error instanceof ProblemError ? save.error.messageOf(path) : undefined
  const hasField = ['purpose_id', 'channel', 'at', 'note'].some(path => errorOf(path))

  function submit(event: FormEvent) {
    event.preventDefault()
    save.mutate()
  }

  return (
    <form className={classes.form} onSubmit={submit}>
      <Select
        label="What for"
        data={asked.map(({ id, label }) => ({ value: String(id), label }))}
        value={purposeId}
        onChange={value => value && setPurposeId(value)}
        allowDeselect={false}
        error={errorOf('purpose_id')}
      />
      {purpose?.has_channels && (
        <Select
          label="Over which channel"
          data={CHANNELS.map(value => ({ value, label: CHANNEL_NAMES[value] }))}
          value={channel}
          onChange={value => value && setChannel(value)}
          allowDeselect={false}
          error={errorOf('channel')}
        />
      )}
      <Select
        label="Answer"
        data={ANSWERS}
        value={given}
        onChange={value => value && setGiven(value)}
        allowDeselect={false}
      />
      <Select
        label="Who says so"
        data={SOURCES}
        value={source ?? 'client'}
        onChange={value => value && setSource(value)}
        allowDeselect={false}
      />
      <DayField
        label="When"
        value={day}
        max={today()}
        required
        withAsterisk={false}
        onChange={event => setDay(event.currentTarget.value)}
        error={errorOf('at')}
      />
      <Textarea
        className={classes.wide ?? ''}
        label="Note"
        placeholder="For example: on the phone, asked by Meera"
        value={note}
        maxLength={500}
        autosize
        minRows={1}
        onChange={event => setNote(event.currentTarget.value)}
        error={errorOf('note')}
      />
      {purpose?.wording && <p className={classes.wording}>Asked as: “{purpose.wording}”</p>}
      {save.error && !hasField && (
        <p role="alert" className={classes.error}>
          {save.error.message}
        </p>
      )}
      <div className={classes.deed}>
        <Button type="submit" variant="filled" loading={save.isPending}>
          Record
        </Button>
      </div>
    </form>
  )
}

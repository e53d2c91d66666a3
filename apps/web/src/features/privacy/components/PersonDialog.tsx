import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { formatDay } from '../../../lib/format-time.ts'
import { ProblemError } from '../../../lib/problem.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { showToast } from '../../../ui/toast.ts'
import { erasePerson, exportPerson, type PersonPreview, personQuery, privacyKeys } from '../api.ts'
import classes from './PersonDialog.module.css'

export interface PersonDialogProps {
  leadId: number
  leadName: string
  /** Null while it is closed. */
  deed: 'export' | 'erase' | null
  onClose: () => void
}

/** Shows what is held on a person before all of it is taken out, or erased for good. */
export function PersonDialog({ leadId, leadName, deed, onClose }: PersonDialogProps) {
  const [shown, setShown] = useState(deed)
  if (deed !== null && deed !== shown) setShown(deed)
  const isErasing = shown === 'erase'
  const [others, setOthers] = useState<number[]>([])
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const client = useQueryClient()
  const query = useQuery({
    ...personQuery(leadId, others),
    enabled: deed !== null,
    // Those who may be the same stay in sight while one of them is ticked.
    placeholderData: before => before,
  })
  const act = useMutation({
    mutationFn: async () => {
      if (isErasing) await erasePerson(leadId, others, typed, reason)
      else await exportPerson(leadId, others)
    },
    onSuccess: async () => {
      showToast({
        message: isErasing
          ? 'The person is being erased'
          : 'The archive is being written. Settings, Privacy has it in a moment.',
      })
      onClose()
      await client.invalidateQueries({ queryKey: isErasing ? privacyKeys.erasures : privacyKeys.exports })
      if (isErasing) await client.invalidateQueries({ queryKey: ['leads'] })
    },
  })
  const person = query.data
  const isHeld = isErasing && person !== undefined && person.holds.length > 0
  const matches = person?.name != null && plain(typed) === plain(person.name)
  const confirmError =
    act.error instanceof ProblemError
      ? (act.error.messageOf('confirm') ?? act.error.messageOf('lead_id'))
      : undefined
  return (
    <Dialog
      isOpen={deed !== null}
      onClose={onClose}
      isWide
      title={isErasing ? `Erase ${leadName} for good?` : `All that is held on ${leadName}`}
      lead={
        isErasing
          ? 'Their leads stay as rows without a person, so that every figure is as it was. It cannot be undone.'
          : 'A ZIP archive with a page to read, JSON, tables and all files. It is noted in the audit log and kept for three days.'
      }
      actions={
        <>
          <Button variant="subtle" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant={isErasing ? 'danger' : 'filled'}
            disabled={!person || isHeld || (isErasing && !matches)}
            loading={act.isPending}
            onClick={() => act.mutate()}
          >
            {isErasing ? 'Erase for good' : 'Write the archive'}
          </Button>
        </>
      }
    >
      {query.error && !person && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <SkeletonRows of="what is held" />}
      {person && (
        <div className={classes.body}>
          {isHeld && <Held person={person} />}
          <Related person={person} others={others} onChange={setOthers} />
          <Holdings person={person} isErasing={isErasing} />
          {isErasing && !isHeld && person.name !== null && (
            <>
              <p className={classes.told}>
                Of imported files their rows go, the others’ stay. Exported files that tell of them are
                deleted as a whole: export anew. What was written of the person on other leads stays.
              </p>
              <TextInput
                label="Reason"
                description="For the record. Write nothing of the person."
                value={reason}
                maxLength={500}
                onChange={event => setReason(event.currentTarget.value)}
              />
              <TextInput
                label={`Type “${person.name}” to confirm`}
                value={typed}
                autoComplete="off"
                error={confirmError}
                onChange={event => setTyped(event.currentTarget.value)}
              />
            </>
          )}
          {isErasing && person.name === null && <p>This person has been erased already.</p>}
          {act.error && !confirmError && (
            <p role="alert" className={classes.error}>
              {act.error.message}
            </p>
          )}
        </div>
      )}
    </Dialog>
  )
}

const plain = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase()

function Held({ person }: { person: PersonPreview }) {
  return (
    <p role="alert" className={classes.error}>
      {person.holds
        .map(({ reason, until }) => `Must be kept${until ? ` until ${formatDay(until)}` : ''}: ${reason}.`)
        .join(' ')}
    </p>
  )
}

interface RelatedProps {
  person: PersonPreview
  others: readonly number[]
  onChange: (others: number[]) => void
}

function Related({ person, others, onChange }: RelatedProps) {
  const [known, setKnown] = useState(person.related)
  const more = person.related.filter(one => !known.some(({ lead_id }) => lead_id === one.lead_id))
  if (more.length > 0) setKnown([...known, ...more])
  if (known.length === 0) return null
  return (
    <Checkbox.Group
      label="The same person, too?"
      description="They share a phone, an e-mail or a home. Tick those who are the same person."
      value={others.map(String)}
      onChange={values => onChange(values.map(Number))}
    >
      <div className={classes.related}>
        {known.map(({ lead_id, name, how }) => (
          <Checkbox
            key={lead_id}
            value={String(lead_id)}
            label={`${name}, ${how === 'contact' ? 'same phone or e-mail' : 'same home'}`}
          />
        ))}
      </div>
    </Checkbox.Group>
  )
}

function Holdings({ person, isErasing }: { person: PersonPreview; isErasing: boolean }) {
  return (
    <section aria-label="What is held">
      <h3 className={classes.title}>{isErasing ? 'What is erased' : 'What is in it'}</h3>
      <ul className={classes.holdings}>
        {person.holdings.map(({ name, label, rows }) => (
          <li key={name}>
            <span>{label}</span>
            <span className={classes.rows}>{rows}</span>
          </li>
        ))}
      </ul>
      {isErasing && (
        <p className={classes.told}>
          Also what lies elsewhere: their files, their rows in imported files, exported files, kept answers
          and mails. Of quotes and payments amounts and days stay; the audit log keeps that it happened.
        </p>
      )}
    </section>
  )
}

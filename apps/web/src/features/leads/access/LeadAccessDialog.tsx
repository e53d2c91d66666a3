import { Button, TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Avatar } from '../../../ui/Avatar.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { AccessAnswer } from './AccessAnswer.tsx'
import { foundPeopleQuery, leadViewersQuery } from './api.ts'
import classes from './LeadAccess.module.css'

/** Pause in typing after which is looked. Milliseconds. */
const PAUSE_MS = 200

export interface LeadAccessDialogProps {
  lead: { id: number; name: string }
  onClose: () => void
}

/** Who sees a lead and why; of anybody else, why not. */
export function LeadAccessDialog({ lead, onClose }: LeadAccessDialogProps) {
  const [asked, setAsked] = useState<{ id: number; name: string } | null>(null)
  if (asked) {
    return (
      <Dialog
        isOpen
        onClose={onClose}
        title={`${asked.name} and ${lead.name}`}
        lead="What they may do with this lead, and what decides."
        actions={
          <Button data-autofocus onClick={() => setAsked(null)}>
            Back
          </Button>
        }
      >
        <AccessAnswer leadId={lead.id} personId={asked.id} />
      </Dialog>
    )
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Who can see ${lead.name}?`}
      lead="Choose somebody to see what they may do, and why."
    >
      <Viewers leadId={lead.id} onAsk={setAsked} />
    </Dialog>
  )
}

interface ViewersProps {
  leadId: number
  onAsk: (person: { id: number; name: string }) => void
}

function Viewers({ leadId, onAsk }: ViewersProps) {
  const [typed, setTyped] = useState('')
  const [looked] = useDebouncedValue(typed.trim(), PAUSE_MS)
  const viewers = useQuery(leadViewersQuery(leadId))
  const found = useQuery(foundPeopleQuery(looked))
  if (viewers.isError)
    return <ErrorState error={viewers.error} level={3} onRetry={() => void viewers.refetch()} />
  const isLooking = looked !== ''
  const seeing = new Map(viewers.data?.data.map(({ person, view }) => [person.id, view.reason]))
  const people = isLooking ? (found.data ?? []) : (viewers.data?.data ?? []).map(({ person }) => person)
  const keptOut = viewers.data?.kept_out ?? 0
  return (
    <>
      <TextInput
        data-autofocus
        aria-label="Find a person"
        placeholder="Somebody else: name or e-mail"
        leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
      />
      <ul
        className={classes.list}
        aria-label={isLooking ? 'People found' : 'People who see it'}
        aria-busy={viewers.isPending || found.isFetching}
      >
        {people.map(({ id, name }) => (
          <li key={id}>
            <UnstyledButton className={classes.one} onClick={() => onAsk({ id, name })}>
              <Avatar id={id} name={name} size="sm" isDecorative />
              <span className={classes.what}>
                <b>{name}</b>
                <span>{seeing.get(id) ?? 'Does not see it'}</span>
              </span>
            </UnstyledButton>
          </li>
        ))}
        {isLooking && found.isSuccess && people.length === 0 && (
          <li className={classes.hint}>Nobody is called “{looked}”.</li>
        )}
        {!isLooking && viewers.isSuccess && (
          <li className={classes.hint}>
            {keptOut} {keptOut === 1 ? 'other person does' : 'other people do'} not see it.
          </li>
        )}
      </ul>
    </>
  )
}

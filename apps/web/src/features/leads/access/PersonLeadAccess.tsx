import { Button, TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCan } from '../../../lib/can.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { foundLeadsQuery } from '../merging/api.ts'
import { AccessAnswer } from './AccessAnswer.tsx'
import classes from './LeadAccess.module.css'

/** Pause in typing after which is looked. Milliseconds. */
const PAUSE_MS = 200

export interface PersonLeadAccessProps {
  person: { id: number; name: string }
}

/** Asks what a person may do with a lead that the administrator finds. */
export function PersonLeadAccess({ person }: PersonLeadAccessProps) {
  const can = useCan()
  const [isOpen, setOpen] = useState(false)
  if (!can('CRM', 'view')) return null
  return (
    <section className={classes.section} aria-labelledby="lead-access">
      <div className={classes.head}>
        <h2 id="lead-access" className={classes.title}>
          Why can they see a lead?
        </h2>
        <Button size="sm" onClick={() => setOpen(true)}>
          Check a lead
        </Button>
      </div>
      <p className={classes.words}>
        Tells what {person.name} may do with a lead, and which role, scope and team decide.
      </p>
      {isOpen && <PersonLeadDialog person={person} onClose={() => setOpen(false)} />}
    </section>
  )
}

function PersonLeadDialog({ person, onClose }: PersonLeadAccessProps & { onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const [looked] = useDebouncedValue(typed.trim(), PAUSE_MS)
  const [lead, setLead] = useState<{ id: number; name: string } | null>(null)
  const found = useQuery(foundLeadsQuery(looked))
  if (lead) {
    return (
      <Dialog
        isOpen
        onClose={onClose}
        title={`${person.name} and ${lead.name}`}
        lead="What they may do with this lead, and what decides."
        actions={
          <Button data-autofocus onClick={() => setLead(null)}>
            Back
          </Button>
        }
      >
        <AccessAnswer leadId={lead.id} personId={person.id} />
      </Dialog>
    )
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Which lead may ${person.name} see?`}
      lead="Find the lead to ask about."
    >
      <TextInput
        data-autofocus
        aria-label="Find a lead"
        placeholder="Name, phone or e-mail"
        leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
      />
      <ul className={classes.list} aria-label="Leads found" aria-busy={found.isFetching}>
        {(found.data ?? []).map(({ id, name, location, owner }) => (
          <li key={id}>
            <UnstyledButton className={classes.one} onClick={() => setLead({ id, name })}>
              <span className={classes.what}>
                <b>{name}</b>
                <span>{[location, owner?.name ?? 'Nobody yet'].filter(Boolean).join(' · ')}</span>
              </span>
            </UnstyledButton>
          </li>
        ))}
        {found.isSuccess && found.data.length === 0 && (
          <li className={classes.hint}>No lead is found by “{looked}”.</li>
        )}
      </ul>
    </Dialog>
  )
}

import { TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { formatPhone } from '../../../lib/format-phone.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Person } from '../../../ui/Person.tsx'
import { duplicatesOfQuery } from '../api.ts'
import type { Lead } from '../lead.ts'
import { foundLeadsQuery } from './api.ts'
import classes from './MergeDialog.module.css'

/** Pause in typing after which is looked. Milliseconds. */
const PAUSE_MS = 200

export interface MergePickerProps {
  lead: { id: number; name: string }
  onClose: () => void
  onPick: (id: number) => void
}

/** Finds the lead to merge with; those that are suspected anyway are found first. */
export function MergePicker({ lead, onClose, onPick }: MergePickerProps) {
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed.trim() || lead.name, PAUSE_MS)
  const found = useQuery(foundLeadsQuery(asked))
  const suspected = useQuery(duplicatesOfQuery(lead.id))
  const suspects = new Set(suspected.data?.duplicates.map(one => one.lead_id))
  const others = (found.data ?? []).filter(one => one.id !== lead.id)
  const shown = others.toSorted((a, b) => Number(suspects.has(b.id)) - Number(suspects.has(a.id)))
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Merge ${lead.name} with…`}
      lead="Find the other lead of the same person."
    >
      <TextInput
        data-autofocus
        aria-label="Find a lead"
        placeholder="Name, phone or e-mail"
        leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
      />
      <ul className={classes.found} aria-label="Leads found" aria-busy={found.isFetching}>
        {shown.map(one => (
          <li key={one.id}>
            <UnstyledButton className={classes.lead} onClick={() => onPick(one.id)}>
              <span className={classes.who}>
                <b>{one.name}</b>
                <span>{factsOf(one)}</span>
              </span>
              <Person person={one.owner} isShort none="Nobody yet" />
            </UnstyledButton>
          </li>
        ))}
        {found.isSuccess && shown.length === 0 && (
          <li className={classes.none}>
            No other lead is found by “{asked}”. Try a phone number or an e-mail.
          </li>
        )}
      </ul>
    </Dialog>
  )
}

const factsOf = (lead: Lead) =>
  [lead.location, lead.stage, lead.phone && formatPhone(lead.phone)].filter(Boolean).join(' · ')

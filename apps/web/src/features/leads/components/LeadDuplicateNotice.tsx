import { Button } from '@mantine/core'
import { IconCopyCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCan } from '../../../lib/can.ts'
import { duplicatesOfQuery } from '../api.ts'
import type { Duplicate } from '../lead.ts'
import { AskForAccess } from '../merging/AskForAccess.tsx'
import classes from './LeadDuplicateNotice.module.css'

/** Says which other leads have the same contact, naming no more of them than their owner. */
export function LeadDuplicateNotice({ id, onMerge }: { id: number; onMerge: (otherId: number) => void }) {
  const can = useCan()
  const duplicates = useQuery(duplicatesOfQuery(id)).data?.duplicates ?? []
  return <DuplicateList duplicates={duplicates} {...(can('CRM', 'merge') && { onMerge })} />
}

interface DuplicateListProps {
  duplicates: Duplicate[]
  /** Merges with a lead that this person sees. */
  onMerge?: (otherId: number) => void
  /** Takes a lost one up again, in place of a second lead. */
  onReopen?: (otherId: number) => void
  /** The one that is being taken up. */
  reopening?: number | undefined
}

/** The same for a lead that is only being written. */
export function DuplicateList({ duplicates, onMerge, onReopen, reopening }: DuplicateListProps) {
  if (duplicates.length === 0) return null
  return (
    <ul className={classes.notices}>
      {duplicates.map((duplicate, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: those out of reach have no identity
        <li key={index} className={classes.notice}>
          <IconCopyCheck size={16} stroke={1.75} aria-hidden className={classes.icon} />
          <p>
            {onReopen && duplicate.may_reopen ? LOST[duplicate.matched_on] : SAID[duplicate.matched_on]}{' '}
            {duplicate.owner ? (
              <>
                owned by <b>{duplicate.owner.name}</b>.
              </>
            ) : (
              'which nobody owns yet.'
            )}
          </p>
          {duplicate.lead_id !== null && (
            <Link to="/leads/$leadId" params={{ leadId: String(duplicate.lead_id) }} className={classes.open}>
              Open it
            </Link>
          )}
          {duplicate.lead_id !== null && onReopen && duplicate.may_reopen && (
            <Button
              size="sm"
              loading={reopening === duplicate.lead_id}
              onClick={() => onReopen(duplicate.lead_id as number)}
            >
              Reopen this lead
            </Button>
          )}
          {duplicate.lead_id !== null && onMerge && (
            <Button size="sm" onClick={() => onMerge(duplicate.lead_id as number)}>
              Merge…
            </Button>
          )}
          <AskForAccess
            askToken={duplicate.ask_token}
            askedAt={duplicate.asked_at}
            ownerName={duplicate.owner?.name}
          />
        </li>
      ))}
    </ul>
  )
}

const LOST: Record<Duplicate['matched_on'], string> = {
  phone: 'The same phone number is on a lost lead,',
  email: 'The same e-mail is on a lost lead,',
  name: 'In the same city a name like this is on a lost lead,',
}

const SAID: Record<Duplicate['matched_on'], string> = {
  phone: 'The same phone number is on another lead,',
  email: 'The same e-mail is on another lead,',
  name: 'In the same city a name like this is on another lead,',
}

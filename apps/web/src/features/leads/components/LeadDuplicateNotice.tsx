import { IconCopyCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { duplicatesOfQuery } from '../api.ts'
import type { Duplicate } from '../lead.ts'
import classes from './LeadDuplicateNotice.module.css'

/** Says which other leads have the same contact, naming no more of them than their owner. */
export function LeadDuplicateNotice({ id }: { id: number }) {
  const duplicates = useQuery(duplicatesOfQuery(id)).data?.duplicates ?? []
  return <DuplicateList duplicates={duplicates} />
}

/** The same for a lead that is only being written. */
export function DuplicateList({ duplicates }: { duplicates: Duplicate[] }) {
  if (duplicates.length === 0) return null
  return (
    <ul className={classes.notices}>
      {duplicates.map((duplicate, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: those out of reach have no identity
        <li key={index} className={classes.notice}>
          <IconCopyCheck size={16} stroke={1.75} aria-hidden className={classes.icon} />
          <p>
            The same {duplicate.matched_on === 'phone' ? 'phone number' : 'e-mail'} is on another lead,{' '}
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
        </li>
      ))}
    </ul>
  )
}

import { IconHome2 } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { use } from 'react'
import type { Lead } from '../lead.ts'
import type { LeadSearch } from '../lead-search.ts'
import { LeadRowDeed } from '../row-deed.ts'
import classes from './LeadLink.module.css'

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The list a lead was opened from: where back, previous and next lead. */
    leadList?: LeadSearch
  }
}

export interface LeadLinkProps {
  lead: Pick<Lead, 'id' | 'name' | 'in_household'>
  /** The list it stands in. */
  search: LeadSearch
  /** Number of its row, by which the keys find it. */
  row: number
  /** Only one row of a list is a stop of the Tab key. */
  isTabStop: boolean
  onFocus: (row: number) => void
}

/** A lead's name; the link reaches over the whole row or card it stands in. */
export function LeadLink({ lead, search, row, isTabStop, onFocus }: LeadLinkProps) {
  const deed = use(LeadRowDeed)
  return (
    <>
      <Link
        to="/leads/$leadId"
        params={{ leadId: String(lead.id) }}
        state={{ leadList: search }}
        className={classes.link}
        tabIndex={isTabStop ? 0 : -1}
        data-row={row}
        onFocus={() => onFocus(row)}
      >
        {lead.name}
      </Link>
      {lead.in_household && (
        <IconHome2
          size={14}
          stroke={1.75}
          className={classes.household}
          role="img"
          aria-label="Shares a home with another lead"
        />
      )}
      {deed && <span className={classes.deed}>{deed(lead, isTabStop)}</span>}
    </>
  )
}

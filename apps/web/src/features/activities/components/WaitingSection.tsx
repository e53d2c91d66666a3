import { ActionIcon } from '@mantine/core'
import { IconPhone } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useId } from 'react'
import { useCan } from '../../../lib/can.ts'
import { formatMoney } from '../../../lib/format-money.ts'
import { Avatar } from '../../../ui/Avatar.tsx'
import { ResponseClock } from '../../../ui/ResponseClock.tsx'
import { logSheet } from '../log-sheet.ts'
import type { WaitingLead } from '../waiting-leads.ts'
import rows from './FollowUpRow.module.css'
import classes from './TodayPage.module.css'

export interface WaitingSectionProps {
  leads: readonly WaitingLead[]
  showsPerson: boolean
  /** What is best done next with a lead. */
  next: (lead: WaitingLead) => ReactNode
}

/** New leads whose clock of first contact runs, before all that is planned. */
export function WaitingSection({ leads, showsPerson, next }: WaitingSectionProps) {
  const headingId = useId()
  const mayLog = useCan()('CRM', 'log')
  if (leads.length === 0) return null
  return (
    <section aria-labelledby={headingId} className={classes.section}>
      <header className={classes.head}>
        <h2 id={headingId}>Waiting for a first contact</h2>
        <span>{leads.length}</span>
      </header>
      <ul>
        {leads.map(lead => (
          <li key={lead.id} className={rows.row} data-next>
            <div className={rows.words}>
              <Link to="/leads/$leadId" params={{ leadId: String(lead.id) }} className={rows.name}>
                {lead.name}
              </Link>
              <p className={rows.what}>
                <span>{lead.source ?? 'New lead'}</span>
              </p>
            </div>
            <p className={rows.facts}>
              {[
                lead.stage,
                lead.budget === null ? null : formatMoney(lead.budget),
                lead.configuration,
                lead.location,
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
            <div className={rows.next}>{next(lead)}</div>
            <div className={rows.when}>
              <ResponseClock dueAt={lead.response_due_at} />
            </div>
            {showsPerson && lead.owner && (
              <span className={rows.person}>
                <Avatar id={lead.owner.id} name={lead.owner.name} size="sm" />
              </span>
            )}
            {lead.phone && (
              <div className={`${rows.deeds} ${classes.call}`}>
                <ActionIcon
                  component="a"
                  className={rows.reach}
                  href={`tel:${lead.phone}`}
                  aria-label={`Call ${lead.name}`}
                  title="Call"
                  onClick={mayLog ? () => logSheet.open({ lead }) : undefined}
                >
                  <IconPhone size={16} stroke={1.75} aria-hidden />
                </ActionIcon>
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

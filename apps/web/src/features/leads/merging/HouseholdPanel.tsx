import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Stage } from '../../../ui/Stage.tsx'
import type { LeadStatus } from '../lead.ts'
import { householdQuery } from './api.ts'
import classes from './HouseholdPanel.module.css'

const SHARED = { phone: 'phone', email: 'e-mail', address: 'address' } as const

/** Who shares a phone, an e-mail or a home with this lead; nothing where nobody does. */
export function HouseholdPanel({ id }: { id: number }) {
  const household = useQuery(householdQuery(id)).data
  if (!household || household.members.length + household.hidden.length === 0) return null
  return (
    <section className={classes.household} aria-label="Household">
      <h2 className={classes.title}>Household</h2>
      <ul>
        {household.members.map(member => (
          <li key={member.lead_id} className={classes.member}>
            <Link to="/leads/$leadId" params={{ leadId: String(member.lead_id) }} className={classes.name}>
              {member.name}
            </Link>
            <span className={classes.stage}>
              <Stage name={member.stage} category={member.status as LeadStatus} />
            </span>
            <span className={classes.facts}>
              {[
                member.shares.length > 0
                  ? `Same ${member.shares.map(kind => SHARED[kind]).join(' and ')}`
                  : 'Said to be one household',
                member.owner?.name ?? 'Nobody yet',
              ].join(' · ')}
            </span>
          </li>
        ))}
        {household.hidden.map(({ owner, count }) => (
          <li key={owner?.id ?? 0} className={classes.hidden}>
            {count} more {count === 1 ? 'lead' : 'leads'} with {owner?.name ?? 'nobody yet'}
          </li>
        ))}
      </ul>
    </section>
  )
}

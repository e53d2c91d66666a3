import { Link } from '@tanstack/react-router'
import { Stage } from '../../../ui/Stage.tsx'
import type { Client } from '../api.ts'
import classes from './ClientReferrals.module.css'

/** Who brought this client, and whom they brought; nothing where nobody did. */
export function ClientReferrals({ referrals: { brought_by, brought } }: Pick<Client, 'referrals'>) {
  if (brought_by.length + brought.length === 0) return null
  return (
    <section aria-label="Referrals">
      <h3 className={classes.title}>Referrals</h3>
      {brought_by.length > 0 && (
        <p className={classes.by}>
          Brought by{' '}
          {brought_by.map(({ name, client_id }, i) => (
            <span key={name}>
              {i > 0 && ', '}
              {client_id === null ? (
                name
              ) : (
                <Link
                  to="/clients/$clientId"
                  params={{ clientId: String(client_id) }}
                  className={classes.name}
                >
                  {name}
                </Link>
              )}
            </span>
          ))}
        </p>
      )}
      {brought.length > 0 && (
        <>
          <p className={classes.told}>
            Brought {brought.length === 1 ? 'one lead' : `${brought.length} leads`}
          </p>
          <ul className={classes.brought}>
            {brought.map(lead => (
              <li key={lead.lead_id} className={classes.lead}>
                <Link to="/leads/$leadId" params={{ leadId: String(lead.lead_id) }} className={classes.name}>
                  {lead.name}
                </Link>
                <Stage name={lead.stage} category={lead.status} />
                <span className={classes.told}>{lead.owner?.name ?? 'Nobody yet'}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

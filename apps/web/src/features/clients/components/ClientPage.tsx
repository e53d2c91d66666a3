import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { formatArea } from '../../../lib/format-area.ts'
import { formatPhone } from '../../../lib/format-phone.ts'
import { formatDay } from '../../../lib/format-time.ts'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { Money } from '../../../ui/Money.tsx'
import { Person } from '../../../ui/Person.tsx'
import { SkeletonRows } from '../../../ui/Skeletons.tsx'
import { When } from '../../../ui/When.tsx'
import { type Client, type ClientLead, clientQuery } from '../api.ts'
import { PROJECT_TYPE_NAMES } from '../project-types.ts'
import { useFreshClients } from '../use-fresh-clients.ts'
import classes from './ClientPage.module.css'
import { ClientPeople } from './ClientPeople.tsx'
import { ClientReferrals } from './ClientReferrals.tsx'

export interface ClientPageProps {
  id: number
  /** The lead whose history is shown; the latest unless one is chosen. */
  leadId: number | undefined
  onLead: (leadId: number) => void
  /** What other features know of a lead that is within reach: its files and its timeline. */
  history: (lead: ClientLead) => ReactNode
  /** The files of a lead that is told only through its client. */
  files: (lead: ClientLead) => ReactNode
  /** Who shares a phone, an e-mail or a home with a lead within reach. */
  household: (lead: ClientLead) => ReactNode
}

/** One client: how to reach them, the leads that became them and what these come to, and what happened. */
export function ClientPage({ id, leadId, onLead, history, files, household }: ClientPageProps) {
  const query = useQuery(clientQuery(id))
  useFreshClients()
  if (query.isPending) return <SkeletonRows of="the client" />
  if (!query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  const client = query.data
  const shown = client.leads.find(lead => lead.id === leadId) ?? client.leads[0]
  return (
    <div className={classes.page}>
      <div className={classes.main}>
        <header>
          <h2 className={classes.name}>{client.name}</h2>
          <p className={classes.value}>
            <Money amount={client.value} currency={client.currency} />{' '}
            {client.leads.length === 1 ? 'in one project' : `in ${client.leads.length} projects`} · client
            since {formatDay(client.created_at)}
          </p>
        </header>
        <section aria-label="Projects">
          <h3 className={classes.title}>Converted leads</h3>
          <ul className={classes.leads}>
            {client.leads.map(lead => (
              <LeadLine
                key={lead.id}
                lead={lead}
                currency={client.currency}
                isShown={lead === shown}
                onShow={client.leads.length > 1 ? () => onLead(lead.id) : undefined}
              />
            ))}
          </ul>
          {client.leads.length === 0 && (
            <p className={classes.nothing}>The leads of this client were deleted.</p>
          )}
        </section>
        {shown && (
          <div key={shown.id} className={classes.history}>
            {shown.can_open ? history(shown) : files(shown)}
          </div>
        )}
      </div>
      <aside className={classes.side} aria-label="About this client">
        <ClientPeople client={client} />
        <Contact client={client} />
        {shown?.can_open && household(shown)}
        <ClientReferrals referrals={client.referrals} />
        <Project client={client} />
      </aside>
    </div>
  )
}

interface LeadLineProps {
  lead: ClientLead
  currency: string
  isShown: boolean
  onShow: (() => void) | undefined
}

function LeadLine({ lead, currency, isShown, onShow }: LeadLineProps) {
  return (
    <li className={classes.lead} data-shown={(isShown && onShow !== undefined) || undefined}>
      <span className={classes.words}>
        {lead.can_open ? (
          <Link to="/leads/$leadId" params={{ leadId: String(lead.id) }} className={classes.link}>
            {lead.name}
          </Link>
        ) : (
          <span className={classes.link}>{lead.name}</span>
        )}
        <span className={classes.told}>
          {lead.project_type ? PROJECT_TYPE_NAMES[lead.project_type] : 'No project type'} · converted{' '}
          <When at={lead.converted_at} isInSentence />
          {lead.converted_by && ` by ${lead.converted_by.name}`}
        </span>
      </span>
      <Person person={lead.owner} isShort none="No owner" />
      <span className={classes.amount}>
        <Money amount={lead.value} currency={currency} />
      </span>
      {onShow && (
        <button type="button" className={classes.show} aria-pressed={isShown} onClick={onShow}>
          {lead.can_open ? 'History' : 'Files'}
          <span className={classes.said}> of {lead.name}</span>
        </button>
      )}
    </li>
  )
}

function Contact({ client }: { client: Client }) {
  const phones = client.phone ? [client.phone, ...client.phones] : client.phones
  return (
    <section aria-label="Contact">
      <h3 className={classes.title}>Contact</h3>
      <dl className={classes.facts}>
        <Fact label="Phone">
          {phones.length === 0
            ? '—'
            : phones.map(phone => (
                <a key={phone} href={`tel:${phone}`} className={classes.link}>
                  {formatPhone(phone)}
                </a>
              ))}
        </Fact>
        <Fact label="E-mail">
          {client.email ? (
            <a href={`mailto:${client.email}`} className={classes.link}>
              {client.email}
            </a>
          ) : (
            '—'
          )}
        </Fact>
        <Fact label="Address">{client.address ?? '—'}</Fact>
        <Fact label="City">{client.location ?? '—'}</Fact>
      </dl>
    </section>
  )
}

function Project({ client: { project_details: project, budget, currency } }: { client: Client }) {
  return (
    <section aria-label="First project">
      <h3 className={classes.title}>First project</h3>
      <dl className={classes.facts}>
        <Fact label="Type">{project.project_type ? PROJECT_TYPE_NAMES[project.project_type] : '—'}</Fact>
        <Fact label="Budget">
          <Money amount={budget} currency={currency} />
        </Fact>
        <Fact label="Property">
          {[project.property_type, project.configuration].filter(Boolean).join(', ') || '—'}
        </Fact>
        <Fact label="Carpet area">{formatArea(project.carpet_area_sqft)}</Fact>
        <Fact label="Style">{project.style ?? '—'}</Fact>
        <Fact label="Possession">{formatDay(project.possession_date)}</Fact>
      </dl>
    </section>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

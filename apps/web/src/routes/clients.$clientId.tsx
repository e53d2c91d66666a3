import { can as holds } from '@optimwalls/permissions'
import { useQuery } from '@tanstack/react-query'
import { createFileRoute, notFound } from '@tanstack/react-router'
import { Timeline } from '../features/activities/components/Timeline.tsx'
import { clientQuery } from '../features/clients/api.ts'
import { ClientPage } from '../features/clients/components/ClientPage.tsx'
import { LeadQuotes } from '../features/clients/components/LeadQuotes.tsx'
import { filesQuery } from '../features/files/api.ts'
import { LeadFiles } from '../features/files/components/LeadFiles.tsx'
import type { Names } from '../features/leads/edit-conflict.ts'
import { historySentence } from '../features/leads/history-sentence.ts'
import { HouseholdPanel } from '../features/leads/merging/HouseholdPanel.tsx'
import { useNames } from '../features/leads/use-names.ts'
import { LeadConsents } from '../features/privacy/components/LeadConsents.tsx'
import { useCan } from '../lib/can.ts'
import { meQuery } from '../lib/me.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

interface ClientSearch {
  /** Whose history is shown. */
  lead?: number
}

export const Route = createFileRoute('/clients/$clientId')({
  validateSearch: ({ lead }): ClientSearch =>
    typeof lead === 'number' && Number.isSafeInteger(lead) && lead > 0 ? { lead } : {},
  loader: ({ context, params }) => {
    if (!/^[1-9]\d{0,9}$/.test(params.clientId)) throw notFound()
    const me = context.queryClient.getQueryData(meQuery.queryKey)
    if (me && (holds(me, 'CRM', 'view') || holds(me, 'Design', 'view')))
      void context.queryClient.prefetchQuery(clientQuery(Number(params.clientId)))
  },
  component: ClientRoute,
})

function ClientRoute() {
  const can = useCan()
  const crumbs = [{ label: 'Clients', to: '/clients' }]
  if (can('CRM', 'view')) return <NamedClient crumbs={crumbs} />
  if (can('Design', 'view')) return <OpenClient crumbs={crumbs} names={{}} />
  return (
    <>
      <PageHeader title="Client" crumbs={crumbs} />
      <EmptyState title="Your role does not open clients" drawing="door">
        Ask your admin for access if you need it for your work.
      </EmptyState>
    </>
  )
}

type Crumbs = { label: string; to: string }[]

function NamedClient({ crumbs }: { crumbs: Crumbs }) {
  return <OpenClient crumbs={crumbs} names={useNames()} />
}

function OpenClient({ crumbs, names }: { crumbs: Crumbs; names: Names }) {
  const id = Number(Route.useParams().clientId)
  const { lead } = Route.useSearch()
  const navigate = Route.useNavigate()
  const can = useCan()
  const name = useQuery(clientQuery(id)).data?.name
  return (
    <>
      <PageHeader title={name ?? 'Client'} crumbs={crumbs} />
      <PageBody>
        <ClientPage
          id={id}
          leadId={lead}
          onLead={leadId => void navigate({ search: { lead: leadId }, replace: true })}
          household={lead => <HouseholdPanel id={lead.id} />}
          files={lead => <LeadFiles leadId={lead.id} leadName={lead.name} isReadOnly />}
          history={({ id: leadId, name: leadName }) => (
            <>
              <ProjectQuotes leadId={leadId} leadName={leadName} />
              <LeadFiles leadId={leadId} leadName={leadName} isReadOnly={false} />
              <LeadConsents leadId={leadId} leadName={leadName} isReadOnly={!can('CRM', 'edit')} />
              <Timeline leadId={leadId} tell={entry => historySentence(entry, names)} />
            </>
          )}
        />
      </PageBody>
    </>
  )
}

function ProjectQuotes({ leadId, leadName }: { leadId: number; leadName: string }) {
  const files = useQuery(filesQuery(leadId)).data ?? []
  return <LeadQuotes leadId={leadId} leadName={leadName} files={files} />
}

import { can as holds } from '@optimwalls/permissions'
import { createFileRoute } from '@tanstack/react-router'
import { type ClientFilters, clientsQuery } from '../features/clients/api.ts'
import { ClientList } from '../features/clients/components/ClientList.tsx'
import { useCan } from '../lib/can.ts'
import { meQuery } from '../lib/me.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/clients/')({
  validateSearch: ({ q, owner }): ClientFilters => ({
    ...(typeof q === 'string' && q.trim().length > 1 && { q: q.trim().slice(0, 100) }),
    ...(typeof owner === 'number' && Number.isSafeInteger(owner) && owner > 0 && { owner }),
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    const me = context.queryClient.getQueryData(meQuery.queryKey)
    if (me && (holds(me, 'CRM', 'view') || holds(me, 'Design', 'view')))
      void context.queryClient.prefetchInfiniteQuery(clientsQuery(deps))
  },
  component: ClientsPage,
})

function ClientsPage() {
  const filters = Route.useSearch()
  const navigate = Route.useNavigate()
  const can = useCan()
  return (
    <>
      <PageHeader title="Clients" />
      {can('CRM', 'view') || can('Design', 'view') ? (
        <PageBody>
          <ClientList filters={filters} onFilter={next => void navigate({ search: next, replace: true })} />
        </PageBody>
      ) : (
        <EmptyState title="Your role does not open clients" drawing="door">
          Ask your admin for access if you need it for your work.
        </EmptyState>
      )}
    </>
  )
}

import { can as holds } from '@optimwalls/permissions'
import { createFileRoute } from '@tanstack/react-router'
import { clientsQuery } from '../features/clients/api.ts'
import { ClientList } from '../features/clients/components/ClientList.tsx'
import { useCan } from '../lib/can.ts'
import { meQuery } from '../lib/me.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

interface ClientsSearch {
  q?: string
}

export const Route = createFileRoute('/clients/')({
  validateSearch: ({ q }): ClientsSearch =>
    typeof q === 'string' && q.trim().length > 1 ? { q: q.trim().slice(0, 100) } : {},
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    const me = context.queryClient.getQueryData(meQuery.queryKey)
    if (me && holds(me, 'CRM', 'view')) void context.queryClient.prefetchInfiniteQuery(clientsQuery(deps.q))
  },
  component: ClientsPage,
})

function ClientsPage() {
  const { q } = Route.useSearch()
  const navigate = Route.useNavigate()
  const can = useCan()
  return (
    <>
      <PageHeader title="Clients" />
      {can('CRM', 'view') ? (
        <PageBody>
          <ClientList
            q={q}
            onSearch={next => void navigate({ search: next === undefined ? {} : { q: next }, replace: true })}
          />
        </PageBody>
      ) : (
        <EmptyState title="Your role does not open clients" drawing="door">
          Ask your admin for access if you need it for your work.
        </EmptyState>
      )}
    </>
  )
}

import { can as holds } from '@optimwalls/permissions'
import { createFileRoute } from '@tanstack/react-router'
import { exportsQuery } from '../features/exports/api.ts'
import { ExportHistory } from '../features/exports/components/ExportHistory.tsx'
import { ExportStart } from '../features/exports/components/ExportStart.tsx'
import { LeadCountLine } from '../features/leads/components/LeadCountLine.tsx'
import { LeadFilterBar } from '../features/leads/components/LeadFilterBar.tsx'
import { filtersOf, type LeadAddress, readLeadSearch } from '../features/leads/lead-search.ts'
import { useCan } from '../lib/can.ts'
import { meQuery } from '../lib/me.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/exports')({
  validateSearch: (search: Record<string, unknown>): LeadAddress => readLeadSearch(search),
  loader: ({ context }) => {
    const me = context.queryClient.getQueryData(meQuery.queryKey)
    // Nothing is asked for that would only be refused, and written down as an attempt.
    if (me !== undefined && holds(me, 'CRM', 'export'))
      void context.queryClient.prefetchInfiniteQuery(exportsQuery)
  },
  component: ExportsPage,
})

function ExportsPage() {
  const search = Route.useSearch()
  const navigate = Route.useNavigate()
  const can = useCan()
  const filters = filtersOf(search)
  return (
    <>
      <PageHeader title="Export" crumbs={[{ label: 'Leads', to: '/leads' }]} />
      {can('CRM', 'export') ? (
        <PageBody width="text">
          <ExportStart question={{ filters: { ...filters }, ...(search.sort && { sort: search.sort }) }}>
            <LeadFilterBar
              search={search}
              onFilter={next =>
                void navigate({ search: readLeadSearch({ ...next, sort: search.sort }), replace: true })
              }
              canSeeDeleted={can('CRM', 'restore')}
            />
            <LeadCountLine filters={filters} />
          </ExportStart>
          <ExportHistory />
        </PageBody>
      ) : (
        <EmptyState title="Your role does not export leads" drawing="door">
          Ask your admin for the file, or for access if you need it for your work.
        </EmptyState>
      )}
    </>
  )
}

import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { createFileRoute, Link } from '@tanstack/react-router'
import { LogMenu } from '../features/activities/components/LogMenu.tsx'
import type { LoggedLead } from '../features/activities/use-log.ts'
import { leadCountsQuery, leadPageQuery, listKeyOf, pipelinesQuery } from '../features/leads/api.ts'
import { LeadList } from '../features/leads/components/LeadList.tsx'
import { LeadToolbar } from '../features/leads/components/LeadToolbar.tsx'
import { filtersOf, type LeadSearch, readLeadSearch } from '../features/leads/lead-search.ts'
import { LeadRowDeed } from '../features/leads/row-deed.ts'
import { useColumnLayout } from '../features/leads/use-column-layout.ts'
import { useCan } from '../lib/can.ts'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/leads/')({
  validateSearch: readLeadSearch,
  loaderDeps: ({ search }) => listKeyOf(search),
  // Under way before the page is drawn; what fails is told where it is shown.
  loader: ({ context, deps }) => {
    if (!context.mayView) return
    void context.queryClient.prefetchQuery(leadPageQuery(deps, null))
    void context.queryClient.prefetchQuery(leadCountsQuery(deps.filters))
    void context.queryClient.prefetchQuery(pipelinesQuery)
  },
  component: LeadsPage,
})

function LeadsPage() {
  const search = Route.useSearch()
  const navigate = Route.useNavigate()
  const can = useCan()
  const { layout, setLayout } = useColumnLayout()
  const show = (next: LeadSearch) => void navigate({ search: readLeadSearch({ ...next }), replace: true })

  return (
    <>
      <PageHeader
        title={search.deleted ? 'Deleted leads' : 'Leads'}
        actions={
          can('CRM', 'create') && (
            <Button
              component={Link}
              to="/leads/new"
              variant="filled"
              size="sm"
              leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
            >
              New lead
            </Button>
          )
        }
      />
      <LeadToolbar
        search={search}
        onSearch={show}
        layout={layout}
        onLayout={setLayout}
        onBoard={() => void navigate({ to: '/board', search: filtersOf(search) })}
      />
      <LeadRowDeed value={can('CRM', 'log') ? logMenu : null}>
        <LeadList search={search} onSearch={show} layout={layout} onLayout={setLayout} />
      </LeadRowDeed>
    </>
  )
}

const logMenu = (lead: LoggedLead, isTabStop: boolean) => <LogMenu lead={lead} isTabStop={isTabStop} />

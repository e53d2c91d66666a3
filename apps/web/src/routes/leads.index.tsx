import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { createFileRoute, Link, redirect } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { LogButton } from '../features/activities/components/LogButton.tsx'
import type { LoggedLead } from '../features/activities/use-log.ts'
import { leadCountsQuery, leadPageQuery, listKeyOf, pipelinesQuery } from '../features/leads/api.ts'
import { LeadList } from '../features/leads/components/LeadList.tsx'
import { LeadToolbar } from '../features/leads/components/LeadToolbar.tsx'
import { useLeadColumns } from '../features/leads/custom-columns.tsx'
import {
  filtersOf,
  type LeadAddress,
  type LeadSearch,
  readLeadSearch,
} from '../features/leads/lead-search.ts'
import { LeadRowDeed } from '../features/leads/row-deed.ts'
import { searchOf } from '../features/leads/saved-views.ts'
import { fieldsQuery, viewsQuery } from '../features/leads/setup.ts'
import { useColumnLayout } from '../features/leads/use-column-layout.ts'
import { useCan } from '../lib/can.ts'
import { PageHeader } from '../ui/PageHeader.tsx'

// Not part of a first visit.
const ConvertManyDialog = lazy(() =>
  import('../features/pipelines/components/ConvertManyDialog.tsx').then(part => ({
    default: part.ConvertManyDialog,
  })),
)
const BulkProgress = lazy(() =>
  import('../features/leads/components/BulkProgress.tsx').then(part => ({ default: part.BulkProgress })),
)

export const Route = createFileRoute('/leads/')({
  validateSearch: (search: Record<string, unknown>): LeadAddress => readLeadSearch(search),
  // The view that the list opens with, for who comes to no list of their own choice.
  beforeLoad: async ({ context, search }) => {
    if (!context.mayView || Object.keys(search).length > 0) return
    const views = await context.queryClient.ensureQueryData(viewsQuery).catch(() => null)
    const first = views?.data.find(view => view.id === views.default_view_id)
    if (first) throw redirect({ to: '/leads', search: searchOf(first), replace: true })
  },
  loaderDeps: ({ search }) => listKeyOf(search),
  // Under way before the page is drawn; what fails is told where it is shown.
  loader: ({ context, deps }) => {
    if (!context.mayView) return
    void context.queryClient.prefetchQuery(leadPageQuery(deps, null))
    void context.queryClient.prefetchQuery(leadCountsQuery(deps.filters))
    void context.queryClient.prefetchQuery(pipelinesQuery)
    void context.queryClient.prefetchQuery(fieldsQuery)
    void context.queryClient.prefetchQuery(viewsQuery)
  },
  component: LeadsPage,
})

function LeadsPage() {
  const search: LeadSearch = Route.useSearch()
  const navigate = Route.useNavigate()
  const can = useCan()
  const columns = useLeadColumns()
  const { layout, setLayout } = useColumnLayout(columns)
  const mayTick = can('CRM', 'bulk')
  const [isSelecting, setSelecting] = useState(false)
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
        columns={columns}
        search={search}
        onSearch={show}
        layout={layout}
        onLayout={setLayout}
        onBoard={() => void navigate({ to: '/board', search: filtersOf(search) })}
        isSelecting={mayTick ? isSelecting : undefined}
        onSelecting={setSelecting}
      />
      <LeadRowDeed value={can('CRM', 'log') ? logButton : null}>
        <LeadList
          columns={columns}
          search={search}
          onSearch={show}
          layout={layout}
          onLayout={setLayout}
          isSelecting={mayTick ? isSelecting : undefined}
          convertMany={can('CRM', 'convert') ? ConvertManyDialog : undefined}
        />
      </LeadRowDeed>
      {mayTick && (
        <Suspense fallback={null}>
          <BulkProgress />
        </Suspense>
      )}
    </>
  )
}

const logButton = (lead: LoggedLead, isTabStop: boolean) => <LogButton lead={lead} isTabStop={isTabStop} />

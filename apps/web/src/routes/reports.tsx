import { createFileRoute } from '@tanstack/react-router'
import { ReportsPage } from '../features/analytics/components/ReportsPage.tsx'
import { readReportSearch } from '../features/analytics/report-search.ts'
import { useCan } from '../lib/can.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

/** The address, taken as it is: what the words mean is read with the page, which the first visit does without. */
interface ReportAddress {
  report?: string
  span?: string
  from?: string
  to?: string
  compare?: boolean | string
  compare_from?: string
  compare_to?: string
  by?: string
  pipeline?: number
  as?: string
  and?: string
  source?: string[]
  campaign_id?: number[]
  project_type?: string[]
  location?: string[]
  assigned_to?: string[]
  team_id?: string[]
  pipeline_id?: number[]
}

export const Route = createFileRoute('/reports')({
  validateSearch: (search: ReportAddress): ReportAddress => search,
  component: Reports,
})

function Reports() {
  const search = readReportSearch({ ...Route.useSearch() })
  const navigate = Route.useNavigate()
  const can = useCan()
  return (
    <>
      <PageHeader title="Reports" />
      {can('Analytics', 'view') && can('CRM', 'view') ? (
        <ReportsPage
          search={search}
          onSearch={next => void navigate({ search: readReportSearch({ ...next }), replace: true })}
        />
      ) : (
        <EmptyState title="Your role does not open reports" drawing="door">
          Ask your admin for access if you need it for your work.
        </EmptyState>
      )}
    </>
  )
}

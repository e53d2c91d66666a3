import { can } from '@optimwalls/permissions'
import { createFileRoute } from '@tanstack/react-router'
import { followUpCountsQuery, outcomesQuery } from '../features/activities/api.ts'
import { TodayPage } from '../features/activities/components/TodayPage.tsx'
import { readTodaySearch, readWho } from '../features/activities/today-search.ts'
import { BestNextAction } from '../features/next-actions/components/BestNextAction.tsx'
import { useCan } from '../lib/can.ts'
import { meQuery } from '../lib/me.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { useNextDeeds } from './-next-deeds.ts'

export const Route = createFileRoute('/today')({
  validateSearch: readTodaySearch,
  loaderDeps: ({ search }) => ({ who: search.who }),
  loader: ({ context, deps }) => {
    const me = context.queryClient.getQueryData(meQuery.queryKey)
    if (!me || !(can(me, 'CRM', 'view') || can(me, 'Design', 'view'))) return
    void context.queryClient.prefetchQuery(followUpCountsQuery(readWho(deps.who, me.id)))
    if (can(me, 'CRM', 'view')) void context.queryClient.prefetchQuery(outcomesQuery)
  },
  component: Today,
})

function Today() {
  const search = Route.useSearch()
  const navigate = Route.useNavigate()
  const may = useCan()
  const seesLeads = may('CRM', 'view')
  const act = useNextDeeds()
  return (
    <>
      <PageHeader title="Today" />
      {seesLeads || may('Design', 'view') ? (
        <TodayPage
          search={search}
          onSearch={next => void navigate({ search: readTodaySearch({ ...next }), replace: true })}
          next={lead =>
            seesLeads && (
              <BestNextAction leadId={lead.id} leadName={lead.name} onDo={action => act(action, lead)} />
            )
          }
        />
      ) : (
        <EmptyState title="Your role does not work with leads" drawing="door">
          Ask your admin for access if you need it for your work.
        </EmptyState>
      )}
    </>
  )
}

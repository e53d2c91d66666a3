import { createFileRoute } from '@tanstack/react-router'
import { CalendarPage } from '../features/activities/calendar/CalendarPage.tsx'
import { readCalendarSearch } from '../features/activities/calendar/calendar-search.ts'
import { useCan } from '../lib/can.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/calendar')({
  validateSearch: readCalendarSearch,
  component: Calendar,
})

function Calendar() {
  const search = Route.useSearch()
  const navigate = Route.useNavigate()
  const can = useCan()
  return (
    <>
      <PageHeader title="Calendar" />
      {can('CRM', 'view') || can('Design', 'view') ? (
        <CalendarPage
          search={search}
          onSearch={next => void navigate({ search: readCalendarSearch({ ...next }), replace: true })}
        />
      ) : (
        <EmptyState title="Your role does not work with leads or clients" drawing="door">
          Ask your admin for access if you need it for your work.
        </EmptyState>
      )}
    </>
  )
}

import { can as holds } from '@optimwalls/permissions'
import { createFileRoute, Outlet } from '@tanstack/react-router'
import { useCan } from '../lib/can.ts'
import { meQuery } from '../lib/me.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/leads')({
  // Nothing is asked for that would only be refused, and written down as an attempt.
  beforeLoad: ({ context }) => {
    const me = context.queryClient.getQueryData(meQuery.queryKey)
    return { mayView: me !== undefined && holds(me, 'CRM', 'view') }
  },
  component: Leads,
})

function Leads() {
  const can = useCan()
  if (can('CRM', 'view')) return <Outlet />
  return (
    <>
      <PageHeader title="Leads" />
      <EmptyState title="Your role does not open leads" drawing="door">
        Ask your admin for access if you need it for your work.
      </EmptyState>
    </>
  )
}

import { can as holds } from '@optimwalls/permissions'
import { createFileRoute, Outlet } from '@tanstack/react-router'
import { useCan } from '../lib/can.ts'
import { meQuery } from '../lib/me.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/import')({
  // Nothing is asked for that would only be refused, and written down as an attempt.
  beforeLoad: ({ context }) => {
    const me = context.queryClient.getQueryData(meQuery.queryKey)
    return { mayImport: me !== undefined && holds(me, 'CRM', 'import') }
  },
  component: Imports,
})

function Imports() {
  const can = useCan()
  if (can('CRM', 'import')) return <Outlet />
  return (
    <>
      <PageHeader title="Import" />
      <EmptyState title="Your role does not import leads" drawing="door">
        Ask your admin to import the file, or for access if you need it for your work.
      </EmptyState>
    </>
  )
}

import { createFileRoute, Outlet } from '@tanstack/react-router'
import { useCan } from '../lib/can.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/leads')({ component: Leads })

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

import { createFileRoute } from '@tanstack/react-router'
import { RequestsOfMine, RequestsToDecide } from '../features/leads/merging/RequestList.tsx'
import { useCan } from '../lib/can.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/access-requests')({ component: AccessRequestsPage })

function AccessRequestsPage() {
  const can = useCan()
  if (!can('CRM', 'view')) {
    return (
      <>
        <PageHeader title="Access requests" />
        <EmptyState title="Your role does not work with leads" drawing="door">
          Ask your admin for access if you need it for your work.
        </EmptyState>
      </>
    )
  }
  return (
    <>
      <PageHeader title="Access requests" />
      <PageBody width="text">
        <RequestsToDecide />
        <RequestsOfMine />
      </PageBody>
    </>
  )
}

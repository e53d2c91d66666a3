import { createFileRoute } from '@tanstack/react-router'
import { choicesQuery, clientPlanQuery } from '../features/assignment/clients/api.ts'
import { ClientRuleSettings } from '../features/assignment/clients/ClientRuleSettings.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/client-people')({
  loader: ({ context }) => {
    if (!context.mayOpen) return
    void context.queryClient.prefetchQuery(clientPlanQuery)
    void context.queryClient.prefetchQuery(choicesQuery)
  },
  component: ClientPeople,
})

function ClientPeople() {
  return (
    <>
      <PageHeader title="People for clients" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <ClientRuleSettings />
      </PageBody>
    </>
  )
}

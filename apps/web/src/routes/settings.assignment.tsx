import { createFileRoute } from '@tanstack/react-router'
import { choicesQuery, planQuery } from '../features/assignment/api.ts'
import { AssignmentSettings } from '../features/assignment/components/AssignmentSettings.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/assignment')({
  loader: ({ context }) => {
    if (!context.mayOpen) return
    void context.queryClient.prefetchQuery(planQuery)
    void context.queryClient.prefetchQuery(choicesQuery)
  },
  component: Assignment,
})

function Assignment() {
  return (
    <>
      <PageHeader title="Assignment" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <AssignmentSettings />
      </PageBody>
    </>
  )
}

import { createFileRoute } from '@tanstack/react-router'
import { outcomesQuery } from '../features/activities/api.ts'
import { OutcomeSettings } from '../features/activities/components/OutcomeSettings.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/outcomes')({
  loader: ({ context }) => {
    if (context.mayOpen) void context.queryClient.prefetchQuery(outcomesQuery)
  },
  component: Outcomes,
})

function Outcomes() {
  return (
    <>
      <PageHeader title="Outcomes" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <OutcomeSettings />
      </PageBody>
    </>
  )
}

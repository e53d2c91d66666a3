import { createFileRoute } from '@tanstack/react-router'
import { lostReasonsQuery } from '../features/losses/api.ts'
import { LostReasonSettings } from '../features/losses/components/LostReasonSettings.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/lost-reasons')({
  loader: ({ context }) => {
    if (context.mayOpen) void context.queryClient.prefetchQuery(lostReasonsQuery)
  },
  component: LostReasons,
})

function LostReasons() {
  return (
    <>
      <PageHeader title="Lost reasons" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <LostReasonSettings />
      </PageBody>
    </>
  )
}

import { createFileRoute } from '@tanstack/react-router'
import { purposesQuery } from '../features/privacy/api.ts'
import { PurposeSettings } from '../features/privacy/components/PurposeSettings.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/privacy')({
  loader: ({ context }) => {
    if (context.mayOpen) void context.queryClient.prefetchQuery(purposesQuery)
  },
  component: Privacy,
})

function Privacy() {
  return (
    <>
      <PageHeader title="Privacy" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <PurposeSettings />
      </PageBody>
    </>
  )
}

import { createFileRoute } from '@tanstack/react-router'
import { kickOffQuery } from '../features/clients/kick-off/api.ts'
import { KickOffSettings } from '../features/clients/kick-off/KickOffSettings.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/kick-off')({
  loader: ({ context }) => {
    if (context.mayOpen) void context.queryClient.prefetchQuery(kickOffQuery)
  },
  component: KickOff,
})

function KickOff() {
  return (
    <>
      <PageHeader title="Kick-off" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody>
        <KickOffSettings />
      </PageBody>
    </>
  )
}

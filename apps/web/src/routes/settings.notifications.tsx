import { createFileRoute } from '@tanstack/react-router'
import { NotificationSettingsForm } from '../features/activities/components/NotificationSettingsForm.tsx'
import { notificationSettingsQuery } from '../features/activities/notifications.ts'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/notifications')({
  loader: ({ context }) => void context.queryClient.prefetchQuery(notificationSettingsQuery),
  component: Notifications,
})

function Notifications() {
  return (
    <>
      <PageHeader title="Notifications" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <NotificationSettingsForm />
      </PageBody>
    </>
  )
}

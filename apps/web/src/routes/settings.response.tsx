import { createFileRoute } from '@tanstack/react-router'
import { ReminderSettingsForm } from '../features/activities/components/ReminderSettingsForm.tsx'
import { ResponseSettingsForm } from '../features/activities/components/ResponseSettingsForm.tsx'
import { reminderSettingsQuery, responseSettingsQuery } from '../features/activities/response-settings.ts'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/response')({
  loader: ({ context }) => {
    if (!context.mayOpen) return
    void context.queryClient.prefetchQuery(responseSettingsQuery)
    void context.queryClient.prefetchQuery(reminderSettingsQuery)
  },
  component: Response,
})

function Response() {
  return (
    <>
      <PageHeader title="Response times" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <ResponseSettingsForm />
        <ReminderSettingsForm />
      </PageBody>
    </>
  )
}

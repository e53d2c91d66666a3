import { createFileRoute } from '@tanstack/react-router'
import { retentionQuery } from '../features/privacy/api.ts'
import { PrivacyLog } from '../features/privacy/components/PrivacyLog.tsx'
import { PurposeSettings } from '../features/privacy/components/PurposeSettings.tsx'
import { RetentionSettings } from '../features/privacy/components/RetentionSettings.tsx'
import { purposesQuery } from '../lib/consent-purposes.ts'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/privacy')({
  loader: ({ context }) => {
    if (!context.mayOpen) return
    void context.queryClient.prefetchQuery(purposesQuery)
    void context.queryClient.prefetchQuery(retentionQuery)
  },
  component: Privacy,
})

function Privacy() {
  return (
    <>
      <PageHeader title="Privacy" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <PurposeSettings />
        <RetentionSettings />
        <PrivacyLog />
      </PageBody>
    </>
  )
}

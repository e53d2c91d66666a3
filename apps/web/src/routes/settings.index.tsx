import { createFileRoute } from '@tanstack/react-router'
import { SettingsOverview } from '../features/shell/components/SettingsOverview.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/')({ component: Overview })

function Overview() {
  return (
    <>
      <PageHeader title="Settings" />
      <PageBody width="text">
        <SettingsOverview />
      </PageBody>
    </>
  )
}

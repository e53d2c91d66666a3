import { createFileRoute } from '@tanstack/react-router'
import { NavigationSettings } from '../features/shell/components/NavigationSettings.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/navigation')({ component: Navigation })

function Navigation() {
  return (
    <>
      <PageHeader title="Navigation" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <NavigationSettings />
      </PageBody>
    </>
  )
}

import { createFileRoute } from '@tanstack/react-router'
import { AvailabilitySettings } from '../features/access/availability/AvailabilitySettings.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/availability')({ component: Availability })

function Availability() {
  return (
    <>
      <PageHeader title="Availability" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <AvailabilitySettings />
      </PageBody>
    </>
  )
}

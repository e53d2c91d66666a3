import { createFileRoute } from '@tanstack/react-router'
import { sessionsQuery } from '../features/access/api.ts'
import { SessionList } from '../features/access/components/SessionList.tsx'
import { secondFactorQuery } from '../features/access/second-factor/api.ts'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/sessions')({
  loader: ({ context: { queryClient } }) =>
    Promise.all([queryClient.ensureQueryData(sessionsQuery), queryClient.ensureQueryData(secondFactorQuery)]),
  component: Sessions,
})

function Sessions() {
  return (
    <>
      <PageHeader title="Signed-in devices" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <SessionList />
      </PageBody>
    </>
  )
}

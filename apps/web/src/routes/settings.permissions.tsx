import { createFileRoute } from '@tanstack/react-router'
import { rolesQuery } from '../features/access/admin/api.ts'
import { PermissionMatrix } from '../features/access/admin/PermissionMatrix.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/permissions')({
  loader: async ({ context }) => {
    if (context.mayOpen) await context.queryClient.ensureQueryData(rolesQuery)
  },
  component: Permissions,
})

function Permissions() {
  return (
    <>
      <PageHeader title="Permissions" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PermissionMatrix />
    </>
  )
}

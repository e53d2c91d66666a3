import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { createFileRoute } from '@tanstack/react-router'
import { useState } from 'react'
import { rolesQuery } from '../features/access/admin/api.ts'
import { RoleDialog } from '../features/access/admin/RoleDialogs.tsx'
import { RoleList } from '../features/access/admin/RoleList.tsx'
import { useCan } from '../lib/can.ts'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/roles/')({
  loader: async ({ context }) => {
    if (context.mayOpen) await context.queryClient.ensureQueryData(rolesQuery)
  },
  component: Roles,
})

function Roles() {
  const can = useCan()
  const [isAdding, setAdding] = useState(false)
  return (
    <>
      <PageHeader
        title="Roles"
        crumbs={[{ label: 'Settings', to: '/settings' }]}
        actions={
          can('Administration', 'manage_roles') && (
            <Button
              variant="filled"
              size="sm"
              leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
              onClick={() => setAdding(true)}
            >
              New role
            </Button>
          )
        }
      />
      <PageBody width="text">
        <RoleList />
      </PageBody>
      {isAdding && <RoleDialog deed="add" onClose={() => setAdding(false)} />}
    </>
  )
}

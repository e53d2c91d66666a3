import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { createFileRoute } from '@tanstack/react-router'
import { useState } from 'react'
import { teamTreeQuery } from '../features/access/admin/api.ts'
import { TeamDialog } from '../features/access/admin/TeamDialogs.tsx'
import { TeamTree } from '../features/access/admin/TeamTree.tsx'
import { useCan } from '../lib/can.ts'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/teams')({
  loader: async ({ context }) => {
    if (context.mayOpen) await context.queryClient.ensureQueryData(teamTreeQuery)
  },
  component: Teams,
})

function Teams() {
  const can = useCan()
  const [isAdding, setAdding] = useState(false)
  return (
    <>
      <PageHeader
        title="Teams"
        crumbs={[{ label: 'Settings', to: '/settings' }]}
        actions={
          can('Administration', 'manage_teams') && (
            <Button
              variant="filled"
              size="sm"
              leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
              onClick={() => setAdding(true)}
            >
              New team
            </Button>
          )
        }
      />
      <PageBody width="text">
        <TeamTree />
      </PageBody>
      {isAdding && <TeamDialog onClose={() => setAdding(false)} />}
    </>
  )
}

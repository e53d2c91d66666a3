import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { createFileRoute } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiKeyDialog } from '../features/access/admin/ApiKeyDialog.tsx'
import { ApiKeyList } from '../features/access/admin/ApiKeyList.tsx'
import { apiKeysQuery, rolesQuery } from '../features/access/admin/api.ts'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/api-keys')({
  loader: async ({ context }) => {
    if (!context.mayOpen) return
    await Promise.all([
      context.queryClient.ensureQueryData(apiKeysQuery),
      context.queryClient.ensureQueryData(rolesQuery),
    ])
  },
  component: ApiKeys,
})

function ApiKeys() {
  const [isAdding, setAdding] = useState(false)
  return (
    <>
      <PageHeader
        title="API keys"
        crumbs={[{ label: 'Settings', to: '/settings' }]}
        actions={
          <Button
            variant="filled"
            size="sm"
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            New key
          </Button>
        }
      />
      <PageBody width="text">
        <ApiKeyList />
      </PageBody>
      {isAdding && <ApiKeyDialog onClose={() => setAdding(false)} />}
    </>
  )
}

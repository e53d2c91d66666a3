import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { createFileRoute } from '@tanstack/react-router'
import { useState } from 'react'
import { webhooksQuery } from '../features/webhooks/api.ts'
import { WebhookDialog } from '../features/webhooks/components/WebhookDialog.tsx'
import { WebhookList } from '../features/webhooks/components/WebhookList.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/webhooks/')({
  loader: ({ context }) => {
    if (context.mayOpen) void context.queryClient.prefetchQuery(webhooksQuery)
  },
  component: Webhooks,
})

function Webhooks() {
  const [isAdding, setAdding] = useState(false)
  return (
    <>
      <PageHeader
        title="Webhooks"
        crumbs={[{ label: 'Settings', to: '/settings' }]}
        actions={
          <Button
            variant="filled"
            size="sm"
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            New webhook
          </Button>
        }
      />
      <PageBody width="text">
        <WebhookList />
      </PageBody>
      {isAdding && <WebhookDialog onClose={() => setAdding(false)} />}
    </>
  )
}

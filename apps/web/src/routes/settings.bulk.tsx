import { createFileRoute } from '@tanstack/react-router'
import { bulksQuery } from '../features/leads/bulk.ts'
import { BulkHistory } from '../features/leads/components/BulkHistory.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/bulk')({
  loader: ({ context }) => {
    if (context.mayOpen) void context.queryClient.prefetchQuery(bulksQuery)
  },
  component: BulkChanges,
})

function BulkChanges() {
  return (
    <>
      <PageHeader title="Bulk changes" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <BulkHistory />
      </PageBody>
    </>
  )
}

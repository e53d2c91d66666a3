import { createFileRoute } from '@tanstack/react-router'
import { TagSettings } from '../features/leads/components/TagSettings.tsx'
import { tagsQuery } from '../features/leads/setup.ts'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/tags')({
  loader: ({ context }) => {
    if (context.mayOpen) void context.queryClient.prefetchQuery(tagsQuery)
  },
  component: Tags,
})

function Tags() {
  return (
    <>
      <PageHeader title="Tags" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <TagSettings />
      </PageBody>
    </>
  )
}

import { createFileRoute } from '@tanstack/react-router'
import { pipelineSettingsQuery } from '../features/pipelines/api.ts'
import { PipelineSettings } from '../features/pipelines/components/PipelineSettings.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/pipelines')({
  loader: ({ context }) => {
    if (context.mayOpen) void context.queryClient.prefetchQuery(pipelineSettingsQuery)
  },
  component: Pipelines,
})

function Pipelines() {
  return (
    <>
      <PageHeader title="Pipelines" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody>
        <PipelineSettings />
      </PageBody>
    </>
  )
}

import { createFileRoute } from '@tanstack/react-router'
import { FieldSettings } from '../features/leads/components/FieldSettings.tsx'
import { fieldsQuery } from '../features/leads/setup.ts'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/fields')({
  loader: ({ context }) => {
    if (context.mayOpen) void context.queryClient.prefetchQuery(fieldsQuery)
  },
  component: Fields,
})

function Fields() {
  return (
    <>
      <PageHeader title="Fields" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <FieldSettings />
      </PageBody>
    </>
  )
}

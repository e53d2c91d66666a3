import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { rolesQuery } from '../features/access/admin/api.ts'
import { RolePage } from '../features/access/admin/RolePage.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/roles/$roleId')({
  loader: async ({ context }) => {
    if (context.mayOpen) await context.queryClient.ensureQueryData(rolesQuery)
  },
  component: OneRole,
})

function OneRole() {
  const id = Number(Route.useParams().roleId)
  const { data } = useSuspenseQuery(rolesQuery)
  return (
    <>
      <PageHeader
        title={data.data.find(role => role.id === id)?.name ?? 'Role'}
        crumbs={[
          { label: 'Settings', to: '/settings' },
          { label: 'Roles', to: '/settings/roles' },
        ]}
      />
      <PageBody width="text">
        <RolePage id={id} />
      </PageBody>
    </>
  )
}

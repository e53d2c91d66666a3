import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { rolesQuery, teamTreeQuery, userQuery } from '../features/access/admin/api.ts'
import { UserPage } from '../features/access/admin/UserPage.tsx'
import { PersonLeadAccess } from '../features/leads/access/PersonLeadAccess.tsx'
import { LeadHandover } from '../features/leads/components/LeadHandover.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/users/$userId')({
  loader: async ({ context, params }) => {
    if (!context.mayOpen) return
    const { queryClient } = context
    await Promise.all([
      queryClient.ensureQueryData(userQuery(Number(params.userId))),
      queryClient.ensureQueryData(rolesQuery),
      queryClient.ensureQueryData(teamTreeQuery),
    ])
  },
  component: OneUser,
})

function OneUser() {
  const id = Number(Route.useParams().userId)
  const { data: user } = useSuspenseQuery(userQuery(id))
  return (
    <>
      <PageHeader
        title={user.name}
        crumbs={[
          { label: 'Settings', to: '/settings' },
          { label: 'People', to: '/settings/users' },
        ]}
      />
      <PageBody width="text">
        <UserPage
          id={id}
          leads={person => <LeadHandover person={person} />}
          why={person => <PersonLeadAccess person={person} />}
        />
      </PageBody>
    </>
  )
}

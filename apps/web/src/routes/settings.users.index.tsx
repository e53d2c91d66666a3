import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { createFileRoute } from '@tanstack/react-router'
import { useState } from 'react'
import { rolesQuery, type UserSearch, usersQuery } from '../features/access/admin/api.ts'
import { InvitationList } from '../features/access/admin/InvitationList.tsx'
import { InviteDialog } from '../features/access/admin/InviteDialog.tsx'
import { UserList } from '../features/access/admin/UserList.tsx'
import { useCan } from '../lib/can.ts'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

const idOf = (value: unknown) =>
  Number.isInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined

export const Route = createFileRoute('/settings/users/')({
  validateSearch: (search: Record<string, unknown>): UserSearch => ({
    ...(typeof search.q === 'string' && search.q && { q: search.q.slice(0, 100) }),
    ...(idOf(search.role) && { role: idOf(search.role) }),
    ...(idOf(search.team) && { team: idOf(search.team) }),
    ...((search.status === 'active' || search.status === 'inactive') && { status: search.status }),
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    if (!context.mayOpen) return
    void context.queryClient.prefetchInfiniteQuery(usersQuery(deps))
    void context.queryClient.prefetchQuery(rolesQuery)
  },
  component: People,
})

function People() {
  const search = Route.useSearch()
  const navigate = Route.useNavigate()
  const can = useCan()
  const [isInviting, setInviting] = useState(false)
  const mayManage = can('Administration', 'manage_users')
  return (
    <>
      <PageHeader
        title="People"
        crumbs={[{ label: 'Settings', to: '/settings' }]}
        actions={
          mayManage && (
            <Button
              variant="filled"
              size="sm"
              leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
              onClick={() => setInviting(true)}
            >
              Invite
            </Button>
          )
        }
      />
      <PageBody>
        {mayManage && <InvitationList />}
        <UserList search={search} onSearch={next => void navigate({ search: next, replace: true })} />
      </PageBody>
      {isInviting && <InviteDialog isOpen onClose={() => setInviting(false)} />}
    </>
  )
}

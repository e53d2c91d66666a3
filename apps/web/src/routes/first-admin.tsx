import { useQueryClient } from '@tanstack/react-query'
import { createFileRoute, useRouter } from '@tanstack/react-router'
import { AccessPage } from '../features/access/components/AccessPage.tsx'
import { FirstAdminForm } from '../features/access/components/FirstAdminForm.tsx'

export const Route = createFileRoute('/first-admin')({
  staticData: { isPublic: true },
  validateSearch: search => ({ token: typeof search.token === 'string' ? search.token : '' }),
  component: FirstAdmin,
})

function FirstAdmin() {
  const { token } = Route.useSearch()
  const router = useRouter()
  const queryClient = useQueryClient()
  const enter = () => {
    queryClient.clear()
    void router.navigate({ to: '/', replace: true })
  }
  return (
    <AccessPage title="Open your firm" lead="You become its first Super Admin and invite the others.">
      <FirstAdminForm token={token} onDone={enter} />
    </AccessPage>
  )
}

import { createFileRoute, useRouter } from '@tanstack/react-router'
import { AccessPage } from '../features/access/components/AccessPage.tsx'
import { ResetPasswordForm } from '../features/access/components/ResetPasswordForm.tsx'
import { showToast } from '../ui/toast.ts'

export const Route = createFileRoute('/reset-password')({
  staticData: { isPublic: true },
  validateSearch: search => ({ token: typeof search.token === 'string' ? search.token : '' }),
  component: ResetPassword,
})

function ResetPassword() {
  const { token } = Route.useSearch()
  const router = useRouter()
  const finish = () => {
    showToast({ message: 'Password set. Sign in with the new one.' })
    void router.navigate({ to: '/sign-in', replace: true })
  }
  return (
    <AccessPage title="Set a new password" lead="It signs you out everywhere else.">
      <ResetPasswordForm token={token} onDone={finish} />
    </AccessPage>
  )
}

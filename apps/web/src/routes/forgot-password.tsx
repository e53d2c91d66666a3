import { createFileRoute } from '@tanstack/react-router'
import { AccessPage } from '../features/access/components/AccessPage.tsx'
import { ForgotPasswordForm } from '../features/access/components/ForgotPasswordForm.tsx'

export const Route = createFileRoute('/forgot-password')({
  staticData: { isPublic: true },
  component: ForgotPassword,
})

function ForgotPassword() {
  return (
    <AccessPage title="Forgot your password" lead="A mail with a link sets a new one.">
      <ForgotPasswordForm />
    </AccessPage>
  )
}

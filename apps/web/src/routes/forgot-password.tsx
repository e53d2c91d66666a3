import { useQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { signInOptionsQuery } from '../features/access/api.ts'
import { AccessPage } from '../features/access/components/AccessPage.tsx'
import { ForgotPasswordForm } from '../features/access/components/ForgotPasswordForm.tsx'

export const Route = createFileRoute('/forgot-password')({
  staticData: { isPublic: true },
  loader: ({ context }) => context.queryClient.ensureQueryData(signInOptionsQuery).catch(() => undefined),
  component: ForgotPassword,
})

function ForgotPassword() {
  const { data: options } = useQuery(signInOptionsQuery)
  return (
    <AccessPage
      title="Forgot your password"
      lead={options?.passwords === false ? undefined : 'A mail with a link sets a new one.'}
    >
      <ForgotPasswordForm />
    </AccessPage>
  )
}

import { createFileRoute } from '@tanstack/react-router'
import { onboardingQuery, rolesQuery, teamTreeQuery } from '../features/access/admin/api.ts'
import { OnboardingRules } from '../features/access/admin/OnboardingRules.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/onboarding')({
  loader: async ({ context }) => {
    if (!context.mayOpen) return
    const { queryClient } = context
    await Promise.all([
      queryClient.ensureQueryData(onboardingQuery),
      queryClient.ensureQueryData(rolesQuery),
      queryClient.ensureQueryData(teamTreeQuery),
    ])
  },
  component: NewPeople,
})

function NewPeople() {
  return (
    <>
      <PageHeader title="New people" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <OnboardingRules />
      </PageBody>
    </>
  )
}

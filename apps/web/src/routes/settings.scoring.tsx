import { createFileRoute } from '@tanstack/react-router'
import { modelsQuery, scoringSettingsQuery } from '../features/scoring/api.ts'
import { ModelCards } from '../features/scoring/components/ModelCards.tsx'
import { ScoringSettingsForm } from '../features/scoring/components/ScoringSettingsForm.tsx'
import { PageBody } from '../ui/PageBody.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/settings/scoring')({
  loader: ({ context }) => {
    if (!context.mayOpen) return
    void context.queryClient.prefetchQuery(scoringSettingsQuery)
    void context.queryClient.prefetchQuery(modelsQuery)
  },
  component: Scoring,
})

function Scoring() {
  return (
    <>
      <PageHeader title="Scoring" crumbs={[{ label: 'Settings', to: '/settings' }]} />
      <PageBody width="text">
        <ScoringSettingsForm />
        <ModelCards />
      </PageBody>
    </>
  )
}

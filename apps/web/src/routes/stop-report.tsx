import { createFileRoute } from '@tanstack/react-router'
import { StopMail } from '../features/analytics/components/StopMail.tsx'

export const Route = createFileRoute('/stop-report')({
  staticData: { isPublic: true },
  validateSearch: search => ({ token: typeof search.token === 'string' ? search.token : '' }),
  component: Stop,
})

function Stop() {
  return <StopMail token={Route.useSearch().token} />
}

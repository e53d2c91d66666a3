import { createFileRoute } from '@tanstack/react-router'
import { lazy } from 'react'
import type { ReportWidgetProps } from '../features/analytics/components/ReportWidget.tsx'
import { type ForeignWidget, HomePage } from '../features/home/components/HomePage.tsx'

const ReportWidget = lazy(() =>
  import('../features/analytics/components/ReportWidget.tsx').then(part => ({ default: part.ReportWidget })),
)
const DueWidget = lazy(() =>
  import('../features/activities/components/DueWidget.tsx').then(part => ({ default: part.DueWidget })),
)

export const Route = createFileRoute('/')({ component: Home })

const REPORTS: Record<Exclude<ForeignWidget, 'follow_ups'>, ReportWidgetProps> = {
  conversions: { title: 'Conversions', search: {} },
  funnel: { title: 'Funnel', search: { report: 'funnel' } },
  responses: { title: 'First response by hour', search: { report: 'response-times', span: '90d' } },
  people: { title: 'Team', search: { report: 'team-performance' } },
  pipeline: { title: 'Pipeline', search: { report: 'pipeline' } },
  campaigns: { title: 'Campaigns', search: { report: 'sources', by: 'campaign' } },
}

function Home() {
  return (
    <HomePage
      drawForeign={name => (name === 'follow_ups' ? <DueWidget /> : <ReportWidget {...REPORTS[name]} />)}
    />
  )
}

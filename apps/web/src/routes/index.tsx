import { createFileRoute } from '@tanstack/react-router'
import { lazy } from 'react'
import type { ReportWidgetProps } from '../features/analytics/components/ReportWidget.tsx'
import { type ForeignWidget, HomePage } from '../features/home/components/HomePage.tsx'

const ReportWidget = lazy(() =>
  import('../features/analytics/components/ReportWidget.tsx').then(part => ({ default: part.ReportWidget })),
)
const SystemWidget = lazy(() =>
  import('../features/analytics/components/SystemWidget.tsx').then(part => ({ default: part.SystemWidget })),
)
const WorkloadWidget = lazy(() =>
  import('../features/analytics/components/WorkloadWidget.tsx').then(part => ({
    default: part.WorkloadWidget,
  })),
)
const DueWidget = lazy(() =>
  import('../features/activities/components/DueWidget.tsx').then(part => ({ default: part.DueWidget })),
)

export const Route = createFileRoute('/')({ component: Home })

const REPORTS: Record<
  Exclude<ForeignWidget, 'follow_ups' | 'system' | 'month' | 'workload'>,
  ReportWidgetProps
> = {
  conversions: { title: 'Conversions', search: {} },
  funnel: { title: 'Funnel', search: { report: 'funnel' } },
  responses: { title: 'First response by hour', search: { report: 'response-times', span: '90d' } },
  people: { title: 'Team', search: { report: 'team-performance' } },
  pipeline: { title: 'Pipeline', search: { report: 'pipeline', by: 'pipeline' } },
  campaigns: { title: 'Campaigns', search: { report: 'sources', by: 'campaign' }, areNamed: true },
}

/** The month so far beside as many days before it. */
function monthOf(now: Date): ReportWidgetProps {
  const day = (of: number) =>
    `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(of).padStart(2, '0')}`
  return {
    title: 'This month',
    search: { report: 'team-performance', from: day(1), to: day(now.getDate()), compare: true },
    figures: ['received', 'converted', 'revenue', 'response_median', 'follow_ups_kept', 'visits'],
  }
}

function Home() {
  return (
    <HomePage
      drawForeign={name => {
        if (name === 'follow_ups') return <DueWidget />
        if (name === 'system') return <SystemWidget />
        if (name === 'workload') return <WorkloadWidget />
        return <ReportWidget {...(name === 'month' ? monthOf(new Date()) : REPORTS[name])} />
      }}
    />
  )
}

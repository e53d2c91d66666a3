import { useQuery } from '@tanstack/react-query'
import { createFileRoute, Navigate, notFound, useLocation } from '@tanstack/react-router'
import { lazy, useEffect } from 'react'
import { followUpsQuery, outcomesQuery, timelineQuery } from '../features/activities/api.ts'
import { LeadFollowUps } from '../features/activities/components/LeadFollowUps.tsx'
import { QuickLog } from '../features/activities/components/QuickLog.tsx'
import { Timeline } from '../features/activities/components/Timeline.tsx'
import { useActivityRefresh } from '../features/activities/use-activity-refresh.ts'
import { filesQuery } from '../features/files/api.ts'
import { LeadFiles } from '../features/files/components/LeadFiles.tsx'
import { leadQuery } from '../features/leads/api.ts'
import { LeadNeighbours } from '../features/leads/components/LeadNeighbours.tsx'
import { LeadPage } from '../features/leads/components/LeadPage.tsx'
import { LeadPresence } from '../features/leads/components/LeadPresence.tsx'
import { historySentence } from '../features/leads/history-sentence.ts'
import { useNames } from '../features/leads/use-names.ts'
import { useStageEntry } from '../features/pipelines/use-stage-entry.ts'
import { useCan } from '../lib/can.ts'
import { useMe } from '../lib/me.ts'
import { markSeen } from '../lib/seen.ts'
import { OnceOpened } from '../ui/OnceOpened.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

const MoveDialog = lazy(async () => ({
  default: (await import('../features/pipelines/components/MoveDialog.tsx')).MoveDialog,
}))

export const Route = createFileRoute('/leads/$leadId')({
  loader: ({ context, params }) => {
    if (!/^[1-9]\d{0,9}$/.test(params.leadId)) throw notFound()
    const id = Number(params.leadId)
    if (!context.mayView) return
    void context.queryClient.prefetchQuery(leadQuery(id))
    void context.queryClient.prefetchQuery(filesQuery(id))
    void context.queryClient.prefetchInfiniteQuery(timelineQuery(id))
    void context.queryClient.prefetchInfiniteQuery(followUpsQuery({ lead_id: id }))
    void context.queryClient.prefetchQuery(outcomesQuery)
  },
  component: LeadRoute,
})

function LeadRoute() {
  const id = Number(Route.useParams().leadId)
  const navigate = Route.useNavigate()
  const can = useCan()
  const names = useNames()
  const { asked, enter } = useStageEntry()
  useActivityRefresh(id)
  const list = useLocation({ select: location => location.state.leadList })
  const lead = useQuery(leadQuery(id)).data
  const name = lead?.name
  const { id: me } = useMe()
  const changedAt = lead?.updated_at
  useEffect(() => {
    if (changedAt !== undefined) markSeen(me, id, changedAt)
  }, [me, id, changedAt])
  const open = (leadId: number) =>
    void navigate({ to: '/leads/$leadId', params: { leadId: String(leadId) }, replace: true })
  // Merged away: the server has led to what it became.
  if (lead && lead.id !== id) {
    return <Navigate to="/leads/$leadId" params={{ leadId: String(lead.id) }} replace />
  }

  return (
    <>
      <PageHeader
        title={name ?? 'Lead'}
        crumbs={[{ label: 'Leads', to: '/leads', search: list }]}
        actions={
          <>
            {name !== undefined && <LeadPresence id={id} />}
            {list && (
              <LeadNeighbours
                id={id}
                search={list}
                onGo={leadId =>
                  void navigate({
                    to: '/leads/$leadId',
                    params: { leadId: String(leadId) },
                    state: { leadList: list },
                    replace: true,
                  })
                }
              />
            )}
          </>
        }
      />
      <LeadPage
        id={id}
        onGone={() => void navigate({ to: '/leads', search: list ?? {} })}
        onMerged={open}
        onMoveRefused={enter}
        beside={lead => (
          <LeadFiles leadId={lead.id} leadName={lead.name} isReadOnly={lead.deleted_at !== null} />
        )}
        parts={lead => ({
          log: can('CRM', 'log') && lead.deleted_at === null && <QuickLog lead={lead} />,
          timeline: <Timeline leadId={id} tell={entry => historySentence(entry, names)} />,
          plans: <LeadFollowUps lead={lead} />,
        })}
      />
      <OnceOpened isOpen={asked !== null}>
        <MoveDialog asked={asked} />
      </OnceOpened>
    </>
  )
}

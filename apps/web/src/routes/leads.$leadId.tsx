import { useQuery } from '@tanstack/react-query'
import { createFileRoute, Navigate, notFound, useLocation } from '@tanstack/react-router'
import { filesQuery } from '../features/files/api.ts'
import { LeadFiles } from '../features/files/components/LeadFiles.tsx'
import { leadHistoryQuery, leadQuery } from '../features/leads/api.ts'
import { LeadNeighbours } from '../features/leads/components/LeadNeighbours.tsx'
import { LeadPage } from '../features/leads/components/LeadPage.tsx'
import { LeadPresence } from '../features/leads/components/LeadPresence.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

export const Route = createFileRoute('/leads/$leadId')({
  loader: ({ context, params }) => {
    if (!/^[1-9]\d{0,9}$/.test(params.leadId)) throw notFound()
    const id = Number(params.leadId)
    if (!context.mayView) return
    void context.queryClient.prefetchQuery(leadQuery(id))
    void context.queryClient.prefetchQuery(filesQuery(id))
    void context.queryClient.prefetchInfiniteQuery(leadHistoryQuery(id))
  },
  component: LeadRoute,
})

function LeadRoute() {
  const id = Number(Route.useParams().leadId)
  const navigate = Route.useNavigate()
  const list = useLocation({ select: location => location.state.leadList })
  const lead = useQuery(leadQuery(id)).data
  const name = lead?.name
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
        beside={lead => (
          <LeadFiles leadId={lead.id} leadName={lead.name} isReadOnly={lead.deleted_at !== null} />
        )}
      />
    </>
  )
}

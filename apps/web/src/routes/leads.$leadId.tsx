import { IconHeartHandshake } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createFileRoute, Navigate, notFound, useLocation } from '@tanstack/react-router'
import { lazy, useEffect, useEffectEvent, useMemo, useState } from 'react'
import { followUpsQuery, outcomesQuery, timelineQuery } from '../features/activities/api.ts'
import { LeadFollowUps } from '../features/activities/components/LeadFollowUps.tsx'
import { QuickLog } from '../features/activities/components/QuickLog.tsx'
import { Timeline } from '../features/activities/components/Timeline.tsx'
import { useActivityRefresh } from '../features/activities/use-activity-refresh.ts'
import { clientKeys } from '../features/clients/api.ts'
import { LeadClient } from '../features/clients/components/LeadClient.tsx'
import { LeadQuotes } from '../features/clients/components/LeadQuotes.tsx'
import { filesQuery } from '../features/files/api.ts'
import { LeadFiles } from '../features/files/components/LeadFiles.tsx'
import { leadKeys, leadQuery } from '../features/leads/api.ts'
import { LeadNeighbours } from '../features/leads/components/LeadNeighbours.tsx'
import { LeadPage } from '../features/leads/components/LeadPage.tsx'
import { LeadPresence } from '../features/leads/components/LeadPresence.tsx'
import { focusField } from '../features/leads/focus-field.ts'
import { historySentence } from '../features/leads/history-sentence.ts'
import { isSettled } from '../features/leads/lead.ts'
import { useNames } from '../features/leads/use-names.ts'
import { LeadNextActions } from '../features/next-actions/components/LeadNextActions.tsx'
import { useStageEntry } from '../features/pipelines/use-stage-entry.ts'
import { ConsentWarning } from '../features/privacy/components/ConsentWarning.tsx'
import { LeadConsents } from '../features/privacy/components/LeadConsents.tsx'
import { PersonDeeds } from '../features/privacy/components/PersonDeeds.tsx'
import { LeadScoreReasons } from '../features/scoring/components/LeadScoreReasons.tsx'
import { useCan } from '../lib/can.ts'
import { celebrate } from '../lib/celebrations.ts'
import { useMe } from '../lib/me.ts'
import { useOfferDeeds } from '../lib/page-deeds.ts'
import { markSeen } from '../lib/seen.ts'
import { OnceOpened } from '../ui/OnceOpened.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { showToast } from '../ui/toast.ts'
import { useNextDeeds } from './-next-deeds.ts'

const MoveDialog = lazy(async () => ({
  default: (await import('../features/pipelines/components/MoveDialog.tsx')).MoveDialog,
}))

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The lead is to be made a client once its page stands. */
    isConverting?: boolean
  }
}

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

const CONVERTED: Parameters<ReturnType<typeof useStageEntry>['convert']>[1] = {
  name: 'Converted',
  category: 'converted',
}

function LeadRoute() {
  const id = Number(Route.useParams().leadId)
  const navigate = Route.useNavigate()
  const can = useCan()
  const names = useNames()
  const client = useQueryClient()
  const { asked, enter, convert } = useStageEntry()
  useActivityRefresh(id)
  const list = useLocation({ select: location => location.state.leadList })
  const lead = useQuery(leadQuery(id)).data
  const files = useQuery(filesQuery(id)).data ?? []
  const name = lead?.name
  const { id: me } = useMe()
  const changedAt = lead?.updated_at
  useEffect(() => {
    if (changedAt !== undefined) markSeen(me, id, changedAt)
  }, [me, id, changedAt])
  /** Makes a client of the lead, and shows the way there. */
  async function becomeClient(of: { id: number; name: string; version: number }, to = CONVERTED) {
    const converted = await convert(of, to)
    if (!converted) return null
    const { client_id, made_client } = converted
    void celebrate(client)
    showToast({
      message: made_client
        ? `${of.name} is a client now`
        : `${of.name} was a client already: now with one more lead`,
      action: {
        label: 'Open client',
        run: () => void navigate({ to: '/clients/$clientId', params: { clientId: String(client_id) } }),
      },
    })
    await client.invalidateQueries({ queryKey: clientKeys.all })
    return converted.lead
  }
  const convertHere = useEffectEvent(async () => {
    if (!lead) return
    try {
      await becomeClient(lead)
      await client.invalidateQueries({ queryKey: leadKeys.one(id) })
    } catch (problem) {
      showToast({ message: `Not converted: ${(problem as Error).message}`, tone: 'problem' })
    }
  })
  const [isLosing, setLosing] = useState(false)
  const [isQuoting, setQuoting] = useState(false)
  const act = useNextDeeds(({ kind, field }) => {
    if (kind === 'send_quote') setQuoting(true)
    else if (kind === 'close_lost') setLosing(true)
    else focusField(kind === 'reassign' ? 'assigned_to' : (field ?? 'budget'))
  })
  const doNext = useLocation({ select: location => location.state.doNext })
  const doAsked = useEffectEvent((asked: NonNullable<typeof doNext>) => {
    if (lead) act(asked, lead)
    // Done once: neither again when the page is loaded anew nor when somebody comes back to it.
    void navigate({ to: '.', replace: true, state: ({ doNext: _, ...kept }) => kept })
  })
  const isThere = lead !== undefined
  useEffect(() => {
    if (doNext && isThere) doAsked(doNext)
  }, [doNext, isThere])
  const isConvertible =
    can('CRM', 'convert') &&
    lead !== undefined &&
    !isSettled(lead) &&
    lead.status !== 'converted' &&
    lead.status !== 'lost'
  const isConverting = useLocation({ select: location => location.state.isConverting })
  const convertAsked = useEffectEvent(() => {
    // Done once: neither again when the page is loaded anew nor when somebody comes back to it.
    void navigate({ to: '.', replace: true, state: ({ isConverting: _, ...kept }) => kept })
    if (isConvertible) void convertHere()
  })
  useEffect(() => {
    if (isConverting && isThere) convertAsked()
  }, [isConverting, isThere])
  useOfferDeeds(
    useMemo(
      () =>
        isConvertible
          ? [
              {
                id: 'convert-lead',
                label: 'Convert this lead to a client',
                keywords: 'won signed booked',
                icon: IconHeartHandshake,
                run: () => void convertHere(),
              },
            ]
          : [],
      [isConvertible],
    ),
  )
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
        onConvert={becomeClient}
        isLosing={isLosing}
        onLosing={setLosing}
        beside={lead => (
          <>
            {lead.status === 'converted' && (
              <LeadClient
                leadId={lead.id}
                leadName={lead.name}
                onUndone={() => void client.invalidateQueries({ queryKey: leadKeys.one(lead.id) })}
              />
            )}
            <LeadScoreReasons
              leadId={lead.id}
              score={lead.score}
              isClosed={lead.status === 'converted' || lead.status === 'lost'}
            />
            <LeadQuotes
              leadId={lead.id}
              leadName={lead.name}
              isReadOnly={isSettled(lead)}
              files={files}
              isAdding={isQuoting}
              onClosed={() => setQuoting(false)}
            />
            <LeadFiles leadId={lead.id} leadName={lead.name} isReadOnly={isSettled(lead)} />
            <LeadConsents
              leadId={lead.id}
              leadName={lead.name}
              isReadOnly={isSettled(lead) || !can('CRM', 'edit')}
            />
            {lead.erased_at === null && <PersonDeeds leadId={lead.id} leadName={lead.name} />}
          </>
        )}
        parts={lead => ({
          log: can('CRM', 'log') && !isSettled(lead) && (
            <QuickLog lead={lead} before={type => <ConsentWarning leadId={lead.id} activity={type} />} />
          ),
          timeline: <Timeline leadId={id} tell={entry => historySentence(entry, names)} />,
          plans: (
            <>
              {!isSettled(lead) && <LeadNextActions leadId={lead.id} onDo={action => act(action, lead)} />}
              <LeadFollowUps lead={lead} isReadOnly={isSettled(lead)} />
            </>
          ),
        })}
      />
      <OnceOpened isOpen={asked !== null}>
        <MoveDialog asked={asked} />
      </OnceOpened>
    </>
  )
}
